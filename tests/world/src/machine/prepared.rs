//! What the agent does on a prepared machine, told again: at its first boot it puts its units in place and
//! switches the machine off; at each later one it reads for which server it is.

use super::setup::Program;
use super::{Machine, ORDERS, Power, lock};
use domain::boot_plan::Orders;
use std::io::Read;

/// What a machine fetches that is to be prepared; nothing if these are not its user data.
pub(super) fn preparing(bytes: &[u8]) -> Option<Program> {
    let mut script = String::new();
    flate2::read::GzDecoder::new(bytes)
        .read_to_string(&mut script)
        .ok()?;
    script.lines().find(|line| *line == "plan=''")?;
    Program::read(&script).ok()
}

impl Machine {
    /// Whether it reads its orders at each boot.
    pub(super) fn is_prepared(&self) -> bool {
        lock(&self.inside).disk.read(ORDERS).is_some()
    }

    pub(super) async fn prepare(&self, power: &Power, program: &Program) {
        if self.fetch_program(power, program).await {
            self.wipe();
            self.write(ORDERS, Vec::new());
            self.power_off(power).await;
        }
    }

    pub(super) async fn follow_orders(&self, power: &Power, bytes: &[u8]) {
        // Nothing starts where they cannot be read.
        let Ok(orders) = Orders::read(&String::from_utf8_lossy(bytes)) else {
            return;
        };
        let Orders::Serve(plan) = orders else {
            self.wipe();
            return self.power_off(power).await;
        };
        let before = self.installed();
        if before.is_none_or(|before| before.key != plan.key) {
            self.wipe();
        }
        lock(&self.inside).disk.delete(self.places().report);
        if let Some(installed) = self.set_up(power, &plan).await {
            self.serve(power, &plan, &installed).await;
        }
    }

    fn wipe(&self) {
        let mut inside = lock(&self.inside);
        inside.disk.0.retain(|path, _| path == ORDERS);
        inside.installed = None;
        inside.controls.clear();
        inside.driven = None;
    }
}
