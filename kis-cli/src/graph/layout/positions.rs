use super::grid::{End, Grid};

/// Between boxes, and between a box and a line or two lines.
const GAP: f64 = 32.0;
const LANE: f64 = 16.0;
const ROUNDS: usize = 10;

/// Gives each item a height such that lines are as level as the order of the columns allows.
pub(super) fn position(grid: &mut Grid) {
    for column in 0..grid.columns.len() {
        let mut y = 0.0;
        for (place, item) in grid.columns[column].clone().into_iter().enumerate() {
            y += gap(grid, column, place);
            grid.items[item].y = y;
            y += grid.items[item].height;
        }
    }
    let places = grid.places();
    for round in 0..ROUNDS {
        let count = grid.columns.len();
        for step in 0..count {
            let (column, left) = if round % 2 == 0 { (step, true) } else { (count - 1 - step, false) };
            // In the end both sides count.
            let both = round + 2 >= ROUNDS;
            settle(grid, &places, column, [left || both, !left || both]);
        }
    }
    let top = grid.items.iter().map(|item| item.y).fold(f64::INFINITY, f64::min);
    grid.items.iter_mut().for_each(|item| item.y -= top);
}

/// What stays free above an item of a column.
fn gap(grid: &Grid, column: usize, place: usize) -> f64 {
    let is_box = |place: usize| grid.items[grid.columns[column][place]].node.is_some();
    match place.checked_sub(1) {
        None => 0.0,
        Some(before) if is_box(before) && is_box(place) => GAP,
        Some(_) => LANE,
    }
}

/// Moves the items of a column towards the ends of their lines on the chosen sides, left and right.
fn settle(grid: &mut Grid, places: &[usize], column: usize, [left, right]: [bool; 2]) {
    let mut wishes = vec![(0.0, 0.0); grid.columns[column].len()];
    let mut wish = |own: End, other: End| {
        let y = grid.items[other.item].y + other.offset - own.offset;
        let wish = &mut wishes[places[own.item]];
        *wish = (wish.0 + y, wish.1 + 1.0);
    };
    if left && column > 0 {
        grid.hops[column - 1].iter().for_each(|hop| wish(hop.right, hop.left));
    }
    if right {
        grid.hops[column].iter().for_each(|hop| wish(hop.left, hop.right));
    }
    let items = grid.columns[column].clone();
    let mut above = 0.0;
    let mut offsets = Vec::with_capacity(items.len());
    let mut wanted = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        above += gap(grid, column, place);
        let (sum, count) = wishes[place];
        let y = if count > 0.0 { sum / count } else { grid.items[*item].y };
        // What nothing is joined to gives way.
        wanted.push((y - above, if count > 0.0 { count } else { 0.1 }));
        offsets.push(above);
        above += grid.items[*item].height;
    }
    for ((item, offset), y) in items.iter().zip(offsets).zip(ascending(&wanted)) {
        grid.items[*item].y = (y + offset).round();
    }
}

/// The ascending numbers that are nearest to the wanted ones, in least squares with weights: neighbours in the wrong
/// order get their common mean.
fn ascending(wanted: &[(f64, f64)]) -> Vec<f64> {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in wanted {
        let mut block = (*value, *weight, 1);
        while let Some(last) = blocks.pop_if(|last| last.0 > block.0) {
            let weight = last.1 + block.1;
            block = ((last.0 * last.1 + block.0 * block.1) / weight, weight, last.2 + block.2);
        }
        blocks.push(block);
    }
    blocks.into_iter().flat_map(|(value, _, count)| std::iter::repeat_n(value, count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_wrong_order_meets_in_the_middle() {
        let one = |value: f64| (value, 1.0);
        assert_eq!(ascending(&[one(1.0), one(2.0), one(3.0)]), [1.0, 2.0, 3.0]);
        assert_eq!(ascending(&[one(1.0), one(4.0), one(2.0), one(5.0)]), [1.0, 3.0, 3.0, 5.0]);
        assert_eq!(ascending(&[(4.0, 3.0), (0.0, 1.0)]), [3.0, 3.0]);
    }
}
