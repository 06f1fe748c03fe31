//! moto's answers put right: loopback addresses, and states that take their time.

use super::{
    super::{Form, Refusal, Reply, Service, Shared, lock, xml, xml::text},
    not_found,
};
use axum::{body::Body, http::Response};
use std::net::Ipv4Addr;
use xmltree::Element;

impl Shared {
    pub(super) fn rewritten(&self, reply: Reply) -> Result<Response<Body>, Refusal> {
        let mut root = reply.xml(self)?;
        self.rewrite(&mut root);
        Ok(reply.with_xml(&root))
    }

    /// Put moto's answer right: loopback addresses, and states that take their time.
    pub(super) fn rewrite(&self, root: &mut Element) {
        let rules = self.rules();
        let instances = lock(&self.ec2.instances).clone();
        let mut addresses = lock(&self.addresses);
        xml::each(root, &mut |element| {
            let id = text(element, &["instanceId"]);
            if let Some(instance) = instances.get(&id)
                && element.get_child("instanceState").is_some()
            {
                instance.show_state(element, &rules);
            }
            match element.name.as_str() {
                "ipAddress" | "publicIp" => {
                    replace(element, |moto| addresses.public(moto).to_string());
                }
                "privateIpAddress" => {
                    replace(element, |moto| addresses.private(moto).to_string());
                }
                // `ec2-54-214-1-2.…`: said as an address, for no name may be looked up.
                "dnsName" | "publicDnsName" => replace(element, |moto| {
                    dotted(moto).map_or_else(String::new, |ip| addresses.public(&ip).to_string())
                }),
                "privateDnsName" => replace(element, |moto| {
                    let Some(ip) = dotted(moto) else {
                        return moto.to_owned();
                    };
                    let ours = addresses.private(&ip).to_string().replace('.', "-");
                    format!("ip-{ours}.ec2.internal")
                }),
                _ => {}
            }
        });
    }

    /// What moto says of an instance.
    pub(in crate::front) async fn moto_instance(&self, id: &str) -> Result<Element, Refusal> {
        let region = self.instance(id)?.region;
        let form = Form::new(Service::Ec2, "DescribeInstances", &[("InstanceId.1", id)]);
        let reply = self.ask_moto(Service::Ec2, &region, &form).await?;
        let root = reply.xml(self)?;
        xml::items(&root, &["reservationSet"])
            .flat_map(|reservation| xml::items(reservation, &["instancesSet"]))
            .next()
            .cloned()
            .ok_or_else(|| not_found(id))
    }

    /// The instance's public address, if it has one.
    pub(crate) async fn public_address(&self, id: &str) -> Option<Ipv4Addr> {
        let instance = self.moto_instance(id).await.ok()?;
        let moto = text(&instance, &["ipAddress"]);
        (!moto.is_empty()).then(|| lock(&self.addresses).public(&moto))
    }
}

fn replace(element: &mut Element, change: impl FnOnce(&str) -> String) {
    let old = element.get_text().unwrap_or_default().into_owned();
    if !old.is_empty() {
        element.children = vec![xmltree::XMLNode::Text(change(&old))];
    }
}

/// The address in a name such as `ec2-54-214-1-2.compute-1.amazonaws.com`.
fn dotted(name: &str) -> Option<String> {
    let (_, rest) = name.split('.').next()?.split_once('-')?;
    let address = rest.replace('-', ".");
    address.parse::<Ipv4Addr>().ok().map(|_| address)
}
