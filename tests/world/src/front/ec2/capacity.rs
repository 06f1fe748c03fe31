//! Which kinds of machine are free where: EC2 refuses the others in words of its own.

use super::{
    super::{Form, Refusal, Request, Service, Shared, xml, xml::text},
    InstanceState,
};

impl Shared {
    /// Without a subnet EC2 chooses a zone, and refuses if that one has no machine of the kind.
    pub(super) async fn check_launch_capacity(&self, request: &Request) -> Result<(), Refusal> {
        if self.rules().none_free.is_empty() && self.rules().unknown_kinds.is_empty() {
            return Ok(());
        }
        let form = Form::new(
            Service::Ec2,
            "DescribeSubnets",
            &[
                ("Filter.1.Name", "default-for-az"),
                ("Filter.1.Value.1", "true"),
            ],
        );
        let reply = self.ask_moto(Service::Ec2, &request.region, &form).await?;
        let root = reply.xml(self)?;
        let mut subnets: Vec<(String, String)> = xml::items(&root, &["subnetSet"])
            .map(|subnet| {
                let zone = text(subnet, &["availabilityZone"]);
                (zone, text(subnet, &["subnetId"]))
            })
            .collect();
        subnets.sort();
        let wanted = request.form.get("SubnetId");
        let chosen = subnets
            .iter()
            .find(|(_, id)| wanted.is_none_or(|wanted| wanted == id));
        let zone = chosen.map(|(zone, _)| zone.as_str()).unwrap_or_default();
        let kind = request.form.get("InstanceType").unwrap_or_default();
        self.require_free(kind, zone)
    }

    /// A stopped instance stays in the zone of its disk.
    pub(super) async fn check_start_capacity(&self, region: &str, id: &str) -> Result<(), Refusal> {
        if self.rules().none_free.is_empty() {
            return Ok(());
        }
        let form = Form::new(Service::Ec2, "DescribeInstances", &[("InstanceId.1", id)]);
        let reply = self.ask_moto(Service::Ec2, region, &form).await?;
        let root = reply.xml(self)?;
        let kinds: Vec<(String, String)> = xml::items(&root, &["reservationSet"])
            .flat_map(|reservation| xml::items(reservation, &["instancesSet"]))
            .map(|instance| {
                let zone = text(instance, &["placement", "availabilityZone"]);
                (text(instance, &["instanceType"]), zone)
            })
            .collect();
        kinds
            .iter()
            .try_for_each(|(kind, zone)| self.require_free(kind, zone))
    }

    /// The kind of machine and its user data can be changed only while it is stopped.
    pub(super) fn check_is_stopped_for(&self, form: &Form) -> Result<(), Refusal> {
        let needs_it = ["InstanceType.Value", "UserData.Value"];
        let Some(id) = form.get("InstanceId") else {
            return Ok(());
        };
        if !needs_it.iter().any(|name| form.get(name).is_some()) {
            return Ok(());
        }
        match self.instance_state(id)? {
            InstanceState::Stopped => Ok(()),
            _ => Err(Refusal::new(
                400,
                "IncorrectInstanceState",
                format!("The instance '{id}' is not in the 'stopped' state."),
            )),
        }
    }

    fn require_free(&self, kind: &str, zone: &str) -> Result<(), Refusal> {
        let rules = self.rules();
        let names = |list: &[(&str, char)]| {
            list.iter()
                .any(|(lacking, letter)| *lacking == kind && zone.ends_with(*letter))
        };
        if names(&rules.unknown_kinds) {
            return Err(Refusal::new(
                400,
                "Unsupported",
                format!(
                    "Your requested instance type ({kind}) is not supported in your requested \
                     Availability Zone ({zone}). Please retry your request by not specifying an \
                     Availability Zone or choosing another one."
                ),
            ));
        }
        if names(&rules.none_free) {
            return Err(Refusal::no_capacity_in(kind, zone));
        }
        Ok(())
    }
}
