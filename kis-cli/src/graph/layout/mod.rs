//! Where things stand: in columns from left to right, so that lines go through the gutters between them and cross
//! nothing. Each group of things that hang together is laid out by itself, and the groups are packed on the page.

mod columns;
mod grid;
mod order;
mod pack;
mod positions;

use grid::Grid;

/// The width of the gutters between columns.
const GUTTER: f64 = 88.0;

/// A box to be placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A line to be drawn, in the direction that rows go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) from: Port,
    pub(super) to: Port,
    /// Rows go back to where others came from: the line says nothing about what stands left of what.
    pub(super) is_feedback: bool,
}

/// Where a line meets a box: its side is found, its height is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Port {
    pub(super) node: usize,
    /// Below the box's top.
    pub(super) offset: f64,
}

/// A page on which everything has its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The top left corner of each node.
    pub(super) nodes: Vec<(f64, f64)>,
    /// The line of each edge.
    pub(super) lines: Vec<Line>,
}

/// A line from left to right: level within columns, bent in the gutters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    /// Its height in each column, and where it enters and leaves that.
    pub(super) levels: Vec<Level>,
    /// Whether rows go from right to left.
    pub(super) is_reversed: bool,
}

/// A level part of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Level {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) y: f64,
}

/// Places the nodes. The same input gives the same page.
pub(super) fn place(nodes: &[Node], edges: &[Edge]) -> Page {
    let mut page = Page {
        nodes: vec![(0.0, 0.0); nodes.len()],
        lines: vec![Line::default(); edges.len()],
        ..Page::default()
    };
    let groups = pack::groups(nodes.len(), edges);
    let grids: Vec<Grid> = groups.iter().map(|group| Grid::new(group, nodes, edges)).collect();
    let sizes: Vec<(f64, f64)> = grids.iter().map(Grid::size).collect();
    let (corners, size) = pack::shelves(&sizes);
    (page.width, page.height) = size;
    for (grid, corner) in grids.iter().zip(corners) {
        grid.draw(corner, &mut page);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(height: f64) -> Node {
        Node { width: 100.0, height }
    }

    fn edge(from: usize, to: usize, is_feedback: bool) -> Edge {
        let port = |node| Port { node, offset: 10.0 };
        Edge { from: port(from), to: port(to), is_feedback }
    }

    fn overlap(a: ((f64, f64), Node), b: ((f64, f64), Node)) -> bool {
        let (((ax, ay), a), ((bx, by), b)) = (a, b);
        ax < bx + b.width && bx < ax + a.width && ay < by + b.height && by < ay + a.height
    }

    /// That no boxes overlap, that no line goes through a box, and that lines end at their ports.
    fn check(nodes: &[Node], edges: &[Edge]) -> Page {
        let page = place(nodes, edges);
        let boxes: Vec<_> = page.nodes.iter().copied().zip(nodes.iter().copied()).collect();
        for (at, one) in boxes.iter().enumerate() {
            let ((x, y), node) = *one;
            assert!(x >= 0.0 && y >= 0.0 && x + node.width <= page.width && y + node.height <= page.height);
            for other in &boxes[at + 1..] {
                assert!(!overlap(*one, *other), "{one:?} and {other:?}");
            }
        }
        for (line, edge) in page.lines.iter().zip(edges) {
            let ends = if line.is_reversed { [edge.to, edge.from] } else { [edge.from, edge.to] };
            let (left, right) = (line.levels.first().unwrap(), line.levels.last().unwrap());
            let corner = |port: Port| page.nodes[port.node];
            assert_eq!((left.left, left.y), (corner(ends[0]).0 + 100.0, corner(ends[0]).1 + ends[0].offset));
            assert_eq!((right.right, right.y), (corner(ends[1]).0, corner(ends[1]).1 + ends[1].offset));
            for level in &line.levels {
                let thin = Node { width: level.right - level.left, height: 0.0 };
                for one in &boxes {
                    assert!(!overlap(((level.left, level.y), thin), *one), "{level:?} through {one:?}");
                }
            }
            for gutter in line.levels.windows(2) {
                assert!(gutter[1].left - gutter[0].right >= GUTTER, "{gutter:?}");
            }
        }
        page
    }

    #[test]
    fn a_chain_goes_from_left_to_right() {
        let page = check(&[node(50.0); 3], &[edge(0, 1, false), edge(1, 2, false)]);
        let xs: Vec<f64> = page.nodes.iter().map(|it| it.0).collect();
        assert_eq!(xs, [0.0, 188.0, 376.0]);
        assert!(page.lines.iter().all(|line| !line.is_reversed));
        assert!(page.nodes.iter().all(|it| it.1 == page.nodes[0].1));
    }

    #[test]
    fn a_line_over_columns_goes_around_what_stands_there() {
        let edges = [edge(0, 1, false), edge(1, 2, false), edge(0, 2, false)];
        let page = check(&[node(50.0); 3], &edges);
        assert_eq!(page.lines[2].levels.len(), 3);
    }

    #[test]
    fn rows_that_come_back_go_from_right_to_left() {
        let page = check(&[node(50.0); 2], &[edge(0, 1, true), edge(1, 0, false)]);
        assert!(page.nodes[1].0 < page.nodes[0].0);
        assert!(page.lines[0].is_reversed && !page.lines[1].is_reversed);
    }

    #[test]
    fn a_circle_has_a_beginning() {
        let edges = [edge(0, 1, false), edge(1, 2, false), edge(2, 3, false), edge(3, 0, false)];
        let page = check(&[node(50.0); 4], &edges);
        assert_eq!(page.lines.iter().filter(|line| line.is_reversed).count(), 1);
    }

    #[test]
    fn what_does_not_hang_together_stands_apart() {
        let page = check(&[node(50.0); 40], &[]);
        assert!(page.width <= 1_300.0 && page.height < 800.0, "{} x {}", page.width, page.height);
        check(&[], &[]);
    }

    #[test]
    fn nothing_overlaps_whatever_is_joined() {
        let mut random = 7_u64;
        let mut next = |below: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % below
        };
        for _ in 0..200 {
            let count = 2 + next(25);
            let nodes: Vec<Node> = (0..count).map(|_| node(40.0 + next(200) as f64)).collect();
            let edges: Vec<Edge> = (0..next(2 * count))
                .map(|_| (next(count), next(count), next(8) == 0))
                .filter(|(from, to, _)| from != to)
                .map(|(from, to, is_feedback)| edge(from, to, is_feedback))
                .collect();
            check(&nodes, &edges);
        }
    }
}
