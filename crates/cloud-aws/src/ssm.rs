//! The machines' reports, through SSM: for up to fifty machines of a platform one command and one
//! listing of its results, never one call per machine. And one server's log.
//!
//! A listing shows the first 2,500 characters of what a command printed; a report has a few
//! hundred. `GetCommandInvocation` shows 24,000 and costs a call per machine; logs are read so.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::send_command::SendCommandError;
use aws_sdk_ssm::types::{
    CommandInvocation, CommandInvocationStatus, InstanceInformationStringFilter, PingStatus,
};
use backon::{BackoffBuilder as _, ExponentialBuilder};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use super::failure::{SdkError, failed};
use super::report_command::{
    ABSENT, control_server, document, end_windows_session, keep_running, read_log, read_report,
    reconfigure_server, restart_server,
};
use cloud::{CloudError, Restart, Result, ServerLog};
use domain::control::{Control, Controlled};
use domain::ids::InstanceId;
use domain::lifecycle::ReportOutcome;
use domain::log::LogTail;
use domain::report::Report;
use domain::server::{InstanceState, Server};
use pack::Platform;

/// The most machines that one command may be sent to.
const BATCH: usize = 50;
/// How many batches are under way at once: SSM counts calls per second.
const AT_ONCE: usize = 4;
/// For how long a pass waits for the slowest machine of a batch.
const PATIENCE: Duration = Duration::from_secs(10);
/// And for how long after the last answer of another one: a machine that dies in the middle of a
/// command must not make all others late.
const STRAGGLING: Duration = Duration::from_secs(3);
/// When the first look for an answer is worth a call: SSM and a shell on the machine take that long.
const FIRST_LOOK: Duration = Duration::from_secs(1);
/// SSM's least: how long a command waits for its machine before it is dropped.
const DELIVERY_SECONDS: i32 = 30;
/// How long the command itself may run on the machine.
const EXECUTION_SECONDS: u16 = 15;
/// For how long somebody who asked for a log is kept waiting.
const LOG_PATIENCE: Duration = Duration::from_secs(20);
/// How long ending a session may take on Windows, where PowerShell alone needs seconds to start.
const WINDOWS_SECONDS: u16 = 25;
const WINDOWS_PATIENCE: Duration = Duration::from_secs(30);
/// How long a machine may take to end its server's session and program.
const RESTART_SECONDS: u16 = 40;
/// For how long somebody who asked for a restart is kept waiting.
const RESTART_PATIENCE: Duration = Duration::from_secs(50);

type Outcomes = HashMap<InstanceId, ReportOutcome>;

/// What a machine is to run.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) script: String,
    /// How long it may take there.
    pub(super) seconds: u16,
}

/// What a script came to.
#[derive(Debug)]
pub(super) struct Ran {
    /// Its exit code.
    pub(super) code: i32,
    /// What it printed.
    pub(super) printed: String,
    /// What it said of a failure.
    said: String,
}

/// What came of it.
#[derive(Debug)]
enum Outcome {
    /// It did what it should, and printed this.
    Printed(String),
    /// What it needs is not there yet.
    Absent,
}

/// The machines' agents.
#[derive(Debug, Clone)]
pub(super) struct SsmAgents {
    pub(super) client: Client,
}

impl SsmAgents {
    /// Reads the reports of those of `servers` that run; every server has an answer.
    ///
    /// # Errors
    /// When not one batch could be asked. Where only some could not, their machines have
    /// [`ReportOutcome::NoAnswer`].
    pub(super) async fn reports(&self, servers: &[&Server]) -> Result<Outcomes> {
        let mut outcomes: Outcomes = servers
            .iter()
            .map(|server| (server.instance.clone(), ReportOutcome::NotAsked))
            .collect();
        let batches = [Platform::Windows, Platform::Linux].map(|platform| {
            let running: Vec<InstanceId> = servers
                .iter()
                .filter(|server| server.state == InstanceState::Running)
                .filter(|server| server.pack.platform == platform)
                .map(|server| server.instance.clone())
                .collect();
            let batches: Vec<_> = running.chunks(BATCH).map(<[_]>::to_vec).collect();
            batches.into_iter().map(move |batch| (platform, batch))
        });
        let batches: Vec<(Platform, Vec<InstanceId>)> = batches.into_iter().flatten().collect();
        let ask = async |(platform, batch): (Platform, Vec<InstanceId>)| {
            (self.batch(platform, &batch).await, batch)
        };
        let answers: Vec<_> = stream::iter(batches)
            .map(ask)
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let (asked, mut errors) = (answers.len(), Vec::new());
        for (answer, batch) in answers {
            match answer {
                Ok(answer) => outcomes.extend(answer),
                Err(error) => {
                    outcomes.extend(batch.iter().map(|id| (id.clone(), ReportOutcome::NoAnswer)));
                    errors.push(error);
                }
            }
        }
        match errors.pop() {
            Some(error) if errors.len() + 1 == asked => Err(error),
            Some(error) => {
                tracing::warn!(%error, "some machines could not be asked for their reports in this pass");
                Ok(outcomes)
            }
            None => Ok(outcomes),
        }
    }

