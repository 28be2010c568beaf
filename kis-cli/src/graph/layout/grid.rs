use super::columns::columns;
use super::{Edge, GUTTER, Level, Line, Node, Page, order, positions};

/// One group in its columns: its nodes, and a place to pass for each line in each column that it only crosses.
pub(super) struct Grid {
    pub(super) items: Vec<Item>,
    /// The items of each column, from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
    /// The parts of lines in the gutter behind each column.
    pub(super) hops: Vec<Vec<Hop>>,
    lines: Vec<Course>,
}

/// How the line of an edge goes, from left to right.
struct Course {
    edge: usize,
    ends: Vec<End>,
    is_reversed: bool,
}

pub(super) struct Item {
    /// The node; `None` where a line passes.
    pub(super) node: Option<usize>,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) y: f64,
    column: usize,
}

/// A part of a line, from an item to one in the next column.
pub(super) struct Hop {
    pub(super) left: End,
    pub(super) right: End,
}

#[derive(Clone, Copy)]
pub(super) struct End {
    pub(super) item: usize,
    /// Below the item's top.
    pub(super) offset: f64,
}

impl Grid {
    /// The nodes of the group with the edges between them, each at its place.
    pub(super) fn new(group: &[usize], nodes: &[Node], edges: &[Edge]) -> Self {
        let local = |node: usize| group.binary_search(&node).ok();
        let inner: Vec<(usize, usize, usize)> = edges
            .iter()
            .enumerate()
            .filter_map(|(at, edge)| Some((at, local(edge.from.node)?, local(edge.to.node)?)))
            .collect();
        let joins: Vec<_> = inner.iter().map(|(at, from, to)| (*from, *to, edges[*at].is_feedback)).collect();
        let (column, reversed) = columns(group.len(), &joins);
        let items = group.iter().zip(column).map(|(node, column)| {
            let Node { width, height } = nodes[*node];
            Item { node: Some(*node), width, height, y: 0.0, column }
        });
        let mut grid =
            Grid { items: items.collect(), columns: Vec::new(), hops: Vec::new(), lines: Vec::new() };
        for ((at, from, to), is_reversed) in inner.into_iter().zip(reversed) {
            let port = |item, offset| End { item, offset };
            let ends = [port(from, edges[at].from.offset), port(to, edges[at].to.offset)];
            let [left, right] = if is_reversed { [ends[1], ends[0]] } else { ends };
            let ends = grid.pass(left, right);
            grid.lines.push(Course { edge: at, ends, is_reversed });
        }
        let count = grid.items.iter().map(|item| item.column + 1).max().unwrap_or_default();
        grid.columns = vec![Vec::new(); count];
        for (at, item) in grid.items.iter().enumerate() {
            grid.columns[item.column].push(at);
        }
        grid.hops.resize_with(count, Vec::new);
        for pair in grid.lines.iter().flat_map(|course| course.ends.windows(2)) {
            grid.hops[grid.items[pair[0].item].column].push(Hop { left: pair[0], right: pair[1] });
        }
        order::order(&mut grid);
        positions::position(&mut grid);
        grid
    }

    /// The way from an item to one further right, with a place to pass in each column between them.
    fn pass(&mut self, left: End, right: End) -> Vec<End> {
        let mut ends = vec![left];
        for column in self.items[left.item].column + 1..self.items[right.item].column {
            ends.push(End { item: self.items.len(), offset: 0.0 });
            self.items.push(Item { node: None, width: 0.0, height: 0.0, y: 0.0, column });
        }
        ends.push(right);
        ends
    }

    /// For each item, its place in its column.
    pub(super) fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.items.len()];
        for column in &self.columns {
            column.iter().enumerate().for_each(|(place, item)| places[*item] = place);
        }
        places
    }

    pub(super) fn size(&self) -> (f64, f64) {
        let width: f64 = (0..self.columns.len()).map(|column| self.width(column)).sum();
        let gutters = GUTTER * self.columns.len().saturating_sub(1) as f64;
        let height = self.items.iter().map(|item| item.y + item.height).fold(0.0, f64::max);
        (width + gutters, height)
    }

    fn width(&self, column: usize) -> f64 {
        self.columns[column].iter().map(|item| self.items[*item].width).fold(0.0, f64::max)
    }

    /// Writes the places onto the page, from the corner on.
    pub(super) fn draw(&self, corner: (f64, f64), page: &mut Page) {
        let mut left = corner.0;
        let mut sides = Vec::new();
        for column in 0..self.columns.len() {
            let width = self.width(column);
            sides.push((left, left + width));
            left += width + GUTTER;
        }
        // Where each item begins and ends: a passing line takes its column's whole width.
        let spans: Vec<(f64, f64)> = self
            .items
            .iter()
            .map(|item| {
                let (left, right) = sides[item.column];
                let x = ((left + right - item.width) / 2.0).round();
                if item.node.is_some() { (x, x + item.width) } else { (left, right) }
            })
            .collect();
        for (item, span) in self.items.iter().zip(&spans) {
            if let Some(node) = item.node {
                page.nodes[node] = (span.0, corner.1 + item.y);
            }
        }
        for course in &self.lines {
            let last = course.ends.len() - 1;
            let levels = course.ends.iter().enumerate().map(|(at, end)| {
                let item = &self.items[end.item];
                let (mut left, mut right) = sides[item.column];
                let span = spans[end.item];
                if at == 0 {
                    left = span.1;
                }
                if at == last {
                    right = span.0;
                }
                Level { left, right, y: corner.1 + item.y + end.offset }
            });
            page.lines[course.edge] = Line { levels: levels.collect(), is_reversed: course.is_reversed };
        }
    }
}
