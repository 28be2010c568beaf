use super::grid::{End, Grid, Hop};

/// How often the columns are gone through; more changes little.
const SWEEPS: usize = 12;

/// Puts each column in the order in which few lines cross: each item by the middle of what it is joined to in the
/// column before it, from left to right and back, and of all tries the best.
pub(super) fn order(grid: &mut Grid) {
    let mut places = grid.places();
    let (mut best, mut least) = (grid.columns.clone(), crossings(grid, &places));
    for sweep in 0..SWEEPS {
        if least == 0 {
            break;
        }
        let count = grid.columns.len();
        for step in 1..count {
            let from_left = sweep % 2 == 0;
            let column = if from_left { step } else { count - 1 - step };
            arrange(grid, &mut places, column, from_left);
        }
        let found = crossings(grid, &places);
        if found < least {
            (best, least) = (grid.columns.clone(), found);
        }
    }
    grid.columns = best;
}

fn arrange(grid: &mut Grid, places: &mut [usize], column: usize, from_left: bool) {
    let items = &grid.columns[column];
    let mut sums = vec![(0.0, 0); items.len()];
    for hop in &grid.hops[if from_left { column - 1 } else { column }] {
        let (own, other) = if from_left { (hop.right, hop.left) } else { (hop.left, hop.right) };
        let sum = &mut sums[places[own.item]];
        *sum = (sum.0 + rank(grid, places, other), sum.1 + 1);
    }
    let middles = sums.iter().enumerate().map(|(place, sum)| match sum {
        (_, 0) => place as f64,
        (sum, count) => sum / f64::from(*count),
    });
    let mut ordered: Vec<(f64, usize)> = middles.zip(items.iter().copied()).collect();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
    grid.columns[column] = ordered.into_iter().map(|(_, item)| item).collect();
    grid.columns[column].iter().enumerate().for_each(|(place, item)| places[*item] = place);
}

/// The place of a line's end: the item's, and within that the port's.
fn rank(grid: &Grid, places: &[usize], end: End) -> f64 {
    places[end.item] as f64 + end.offset / (grid.items[end.item].height + 1.0)
}

/// How many pairs of lines cross.
fn crossings(grid: &Grid, places: &[usize]) -> usize {
    let ends = |hop: &Hop| (rank(grid, places, hop.left), rank(grid, places, hop.right));
    grid.hops.iter().map(|hops| inversions(hops.iter().map(ends).collect())).sum()
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
