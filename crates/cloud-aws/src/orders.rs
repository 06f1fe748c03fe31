//! Orders in S3: one small object each, `orders/<server>.json`, until the machine is launched.

use aws_sdk_s3::primitives::ByteStream;
use futures_util::{StreamExt, stream};

use super::failure::is_missing;
use super::s3::Storage;
use cloud::{CloudError, Result};
use domain::ids::ServerId;
use domain::server::Order;

/// The folder of the orders.
pub(super) const FOLDER: &str = "orders/";

fn key(server: &ServerId) -> String {
    format!("{FOLDER}{server}.json")
}

impl Storage {
    /// Keeps an order.
    pub(super) async fn keep_order(&self, order: &Order) -> Result<()> {
        const OPERATION: &str = "s3:PutObject";
        let key = key(&order.server);
        let json = serde_json::to_vec_pretty(order).map_err(|error| CloudError::Failed {
            operation: OPERATION,
            code: "the order could not be written as JSON".into(),
            source: error.into(),
        })?;
        let request = self.client.put_object().bucket(&self.bucket).key(&key);
        let request = request
            .content_type("application/json")
            .body(ByteStream::from(json));
        request
            .send()
            .await
            .map(drop)
            .map_err(self.failed(OPERATION, &self.bucket, &key))
    }

    /// All orders, oldest first.
    pub(super) async fn orders(&self) -> Result<Vec<Order>> {
        let listed = self.packs(FOLDER).await?;
        // Settings for machines lie there, too.
        let listed = listed.into_iter();
        let orders = listed.filter(|object| object.location.key.ends_with(".json"));
        let read = stream::iter(orders)
            .map(|object| async move { self.order(&object.location.key).await });
        let read: Vec<Result<Option<Order>>> = read.buffered(8).collect().await;
        let mut orders: Vec<Order> = read
            .into_iter()
            .filter_map(Result::transpose)
            .collect::<Result<_>>()?;
        orders.sort_by_key(|order| order.asked);
        Ok(orders)
    }

    /// One order; none if it went meanwhile or cannot be read.
    async fn order(&self, key: &str) -> Result<Option<Order>> {
        let answer = match self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            .send()
            .await
        {
            Ok(answer) => answer,
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(self.failed("s3:GetObject", &self.bucket, key)(error)),
        };
        let text = answer.body.collect().await.map(|body| body.into_bytes());
        let text = text.map_err(|error| CloudError::Failed {
            operation: "s3:GetObject",
            code: "an order came back incomplete".into(),
            source: error.into(),
        })?;
        match serde_json::from_slice(&text) {
            Ok(order) => Ok(Some(order)),
            Err(error) => {
                tracing::warn!(s3.key = key, %error, "the order {key} cannot be read and is left out");
                Ok(None)
            }
        }
    }

    /// Forgets an order.
    pub(super) async fn drop_order(&self, server: &ServerId) -> Result<()> {
        let key = key(server);
        let request = self.client.delete_object().bucket(&self.bucket).key(&key);
        request
            .send()
            .await
            .map(drop)
            .map_err(self.failed("s3:DeleteObject", &self.bucket, &key))
    }
}
