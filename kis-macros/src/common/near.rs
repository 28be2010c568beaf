/// The candidate that `name` was probably meant to be: the one with the fewest slips (a character added, left
/// out, exchanged, or swapped with its neighbour), if they are few for the length of the name.
///
/// Case and the difference between `_`, `-` and nothing are no slips.
pub(crate) fn near<'a, I>(name: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let wanted = letters(name);
    let slips = |candidate: &str| {
        let letters = letters(candidate);
        let slips = distance(&wanted, &letters);
        (slips <= wanted.len().max(letters.len()) / 3).then_some(slips)
    };
    candidates
        .into_iter()
        .filter_map(|candidate| Some((slips(candidate)?, candidate)))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// The end of a message about an unknown name: ``; did you mean `name`?``, or nothing.
pub(crate) fn did_you_mean<'a, I>(name: &str, candidates: I) -> String
where
    I: IntoIterator<Item = &'a str>,
{
    near(name, candidates).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// The optimal string alignment distance, by three rows of its table.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let exchanged = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = exchanged.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near() {
        for (name, meant) in [
            ("schol", "school"),
            ("shcool", "school"),
            ("kye", "key"),
            ("maxId", "max_id"),
            ("retrytimes", "retry_times"),
            ("defalt", "default"),
            ("测试函树", "测试函数"),
        ] {
            assert_eq!(near(name, ["other", meant, "long_unrelated_name"]), Some(meant), "{name}");
        }
    }

    #[test]
    fn another_word_is_not_near() {
        for (name, candidates) in [("a", ["b", "c"]), ("id", ["no", "it"]), ("colour", ["school", "key"])] {
            assert_eq!(near(name, candidates), None, "{name}");
        }
    }

    #[test]
    fn the_nearest_wins_and_ties_go_to_the_first() {
        assert_eq!(near("score_12", ["score_1", "score_123", "score12"]), Some("score12"));
        assert_eq!(near("scores", ["score_a", "score_b"]), Some("score_a"));
    }

    #[test]
    fn the_question_is_part_of_the_message() {
        assert_eq!(did_you_mean("kee", ["key"]), "; did you mean `key`?");
        assert_eq!(did_you_mean("colour", ["key"]), "");
    }
}
