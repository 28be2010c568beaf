use super::Edge;

/// A page is as wide as this before its groups begin another row.
const WIDEST: f64 = 1_200.0;
const GAP: f64 = 40.0;

/// The nodes that hang together, each group ascending: first those of several, then the single ones.
pub(super) fn groups(count: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut parents: Vec<usize> = (0..count).collect();
    for edge in edges {
        let (a, b) = (root(&mut parents, edge.from.node), root(&mut parents, edge.to.node));
        parents[a.max(b)] = a.min(b);
    }
    let mut groups = vec![Vec::new(); count];
    for node in 0..count {
        groups[root(&mut parents, node)].push(node);
    }
    groups.retain(|group| !group.is_empty());
    groups.sort_by_key(|group| group.len() == 1);
    groups
}

fn root(parents: &mut [usize], mut node: usize) -> usize {
    while parents[node] != node {
        parents[node] = parents[parents[node]];
        node = parents[node];
    }
    node
}

/// The corners of boxes of these sizes, in rows from left to right, and the size of it all.
pub(super) fn shelves(sizes: &[(f64, f64)]) -> (Vec<(f64, f64)>, (f64, f64)) {
    let widest = sizes.iter().map(|size| size.0).fold(WIDEST, f64::max);
    let (mut x, mut y, mut height) = (0.0, 0.0, 0.0_f64);
    let mut whole = (0.0_f64, 0.0_f64);
    let mut corners = Vec::with_capacity(sizes.len());
    for size in sizes {
        if x > 0.0 && x + size.0 > widest {
            (x, y, height) = (0.0, y + height + GAP, 0.0);
        }
        corners.push((x, y));
        whole = (whole.0.max(x + size.0), whole.1.max(y + size.1));
        x += size.0 + GAP;
        height = height.max(size.1);
    }
    (corners, whole)
}
