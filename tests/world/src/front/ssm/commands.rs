//! Commands, from sent to answered.

use super::{
    super::{Front, Refusal, Request, Shared, lock, refusal::request_id},
    limit, page, strings,
};
use crate::machine::Execution;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// The service's limits.
const IDS: usize = 50;
const STDOUT: usize = 24_000;
const STDERR: usize = 8_000;
const PLUGIN_OUTPUT: usize = 2_500;

#[derive(Debug)]
pub(super) struct Command {
    id: String,
    document: String,
    sent: Instant,
    sent_at: f64,
    text: String,
    /// Each instance's answer, once there is one.
    invocations: BTreeMap<String, Mutex<Stage>>,
}

#[derive(Clone, Debug)]
enum Stage {
    Pending,
    InProgress,
    Finished(Execution),
}

impl Stage {
    fn status(&self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InProgress => "InProgress",
            Self::Finished(execution) if execution.exit_code == 0 => "Success",
            Self::Finished(_) => "Failed",
        }
    }
}

impl Front {
    /// Every command so far, with what the machines printed: the service keeps both.
    pub fn commands(&self) -> Vec<String> {
        let commands = lock(&self.shared.ssm.commands);
        let told = commands.iter().map(|command| {
            let answers = command.invocations.values();
            let printed = answers.map(|stage| match &*lock(stage) {
                Stage::Finished(execution) => format!("{}{}", execution.stdout, execution.stderr),
                _ => String::new(),
            });
            format!("{}\n{}", command.text, printed.collect::<String>())
        });
        told.collect()
    }
}

impl Shared {
    pub(super) fn send_command(self: &Arc<Self>, request: &Request) -> Result<Value, Refusal> {
        let json = &request.json;
        let ids = strings(&json["InstanceIds"]);
        if !json["Targets"].is_null() {
            return Err(self.trouble("SendCommand with Targets is not modelled"));
        }
        if IDS < ids.len() || ids.is_empty() {
            return Err(invalid(format!(
                "1 validation error detected: Value at 'instanceIds' failed to satisfy \
                 constraint: Member must have length between 1 and {IDS}"
            )));
        }
        if json["TimeoutSeconds"]
            .as_u64()
            .is_some_and(|seconds| !(30..=2_592_000).contains(&seconds))
        {
            return Err(invalid(
                "1 validation error detected: Value at 'timeoutSeconds' failed to satisfy \
                 constraint: Member must have value greater than or equal to 30"
                    .to_owned(),
            ));
        }
        let document = json["DocumentName"].as_str().unwrap_or_default();
        let windows = match document {
            "AWS-RunPowerShellScript" => true,
            "AWS-RunShellScript" => false,
            _ => {
                return Err(Refusal::new(
                    400,
                    "InvalidDocument",
                    format!("Document with name {document} does not exist."),
                ));
            }
        };
        let lines = strings(&json["Parameters"]["commands"]);
        if lines.is_empty() {
            return Err(Refusal::new(
                400,
                "InvalidParameters",
                "The parameter commands is required",
            ));
        }
        for id in &ids {
            let machine = self
                .fleet
                .registered()
                .into_iter()
                .find(|one| one.id == *id);
            let here = machine.filter(|machine| {
                machine.online
                    && self
                        .instance(&machine.id)
                        .is_ok_and(|instance| instance.region == request.region)
            });
            let Some(machine) = here else {
                return Err(Refusal::new(
                    400,
                    "InvalidInstanceId",
                    format!(
                        "Instances [[{id}]] not in a valid state for account {}",
                        super::super::ACCOUNT
                    ),
                ));
            };
            if machine.windows != windows {
                return Err(Refusal::new(
                    400,
                    "UnsupportedPlatformType",
                    format!("{document} does not run on {}", machine.platform()),
                ));
            }
        }
        let command = Arc::new(Command {
            id: request_id(),
            document: document.to_owned(),
            sent: Instant::now(),
            sent_at: now(),
            text: lines.join("\n"),
            invocations: ids
                .iter()
                .map(|id| (id.clone(), Mutex::new(Stage::Pending)))
                .collect(),
        });
        lock(&self.ssm.commands).push(Arc::clone(&command));
        for id in ids.clone() {
            self.deliver(Arc::clone(&command), id, command.text.clone());
        }
        Ok(json!({ "Command": {
            "CommandId": command.id,
            "DocumentName": document,
            "DocumentVersion": "$DEFAULT",
            "Comment": json["Comment"].as_str().unwrap_or_default(),
            "ExpiresAfter": command.sent_at + 3600.0,
            "Parameters": json["Parameters"],
            "InstanceIds": ids,
            "Targets": [],
            "RequestedDateTime": command.sent_at,
            "Status": "Pending",
            "StatusDetails": "Pending",
            "MaxConcurrency": "50",
            "MaxErrors": "0",
            "TargetCount": ids.len(),
            "CompletedCount": 0,
            "ErrorCount": 0,
            "DeliveryTimedOutCount": 0,
        }}))
    }

