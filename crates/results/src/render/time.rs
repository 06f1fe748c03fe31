//! Durations as racing writes them.

/// `58.131`, `1:24.500`, `1:02:03.456`.
#[must_use]
pub fn duration(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.unsigned_abs();
    let (hours, minutes, seconds, rest) =
        (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds}.{rest:03}"),
        (0, _) => format!("{sign}{minutes}:{seconds:02}.{rest:03}"),
        _ => format!("{sign}{hours}:{minutes:02}:{seconds:02}.{rest:03}"),
    }
}

/// `+1.600`.
#[must_use]
pub fn gap(ms: i64) -> String {
    format!("+{}", duration(ms.max(0)))
}

/// `+1 lap`, `+2 laps`.
#[must_use]
pub fn laps_down(laps: u32) -> String {
    if laps == 1 {
        "+1 lap".to_owned()
    } else {
        format!("+{laps} laps")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_in_racing() {
        let shown = [58_131, 84_500, 606_222, 3_723_456, 7, -50].map(duration);
        assert_eq!(
            shown,
            [
                "58.131",
                "1:24.500",
                "10:06.222",
                "1:02:03.456",
                "0.007",
                "-0.050"
            ]
        );
        assert_eq!(
            [gap(1600), laps_down(1), laps_down(3)],
            ["+1.600", "+1 lap", "+3 laps"]
        );
    }
}