    /// The last lines of a server's log.
    pub(super) async fn log(&self, server: &Server, lines: u16) -> Result<ServerLog> {
        let command = Command {
            script: read_log(server.pack.platform, lines),
            seconds: EXECUTION_SECONDS,
        };
        let answer = self.outcome(server, command, LOG_PATIENCE).await?;
        Ok(match answer {
            Some(Outcome::Printed(text)) => ServerLog::Tail(LogTail::of(&text, lines.into())),
            Some(Outcome::Absent) => ServerLog::Absent,
            None => ServerLog::NoAnswer,
        })
    }

    /// Restarts a server's program.
    pub(super) async fn restart(&self, server: &Server) -> Result<Restart> {
        let command = Command {
            script: restart_server(server.pack.platform).to_owned(),
            seconds: RESTART_SECONDS,
        };
        let answer = self.outcome(server, command, RESTART_PATIENCE).await?;
        Ok(match answer {
            Some(Outcome::Printed(_)) => Restart::Begun,
            Some(Outcome::Absent) => Restart::NotReady,
            None => Restart::NoAnswer,
        })
    }

    /// Has a server do what stewards ask.
    pub(super) async fn control(&self, server: &Server, control: &Control) -> Result<Controlled> {
        let (mut seconds, mut patience) = (EXECUTION_SECONDS, LOG_PATIENCE);
        let script = match (server.pack.platform, control) {
            (Platform::Windows, Control::EndSession | Control::NextSession) => {
                (seconds, patience) = (WINDOWS_SECONDS, WINDOWS_PATIENCE);
                end_windows_session().to_owned()
            }
            (Platform::Windows, _) => return Ok(Controlled::Unsupported),
            (Platform::Linux, control) => {
                let asked = serde_json::to_vec(control).map_err(|error| CloudError::Failed {
                    operation: "ssm:SendCommand",
                    code: "what is asked could not be written".into(),
                    source: error.into(),
                })?;
                control_server(&asked)
            }
        };
        let command = Command { script, seconds };
        let answer = self.outcome(server, command, patience).await?;
        Ok(match answer {
            Some(Outcome::Printed(text)) => {
                serde_json::from_str(text.trim()).unwrap_or(Controlled::NoAnswer)
            }
            Some(Outcome::Absent) => Controlled::NotOnline,
            None => Controlled::NoAnswer,
        })
    }

    /// Restarts a Linux machine's server with the settings under this signed address.
    pub(super) async fn reconfigure(&self, server: &Server, url: &str) -> Result<Restart> {
        let command = Command {
            script: reconfigure_server(url),
            seconds: RESTART_SECONDS,
        };
        let answer = self.outcome(server, command, RESTART_PATIENCE).await?;
        Ok(match answer {
            Some(Outcome::Printed(_)) => Restart::Begun,
            Some(Outcome::Absent) => Restart::NotReady,
            None => Restart::NoAnswer,
        })
    }

    /// Has a machine stay on until then although nobody drives.
    ///
    /// # Errors
    /// When it is not certain that the machine has heard it.
    pub(super) async fn keep_running(&self, server: &Server, until: Timestamp) -> Result<()> {
        let command = Command {
            script: keep_running(server.pack.platform, until.as_second()),
            seconds: EXECUTION_SECONDS,
        };
        match self.outcome(server, command, LOG_PATIENCE).await? {
            Some(Outcome::Printed(_)) => Ok(()),
            Some(Outcome::Absent) | None => Err(CloudError::Timeout {
                operation: "ssm:SendCommand",
            }),
        }
    }

    /// What a command came to; nothing if the machine cannot be asked, it fails, or there is no answer
    /// in time.
    async fn outcome(
        &self,
        server: &Server,
        command: Command,
        patience: Duration,
    ) -> Result<Option<Outcome>> {
        let Some(ran) = self.run(server, command, patience).await? else {
            return Ok(None);
        };
        Ok(match ran.code {
            0 => Some(Outcome::Printed(ran.printed)),
            ABSENT => Some(Outcome::Absent),
            code => {
                tracing::warn!(server.id = %server.id, instance.id = %server.instance, code, said = ran.said.trim(), "a command failed on the machine of {}", server.id);
                None
            }
        })
    }

