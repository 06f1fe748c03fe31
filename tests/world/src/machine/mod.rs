//! Stand-in machines: what the emulator launched, seen from inside.
//!
//! A machine has a disk (paths and bytes) that outlives a stop, an SSM agent that
//! comes online some time after the power, and user data that runs at its first
//! boot, see [`boot`](self). Everything it does to the outside is real: it fetches
//! the pack through the front with its role's keys, and its server listens on the
//! address that EC2 shows.

use crate::front::{Rules, Shared};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, Weak},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    crate::front::lock(mutex)
}

/// What a command left on a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Execution {
    pub(crate) exit_code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// All machines of one world.
#[derive(Clone, Debug)]
pub(crate) struct Fleet {
    shared: Weak<Shared>,
    machines: Arc<Mutex<BTreeMap<String, Arc<Machine>>>>,
    tasks: TaskTracker,
    power: CancellationToken,
}

/// One machine.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) id: String,
    pub(crate) windows: bool,
    user_data: Option<Vec<u8>>,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    files: BTreeMap<String, Vec<u8>>,
    power: Option<CancellationToken>,
    agent: Agent,
    last_ping: f64,
    /// How often it was switched on.
    boots: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Agent {
    /// Never heard of.
    #[default]
    Unknown,
    Online,
    Lost,
}

/// A machine as SSM knows it.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    pub(crate) id: String,
    pub(crate) windows: bool,
    pub(crate) online: bool,
    pub(crate) last_ping: f64,
}

impl Registered {
    pub(crate) fn platform(&self) -> &'static str {
        if self.windows { "Windows" } else { "Linux" }
    }
}

impl Fleet {
    pub(crate) fn new(shared: Weak<Shared>) -> Self {
        Self {
            shared,
            machines: Arc::default(),
            tasks: TaskTracker::new(),
            power: CancellationToken::new(),
        }
    }

    /// Run something that ends with the world.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let power = self.power.clone();
        self.tasks.spawn(async move {
            power.run_until_cancelled_owned(work).await;
        });
    }

    /// A new machine, switched on.
    pub(crate) fn launch(&self, id: &str, windows: bool, user_data: Option<Vec<u8>>) {
        let machine = Arc::new(Machine {
            id: id.to_owned(),
            windows,
            user_data,
            inside: Mutex::default(),
        });
        lock(&self.machines).insert(id.to_owned(), machine);
        self.power_on(id);
    }

    /// Switch a machine on: the agent and the scripts follow in their own time.
    pub(crate) fn power_on(&self, id: &str) {
        let Some(machine) = self.machine(id) else {
            return;
        };
        let power = self.power.child_token();
        {
            let mut inside = lock(&machine.inside);
            inside.boots += 1;
            inside.power = Some(power.clone());
        }
        let fleet = self.clone();
        self.tasks.spawn(async move {
            power
                .run_until_cancelled_owned(fleet.run(Arc::clone(&machine)))
                .await;
        });
    }

    /// Switch a machine off; for good if it is `gone`.
    pub(crate) fn halt(&self, id: &str, gone: bool) {
        let Some(machine) = self.machine(id) else {
            return;
        };
        let mut inside = lock(&machine.inside);
        if let Some(power) = inside.power.take() {
            power.cancel();
        }
        inside.agent = match inside.agent {
            Agent::Online if !gone => Agent::Lost,
            _ if gone => Agent::Unknown,
            other => other,
        };
    }

    pub(crate) fn shut_down(&self) {
        self.power.cancel();
    }

    pub(crate) fn machine(&self, id: &str) -> Option<Arc<Machine>> {
        lock(&self.machines).get(id).cloned()
    }

    /// The machines whose agent has ever reported, in order of their ids.
    pub(crate) fn registered(&self) -> Vec<Registered> {
        lock(&self.machines)
            .values()
            .filter_map(|machine| {
                let inside = lock(&machine.inside);
                (inside.agent != Agent::Unknown).then(|| Registered {
                    id: machine.id.clone(),
                    windows: machine.windows,
                    online: inside.agent == Agent::Online,
                    last_ping: inside.last_ping,
                })
            })
            .collect()
    }

    /// Run a command on a machine; none if the machine is off.
    pub(crate) fn execute(&self, id: &str, command: &str) -> Option<Execution> {
        let machine = self.machine(id)?;
        let inside = lock(&machine.inside);
        (inside.agent == Agent::Online).then(|| inside.execute(command))
    }

    /// The rules once EC2 says that the machine runs; none if that will not be.
    async fn running(&self, id: &str) -> Option<Rules> {
        loop {
            {
                let shared = self.shared.upgrade()?;
                if shared.is_running(id)? {
                    return Some(shared.rules());
                }
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// One boot, from power to whatever the machine was told to do.
    async fn run(&self, machine: Arc<Machine>) {
        let Some(rules) = self.running(&machine.id).await else {
            return;
        };
        if rules.agent_comes {
            tokio::time::sleep(rules.agent).await;
            let Some(shared) = self.shared.upgrade() else {
                return;
            };
            if shared.is_managed(&machine.id).await {
                let mut inside = lock(&machine.inside);
                inside.agent = Agent::Online;
                inside.last_ping = now();
            }
        }
    }
}

impl Inside {
    /// A stand-in for PowerShell that knows one deed: to print a file. The command
    /// names it in quotes; whatever else it says, the file comes as it stands.
    fn execute(&self, command: &str) -> Execution {
        let quoted = command
            .split(['\'', '"'])
            .skip(1)
            .step_by(2)
            .filter(|word| word.contains(['\\', '/']));
        let mut missing = None;
        for path in quoted {
            match self.files.get(&path.to_ascii_lowercase()) {
                Some(bytes) => {
                    return Execution {
                        exit_code: 0,
                        stdout: String::from_utf8_lossy(bytes).into_owned(),
                        stderr: String::new(),
                    };
                }
                None => missing = Some(path.to_owned()),
            }
        }
        let stderr = match missing {
            Some(path) => format!("Cannot find path '{path}' because it does not exist."),
            None => format!("this stand-in machine cannot run: {command}"),
        };
        Execution {
            exit_code: 1,
            stdout: String::new(),
            stderr,
        }
    }
}

fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}
