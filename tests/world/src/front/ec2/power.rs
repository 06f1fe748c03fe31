//! Start, stop, terminate: as asked, and from outside.

use super::{
    super::{Form, Refusal, Request, Service, Shared, lock, refusal::request_id},
    InstanceState, Reason, Target, instance,
};
use axum::{
    body::Body,
    http::{Response, header},
};
use std::{fmt::Write as _, sync::Arc, time::Instant};

impl Shared {
    /// Start, stop or terminate: all that are named, or none.
    pub(super) async fn turn(
        self: &Arc<Self>,
        request: &Request,
        target: Target,
    ) -> Result<Response<Body>, Refusal> {
        let ids = request.form.list("InstanceId");
        self.check_known(ids.iter().map(String::as_str))?;
        let mut changes = Vec::new();
        for id in &ids {
            let before = self.instance_state(id)?;
            instance::check_turn(id, before, target)?;
            changes.push((id.clone(), before));
        }
        if target == Target::Running {
            for (id, _) in &changes {
                self.check_start_capacity(&request.region, id).await?;
            }
        }
        if request.form.get("DryRun") == Some("true") {
            return self.pass(request).await;
        }
        for (id, before) in &changes {
            self.turn_one(&request.region, id, *before, target, false)
                .await?;
        }
        let mut body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{0}Response \
             xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>{1}</requestId>\
             <instancesSet>",
            request.operation,
            request_id()
        );
        for (id, before) in changes {
            let now = self.instance_state(&id)?;
            let _ = write!(
                body,
                "<item><instanceId>{id}</instanceId><currentState><code>{}</code><name>{}</name>\
                 </currentState><previousState><code>{}</code><name>{}</name></previousState></item>",
                now.code(),
                now.name(),
                before.code(),
                before.name()
            );
        }
        let _ = write!(body, "</instancesSet></{}Response>", request.operation);
        Ok(Response::builder()
            .header(header::CONTENT_TYPE, "text/xml;charset=UTF-8")
            .body(Body::from(body))
            .expect("a plain answer"))
    }

    async fn turn_one(
        self: &Arc<Self>,
        region: &str,
        id: &str,
        before: InstanceState,
        target: Target,
        from_inside: bool,
    ) -> Result<(), Refusal> {
        if let (Target::Running, Some(reason)) = (target, self.rules().starts_die)
            && let Some(instance) = lock(&self.ec2.instances).get_mut(id)
        {
            instance.died = Some(reason);
            return Ok(());
        }
        let now = Instant::now();
        let changes = {
            let mut instances = lock(&self.ec2.instances);
            let instance = instances.get_mut(id).expect("known, or refused before");
            instance.turn(before, target, from_inside, now)
        };
        if !changes {
            return Ok(());
        }
        let action = match target {
            Target::Running => "StartInstances",
            Target::Stopped => "StopInstances",
            Target::Terminated => "TerminateInstances",
        };
        if target == Target::Terminated {
            self.images_lose(id);
        }
        if target != Target::Running {
            self.fleet.halt(id, target == Target::Terminated);
        }
        let form = Form::new(Service::Ec2, action, &[("InstanceId.1", id)]);
        self.ask_moto(Service::Ec2, region, &form).await?;
        if target == Target::Running {
            self.fleet.power_on(id);
        }
        Ok(())
    }

    /// AWS ends an instance that it has just launched.
    pub(super) fn die(&self, id: &str, reason: &Reason) {
        let mut instances = lock(&self.ec2.instances);
        if let Some(instance) = instances.get_mut(id) {
            let now = Instant::now();
            instance.turn(InstanceState::Pending, Target::Terminated, false, now);
            instance.died = Some(*reason);
        }
    }

    /// Terminate an instance from outside: the bot never asked for it.
    pub(crate) async fn vanish(self: &Arc<Self>, id: &str) -> Result<(), Refusal> {
        let region = self.instance(id)?.region;
        let before = self.instance_state(id)?;
        self.turn_one(&region, id, before, Target::Terminated, false)
            .await
    }

    /// The instance's own system powers it off; our machines are launched so that this stops them.
    pub(crate) async fn power_off_from_inside(self: &Arc<Self>, id: &str) -> Result<(), Refusal> {
        let region = self.instance(id)?.region;
        let before = self.instance_state(id)?;
        self.turn_one(&region, id, before, Target::Stopped, true)
            .await
    }
}