    /// Runs a command on a server's machine; nothing if it cannot be asked or does not answer in time.
    pub(super) async fn run(
        &self,
        server: &Server,
        command: Command,
        patience: Duration,
    ) -> Result<Option<Ran>> {
        if server.state != InstanceState::Running {
            return Ok(None);
        }
        let ids = std::slice::from_ref(&server.instance);
        let command = match self.send(server.pack.platform, ids, command).await {
            Ok(command) => command,
            Err(error) if not_taken(&error) => return Ok(None),
            Err(error) => return Err(failed("ssm:SendCommand", "The machine")(error)),
        };
        let begun = Instant::now();
        for pause in looks(Duration::from_millis(400)) {
            if patience < begun.elapsed() + pause {
                break;
            }
            sleep(pause).await;
            let asked = self
                .client
                .get_command_invocation()
                .command_id(&command)
                .instance_id(server.instance.as_str())
                .send()
                .await;
            let answer = match asked {
                Ok(answer) => answer,
                // SSM takes some tenths of a second to know its own command.
                Err(error)
                    if error
                        .as_service_error()
                        .is_some_and(|error| error.is_invocation_does_not_exist()) =>
                {
                    continue;
                }
                Err(error) => {
                    return Err(failed("ssm:GetCommandInvocation", "The command")(error));
                }
            };
            match answer.status() {
                Some(CommandInvocationStatus::Success | CommandInvocationStatus::Failed) => {
                    return Ok(Some(Ran {
                        code: answer.response_code(),
                        printed: answer.standard_output_content.unwrap_or_default(),
                        said: answer.standard_error_content.unwrap_or_default(),
                    }));
                }
                Some(CommandInvocationStatus::Cancelled | CommandInvocationStatus::TimedOut) => {
                    tracing::warn!(server.id = %server.id, instance.id = %server.instance, "a command did not end in time on the machine of {}", server.id);
                    return Ok(None);
                }
                _ => {}
            }
        }
        Ok(None)
    }

    async fn batch(&self, platform: Platform, batch: &[InstanceId]) -> Result<Outcomes> {
        let online = self.online(batch).await?;
        let mut outcomes: Outcomes = batch
            .iter()
            .map(|id| (id.clone(), ReportOutcome::AgentOffline))
            .collect();
        let mut waiting = vec![
            batch
                .iter()
                .filter(|id| online.contains(*id))
                .cloned()
                .collect::<Vec<_>>(),
        ];
        // One machine that SSM does not take (it went offline this instant) fails the whole
        // command and is not named, so it is looked for by halving.
        while let Some(mut ids) = waiting.pop() {
            if ids.is_empty() {
                continue;
            }
            let command = Command {
                script: read_report(platform).to_owned(),
                seconds: EXECUTION_SECONDS,
            };
            match self.send(platform, &ids, command).await {
                Ok(command) => outcomes.extend(self.collect(&command, &ids).await?),
                Err(error) if not_taken(&error) && ids.len() == 1 => {}
                Err(error) if not_taken(&error) => {
                    waiting.push(ids.split_off(ids.len() / 2));
                    waiting.push(ids);
                }
                Err(error) => return Err(failed("ssm:SendCommand", "A machine")(error)),
            }
        }
        Ok(outcomes)
    }

    /// Those whose agent has registered and is connected.
    async fn online(&self, batch: &[InstanceId]) -> Result<HashSet<InstanceId>> {
        let filter = InstanceInformationStringFilter::builder()
            .key("InstanceIds")
            .set_values(Some(batch.iter().map(ToString::to_string).collect()))
            .build()
            .map_err(|error| CloudError::Failed {
                operation: "ssm:DescribeInstanceInformation",
                code: "the request could not be made".into(),
                source: error.into(),
            })?;
        let known = self
            .client
            .describe_instance_information()
            .filters(filter)
            .max_results(50)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(failed("ssm:DescribeInstanceInformation", "The machines"))?;
        Ok(known
            .into_iter()
            .filter(|one| one.ping_status == Some(PingStatus::Online))
            .filter_map(|one| one.instance_id)
            .map(InstanceId::new)
            .collect())
    }

    async fn send(
        &self,
        platform: Platform,
        ids: &[InstanceId],
        command: Command,
    ) -> Result<String, SdkError<SendCommandError>> {
        let sent = self
            .client
            .send_command()
            .document_name(document(platform))
            .set_instance_ids(Some(ids.iter().map(ToString::to_string).collect()))
            .parameters("commands", vec![command.script])
            .parameters("executionTimeout", vec![command.seconds.to_string()])
            .timeout_seconds(DELIVERY_SECONDS)
            .comment("ac-deploy: report, log, results, restart, race control, or stay on")
            .send()
            .await?;
        Ok(sent
            .command
            .and_then(|command| command.command_id)
            .unwrap_or_default())
    }