    /// Bring the command to the machine. A machine that is gone never answers.
    fn deliver(self: &Arc<Self>, command: Arc<Command>, id: String, text: String) {
        let step = self.rules().command_step;
        let fleet = self.fleet.clone();
        self.fleet.spawn(async move {
            let stage = &command.invocations[&id];
            tokio::time::sleep(step).await;
            *lock(stage) = Stage::InProgress;
            tokio::time::sleep(step).await;
            if let Some(execution) = fleet.execute(&id, &text).await {
                *lock(stage) = Stage::Finished(execution);
            }
        });
    }

    pub(super) fn get_invocation(&self, json: &Value) -> Result<Value, Refusal> {
        let command = json["CommandId"].as_str().unwrap_or_default();
        let instance = json["InstanceId"].as_str().unwrap_or_default();
        let missing = || Refusal::new(400, "InvocationDoesNotExist", "");
        let command = self.known_command(command).ok_or_else(missing)?;
        let stage = command.invocations.get(instance).ok_or_else(missing)?;
        let stage = lock(stage).clone();
        let (code, stdout, stderr) = match &stage {
            Stage::Finished(execution) => (
                execution.exit_code,
                cut(&execution.stdout, STDOUT),
                cut(&execution.stderr, STDERR),
            ),
            _ => (-1, String::new(), String::new()),
        };
        Ok(json!({
            "CommandId": command.id,
            "InstanceId": instance,
            "Comment": "",
            "DocumentName": command.document,
            "DocumentVersion": "$DEFAULT",
            "PluginName": command.plugin(),
            "ResponseCode": code,
            "Status": stage.status(),
            "StatusDetails": stage.status(),
            "StandardOutputContent": stdout,
            "StandardOutputUrl": "",
            "StandardErrorContent": stderr,
            "StandardErrorUrl": "",
        }))
    }

    pub(super) fn list_invocations(&self, json: &Value) -> Result<Value, Refusal> {
        let limit = limit(json, 1, 50, 50)?;
        if !json["Filters"].is_null() {
            return Err(self.trouble("ListCommandInvocations with Filters is not modelled"));
        }
        let wanted = json["InstanceId"].as_str();
        let commands: Vec<_> = match json["CommandId"].as_str() {
            Some(id) => self.known_command(id).into_iter().collect(),
            None => lock(&self.ssm.commands).iter().rev().cloned().collect(),
        };
        let shown = commands
            .iter()
            .flat_map(|command| {
                command
                    .invocations
                    .iter()
                    .filter(|(id, _)| wanted.is_none_or(|wanted| wanted == *id))
                    .map(|(id, stage)| {
                        command.shown(id, &lock(stage), json["Details"] == json!(true))
                    })
            })
            .collect();
        page(shown, json, limit, "CommandInvocations")
    }

    /// A command that the service has got round to knowing.
    fn known_command(&self, id: &str) -> Option<Arc<Command>> {
        let hidden = self.rules().invocation_hidden;
        lock(&self.ssm.commands)
            .iter()
            .find(|command| command.id == id && hidden <= command.sent.elapsed())
            .cloned()
    }
}

impl Command {
    fn plugin(&self) -> &'static str {
        if self.document == "AWS-RunPowerShellScript" {
            "runPowerShellScript"
        } else {
            "runShellScript"
        }
    }

    fn shown(&self, instance: &str, stage: &Stage, details: bool) -> Value {
        let mut plugins = Vec::new();
        if details {
            let (code, output) = match stage {
                Stage::Finished(execution) => (execution.exit_code, plugin_output(execution)),
                _ => (-1, String::new()),
            };
            plugins.push(json!({
                "Name": self.plugin(),
                "Status": stage.status(),
                "StatusDetails": stage.status(),
                "ResponseCode": code,
                "Output": output,
                "StandardOutputUrl": "",
                "StandardErrorUrl": "",
                "OutputS3Region": "",
                "OutputS3BucketName": "",
                "OutputS3KeyPrefix": "",
            }));
        }
        json!({
            "CommandId": self.id,
            "InstanceId": instance,
            "InstanceName": "",
            "Comment": "",
            "DocumentName": self.document,
            "DocumentVersion": "$DEFAULT",
            "RequestedDateTime": self.sent_at,
            "Status": stage.status(),
            "StatusDetails": stage.status(),
            "StandardOutputUrl": "",
            "StandardErrorUrl": "",
            "CommandPlugins": plugins,
        })
    }
}

/// In a list, the service joins both outputs and gives much less of them.
fn plugin_output(execution: &Execution) -> String {
    let joined = if execution.stderr.is_empty() {
        execution.stdout.clone()
    } else {
        format!(
            "{}\n----------ERROR-------\n{}",
            execution.stdout, execution.stderr
        )
    };
    cut(&joined, PLUGIN_OUTPUT)
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

fn invalid(message: String) -> Refusal {
    Refusal::new(400, "ValidationException", message)
}

fn now() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}
