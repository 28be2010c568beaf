use super::grid::{End, Grid};

/// How often the columns are gone through; more changes little.
const SWEEPS: usize = 12;

/// Puts each column in the order in which few lines cross: each item by the middle of what it is joined to in the
/// column before it, from left to right and back, and of all tries the best.
pub(super) fn order(grid: &mut Grid) {
    let (mut best, mut least) = (grid.columns.clone(), crossings(grid));
    for sweep in 0..SWEEPS {
        let from_left = sweep % 2 == 0;
        let count = grid.columns.len();
        for step in 1..count {
            let column = if from_left { step } else { count - 1 - step };
            arrange(grid, column, from_left);
        }
        let found = crossings(grid);
        if found < least {
            (best, least) = (grid.columns.clone(), found);
        }
    }
    grid.columns = best;
}

fn arrange(grid: &mut Grid, column: usize, from_left: bool) {
    let ranks = ranks(grid);
    let mut sums = vec![(0.0, 0); grid.items.len()];
    for hop in &grid.hops {
        let (own, other) = if from_left { (hop.right, hop.left) } else { (hop.left, hop.right) };
        let sum = &mut sums[own.item];
        *sum = (sum.0 + rank(grid, &ranks, other), sum.1 + 1);
    }
    let mut items: Vec<(f64, usize)> = grid.columns[column]
        .iter()
        .map(|item| match sums[*item] {
            (_, 0) => (ranks[*item], *item),
            (sum, count) => (sum / f64::from(count), *item),
        })
        .collect();
    items.sort_by(|a, b| a.0.total_cmp(&b.0));
    grid.columns[column] = items.into_iter().map(|(_, item)| item).collect();
}

/// The place of each item in its column.
fn ranks(grid: &Grid) -> Vec<f64> {
    let mut ranks = vec![0.0; grid.items.len()];
    for column in &grid.columns {
        column.iter().enumerate().for_each(|(at, item)| ranks[*item] = at as f64);
    }
    ranks
}

/// The place of a line's end: the item's, and within that the port's.
fn rank(grid: &Grid, ranks: &[f64], end: End) -> f64 {
    ranks[end.item] + end.offset / (grid.items[end.item].height + 1.0)
}

/// How many pairs of lines cross.
fn crossings(grid: &Grid) -> usize {
    let ranks = ranks(grid);
    let mut hops: Vec<Vec<(f64, f64)>> = vec![Vec::new(); grid.columns.len()];
    for hop in &grid.hops {
        let ends = (rank(grid, &ranks, hop.left), rank(grid, &ranks, hop.right));
        hops[grid.column(hop.left.item)].push(ends);
    }
    hops.into_iter().map(inversions).sum()
}

fn inversions(mut hops: Vec<(f64, f64)>) -> usize {
    hops.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut seen: Vec<f64> = Vec::new();
    let mut crossings = 0;
    for (_, right) in hops {
        let at = seen.partition_point(|it| *it <= right);
        crossings += seen.len() - at;
        seen.insert(at, right);
    }
    crossings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cross_when_their_ends_are_in_another_order() {
        assert_eq!(inversions(vec![(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]), 0);
        assert_eq!(inversions(vec![(0.0, 2.0), (1.0, 1.0), (2.0, 0.0)]), 3);
        assert_eq!(inversions(vec![(0.0, 1.0), (0.0, 0.0), (1.0, 1.0)]), 0);
    }
}
