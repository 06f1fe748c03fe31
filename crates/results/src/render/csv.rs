use crate::SessionResult;
use crate::season::{Penalty, Standings, apply};

/// A result for a spreadsheet: one line for each driver, times in milliseconds.
#[must_use]
pub fn result_csv(result: &SessionResult, penalties: &[Penalty]) -> String {
    let mut lines = vec![line(&[
        "pos",
        "driver",
        "guid",
        "car",
        "team",
        "laps",
        "total_ms",
        "laps_down",
        "gap_ms",
        "best_ms",
        "cuts",
        "contacts_cars",
        "contacts_walls",
        "took_flag",
        "penalty_seconds",
        "penalty_places",
        "penalty_points",
    ])];
    let rows = apply(result, penalties);
    let leader = rows.first().and_then(|row| row.time_ms);
    for row in &rows {
        let race = row.row.race();
        let laps_down = race.map_or(0, |race| race.laps_down);
        let gap = row
            .time_ms
            .zip(leader)
            .filter(|_| laps_down == 0)
            .map(|(own, leader)| own - leader);
        lines.push(line(&[
            &row.place
                .map_or_else(|| "DSQ".to_owned(), |place| place.to_string()),
            &row.row.driver,
            &row.row.guid,
            &row.row.car,
            row.row.team.as_deref().unwrap_or_default(),
            &row.row.laps.to_string(),
            &number(race.and(row.time_ms)),
            &race
                .map(|race| race.laps_down.to_string())
                .unwrap_or_default(),
            &number(gap),
            &number(row.row.best_ms),
            &row.row.cuts.to_string(),
            &row.row.incidents.car.to_string(),
            &row.row.incidents.env.to_string(),
            race.map(|race| if race.flag { "yes" } else { "no" })
                .unwrap_or_default(),
            &row.seconds.to_string(),
            &row.positions.to_string(),
            &row.points.to_string(),
        ]));
    }
    lines.concat()
}

/// Standings for a spreadsheet: one line for each driver of each class, one column for each round.
#[must_use]
pub fn standings_csv(standings: &Standings) -> String {
    let head = [
        "class", "pos", "driver", "guid", "team", "points", "deducted",
    ];
    let heads: Vec<&str> = head
        .into_iter()
        .chain(standings.rounds.iter().map(String::as_str))
        .collect();
    let mut lines = vec![line(&heads)];
    for class in &standings.classes {
        for driver in &class.drivers {
            let mut cells = vec![
                class.name.clone().unwrap_or_default(),
                driver.pos.to_string(),
                driver.driver.clone(),
                driver.guid.clone(),
                driver.team.clone().unwrap_or_default(),
                driver.points.to_string(),
                driver.deducted.to_string(),
            ];
            cells.extend(driver.rounds.iter().map(|round| round.points.to_string()));
            lines.push(line(&cells.iter().map(String::as_str).collect::<Vec<_>>()));
        }
    }
    lines.concat()
}

fn number(value: Option<i64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn line(cells: &[&str]) -> String {
    cells
        .iter()
        .map(|cell| quoted(cell))
        .collect::<Vec<_>>()
        .join(",")
        + "\r\n"
}

/// A cell as spreadsheets read it (RFC 4180). A driver's name must not become a formula: an apostrophe before
/// it makes it a text.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '@', '\t', '\r'])
        || cell.starts_with(['+', '-']) && cell.parse::<f64>().is_err();
    let cell = if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains(['"', ',', '\n', '\r', ';']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_breaks_no_line_and_starts_no_formula() {
        assert_eq!(
            line(&["a,b", "say \"hi\"", "=1+1", "@here", "-5", "-x"]),
            "\"a,b\",\"say \"\"hi\"\"\",'=1+1,'@here,-5,'-x\r\n"
        );
    }
}
