/// Which column each of `count` nodes stands in, such that every edge leads to a later one, and which edges had to be
/// turned around for it: those that come back, and one of every other circle.
pub(super) fn columns(count: usize, edges: &[(usize, usize, bool)]) -> (Vec<usize>, Vec<bool>) {
    let mut reversed: Vec<bool> = edges.iter().map(|edge| edge.2).collect();
    break_circles(count, edges, &mut reversed);
    let ahead = |at: usize| {
        let (from, to, _) = edges[at];
        if reversed[at] { (to, from) } else { (from, to) }
    };
    let mut incoming = vec![0; count];
    let mut next = vec![Vec::new(); count];
    for at in 0..edges.len() {
        let (from, to) = ahead(at);
        incoming[to] += 1;
        next[from].push(to);
    }
    let starts: Vec<usize> = (0..count).filter(|node| incoming[*node] == 0).collect();
    let mut column = vec![0; count];
    let mut ready = starts.clone();
    while let Some(node) = ready.pop() {
        for to in &next[node] {
            column[*to] = column[*to].max(column[node] + 1);
            incoming[*to] -= 1;
            if incoming[*to] == 0 {
                ready.push(*to);
            }
        }
    }
    // What only feeds stands right before what it feeds first.
    for node in starts {
        if let Some(first) = next[node].iter().map(|to| column[*to]).min() {
            column[node] = first - 1;
        }
    }
    (column, reversed)
}

/// Turns around each edge that closes a circle. Not recursive: a chain may be as long as the files.
fn break_circles(count: usize, edges: &[(usize, usize, bool)], reversed: &mut [bool]) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut outgoing = vec![Vec::new(); count];
    for (at, (from, to, is_reversed)) in edges.iter().enumerate() {
        let (from, to) = if *is_reversed { (*to, *from) } else { (*from, *to) };
        outgoing[from].push((at, to));
    }
    let mut state = vec![State::New; count];
    for start in 0..count {
        if state[start] != State::New {
            continue;
        }
        state[start] = State::Open;
        let mut path = vec![(start, 0)];
        while let Some((node, at)) = path.last_mut() {
            let Some((edge, to)) = outgoing[*node].get(*at).copied() else {
                state[*node] = State::Done;
                path.pop();
                continue;
            };
            *at += 1;
            match state[to] {
                State::New => {
                    state[to] = State::Open;
                    path.push((to, 0));
                }
                State::Open => reversed[edge] = !reversed[edge],
                State::Done => {}
            }
        }
    }
}