    /// What the machines answered, as far as they did in time.
    async fn collect(&self, command: &str, ids: &[InstanceId]) -> Result<Outcomes> {
        let begun = Instant::now();
        let mut outcomes: Outcomes = ids
            .iter()
            .map(|id| (id.clone(), ReportOutcome::NoAnswer))
            .collect();
        let mut pauses = looks(FIRST_LOOK);
        let mut open = ids.len();
        let mut answered: Option<Instant> = None;
        let is_late = |answered: Option<Instant>, pause| {
            PATIENCE < begun.elapsed() + pause
                || answered.is_some_and(|at| STRAGGLING < at.elapsed() + pause)
        };
        // SSM itself takes some tenths of a second, so the first look is after a pause, too.
        while open != 0
            && let Some(pause) = pauses.next().filter(|pause| !is_late(answered, *pause))
        {
            sleep(pause).await;
            let invocations = self
                .client
                .list_command_invocations()
                .command_id(command)
                .details(true)
                .max_results(50)
                .into_paginator()
                .items()
                .send()
                .try_collect()
                .await
                .map_err(failed("ssm:ListCommandInvocations", "The command"))?;
            let open_before = open;
            open = ids.len();
            for (id, outcome) in invocations.iter().filter_map(finished) {
                open = open.saturating_sub(1);
                outcomes.insert(id, outcome);
            }
            if open < open_before {
                answered = Some(Instant::now());
            }
        }
        Ok(outcomes)
    }
}

/// The pauses before each look for an answer: without end, for who asks knows how long to wait.
fn looks(first: Duration) -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(first)
        .with_factor(1.5)
        .with_max_delay(Duration::from_secs(2))
        .without_max_times()
        .build()
}

/// Whether SSM refuses one of the machines.
fn not_taken(error: &SdkError<SendCommandError>) -> bool {
    error
        .as_service_error()
        .is_some_and(|error| error.is_invalid_instance_id() || error.is_unsupported_platform_type())
}

/// The machine and what it answered, once it has.
fn finished(invocation: &CommandInvocation) -> Option<(InstanceId, ReportOutcome)> {
    let id = InstanceId::new(invocation.instance_id()?);
    let plugin = invocation.command_plugins().first();
    let outcome = match invocation.status()? {
        CommandInvocationStatus::Success => {
            let text = plugin
                .and_then(|plugin| plugin.output())
                .unwrap_or_default();
            match Report::parse(text) {
                Ok(report) => ReportOutcome::Report(Box::new(report)),
                Err(error) => ReportOutcome::Unreadable(error.to_string()),
            }
        }
        CommandInvocationStatus::Failed
            if plugin.is_some_and(|plugin| plugin.response_code() == ABSENT) =>
        {
            ReportOutcome::Absent
        }
        CommandInvocationStatus::Failed
        | CommandInvocationStatus::Cancelled
        | CommandInvocationStatus::TimedOut => ReportOutcome::NoAnswer,
        _ => return None,
    };
    Some((id, outcome))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ssm::types::CommandPlugin;

    fn read(status: CommandInvocationStatus, code: i32, output: &str) -> Option<ReportOutcome> {
        let plugin = CommandPlugin::builder()
            .response_code(code)
            .output(output)
            .build();
        let invocation = CommandInvocation::builder()
            .instance_id("i-1")
            .status(status)
            .command_plugins(plugin);
        finished(&invocation.build()).map(|(_, outcome)| outcome)
    }

    #[test]
    fn an_answer_is_a_report_or_says_why_not() {
        let report = read(
            CommandInvocationStatus::Success,
            0,
            "SCHEMA=1\r\nPHASE=online\r\n",
        );
        assert!(report.is_some_and(|outcome| outcome.report().is_some()));
        let garbage = read(CommandInvocationStatus::Success, 0, "hello");
        assert!(matches!(garbage, Some(ReportOutcome::Unreadable(_))));
        assert_eq!(
            read(CommandInvocationStatus::Failed, ABSENT, "not yet"),
            Some(ReportOutcome::Absent)
        );
        assert_eq!(
            read(CommandInvocationStatus::Failed, 1, "no PowerShell"),
            Some(ReportOutcome::NoAnswer)
        );
        assert_eq!(
            read(CommandInvocationStatus::Failed, -1, ""),
            Some(ReportOutcome::NoAnswer)
        );
        assert_eq!(
            read(CommandInvocationStatus::TimedOut, -1, ""),
            Some(ReportOutcome::NoAnswer)
        );
        assert_eq!(read(CommandInvocationStatus::InProgress, -1, ""), None);
    }
}
