//! What was meant by a word that was mistyped.

/// How much of what was written is compared.
const LONGEST: usize = 60;

/// The known word that was meant, whatever its case, if few of its letters are wrong: two at most, and fewer than
/// half of a short one.
pub fn nearest<'a>(asked: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = plain(asked);
    known
        .into_iter()
        .map(|word| (distance(&asked, &plain(word)), word))
        .filter(|(wrong, word)| *wrong <= 2 && *wrong < word.chars().count() / 2)
        .min()
        .map(|(_, word)| word)
}

fn plain(word: &str) -> String {
    word.trim().to_lowercase().chars().take(LONGEST).collect()
}

/// How many letters to insert, take out, replace, or to change with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut next = vec![i + 1];
        for j in 0..b.len() {
            let replaced = row[j] + usize::from(a[i] != b[j]);
            let mut least = replaced.min(row[j + 1] + 1).min(next[j] + 1);
            if 0 < i && 0 < j && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found_and_nothing_that_was_not() {
        let known = ["Sunday Cup", "Friday Cup", "GT3", "laps"];
        let meant = [
            ("sunday cpu", Some("Sunday Cup")),
            ("Firday Cup", Some("Friday Cup")),
            ("lapps", Some("laps")),
            ("GT4", None),
            ("Endurance", None),
            ("", None),
        ];
        for (asked, expected) in meant {
            assert_eq!(nearest(asked, known), expected, "{asked}");
        }
    }
}
