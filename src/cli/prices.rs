//! `ac-deploy prices`: the table that costs are estimated with, and its newest form from AWS's price list.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use costs::{Offer, Offers};
use futures_util::StreamExt as _;
use url::Url;

use super::failure::Failure;
use super::terminal;
use crate::config::{self, Settings};
use domain::ids::InstanceType;
use domain::price::Prices;
use explain::{Explanation, Kind};

/// AWS's public price list; it asks for no credentials.
/// <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html>
const PUBLIC: &str = "https://pricing.us-east-1.amazonaws.com";
/// The most bytes that are read of one offer: EC2's file of a large region has some hundred MiB.
const LARGEST: u64 = 2 << 30;
/// How long the line may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// A line that is longer is not kept while its end is waited for.
const LONGEST_LINE: usize = 64 << 10;

/// What `prices` is asked for.
#[derive(Debug, Args)]
pub(super) struct PriceTable {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the table that costs are estimated with
    Show,
    /// Fetch your region's prices from AWS's public price list and keep them beside the settings
    Refresh {
        /// Which region's [default: that of the settings, else AWS_REGION]
        #[arg(long)]
        region: Option<String>,
        /// Where the price list lies
        #[arg(long, value_name = "URL", default_value = PUBLIC)]
        from: Url,
    },
}

impl PriceTable {
    /// `file` are the settings that were named.
    pub(super) fn run(&self, settings: &Settings, file: Option<&Path>) -> Result<(), Failure> {
        let now = settings.prices.clone().unwrap_or_else(Prices::built_in);
        match &self.verb {
            Verb::Show => show(&now),
            Verb::Refresh { region, from } => {
                let region = region_of(region.as_deref(), settings)?;
                let target = config::refreshed_prices(file);
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                let offers = runtime.block_on(fetch(from, &region))?;
                let table = offers
                    .table(&region, &now, |size| is_wanted(size, settings))
                    .map_err(|lacking| no_list(from, &lacking.to_string()))?;
                keep(&table, &target)?;
                Ok(terminal::print(&format!(
                    "Prices of {} as of {} are in {} and hold from the next start on.\n",
                    table.region,
                    table.as_of,
                    target.display()
                ))?)
            }
        }
    }
}

fn show(prices: &Prices) -> Result<(), Failure> {
    let header = ["MACHINE", "LINUX", "WINDOWS"].map(str::to_owned);
    let shown =
        |price: Option<&f64>| price.map_or_else(String::new, |price| format!("${price:.4}"));
    let mut sizes: Vec<_> = prices.linux.keys().chain(prices.windows.keys()).collect();
    sizes.sort();
    sizes.dedup();
    let rows: Vec<[String; 3]> = std::iter::once(header)
        .chain(sizes.into_iter().map(|size| {
            [
                size.to_string(),
                shown(prices.linux.get(size)),
                shown(prices.windows.get(size)),
            ]
        }))
        .collect();
    Ok(terminal::print(&format!(
        "{}\nPer hour, in {} as of {}. An address is ${} an hour; per GiB and month a disk is ${}, packs in storage ${}.\n`ac-deploy prices refresh` fetches the newest.\n",
        terminal::table(&rows),
        prices.region,
        prices.as_of,
        prices.address_hour,
        prices.disk_gib_month,
        prices.storage_gib_month
    ))?)
}

fn region_of(named: Option<&str>, settings: &Settings) -> Result<String, Failure> {
    let of_settings = || settings.aws.as_ref().and_then(|aws| aws.region.clone());
    let region = named
        .map(str::to_owned)
        .or_else(of_settings)
        .or_else(|| std::env::var("AWS_REGION").ok());
    let is_one = |region: &String| {
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        !region.is_empty() && region.len() <= 32 && region.bytes().all(letter)
    };
    region.filter(is_one).ok_or_else(|| {
        Failure::usage(
            "Nothing says which region's prices are wanted.",
            "Name it: `ac-deploy prices refresh --region eu-central-1`.",
        )
    })
}

/// Those that the settings name, those of the built-in table, and their families.
fn is_wanted(size: &InstanceType, settings: &Settings) -> bool {
    let named = settings.guilds.iter().flat_map(|guild| &guild.sizes);
    let default = settings.aws.iter().map(|aws| &aws.default_size);
    let built_in = Prices::built_in();
    let family = |size: &InstanceType| size.as_str().split('.').next().map(str::to_owned);
    named
        .chain(default)
        .chain(built_in.linux.keys())
        .any(|known| family(known) == family(size))
}

async fn fetch(from: &Url, region: &str) -> Result<Offers, Failure> {
    let client = reqwest::Client::builder()
        .connect_timeout(SILENCE)
        .read_timeout(SILENCE)
        .build()
        .map_err(Failure::bug)?;
    let mut offers = Offers::default();
    for offer in Offer::ALL {
        let mut url = from.clone();
        let folder = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{folder}/{}", offer.path(region)));
        let answer = client.get(url.clone()).send().await;
        let answer = answer.and_then(reqwest::Response::error_for_status);
        let mut chunks = answer
            .map_err(|error| unreachable(&url, &error))?
            .bytes_stream();
        offers.begin_file();
        let (mut line, mut read) = (Vec::new(), 0_u64);
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| unreachable(&url, &error))?;
            read += chunk.len() as u64;
            if LARGEST < read {
                return Err(no_list(&url, "it is larger than any price list"));
            }
            for part in chunk.split_inclusive(|byte| *byte == b'\n') {
                if line.len() < LONGEST_LINE {
                    line.extend_from_slice(part);
                }
                if part.ends_with(b"\n") {
                    offers.line(&String::from_utf8_lossy(&line));
                    line.clear();
                }
            }
        }
        offers.line(&String::from_utf8_lossy(&line));
    }
    Ok(offers)
}

/// Writes the table so that no reader finds half of it.
fn keep(table: &Prices, target: &Path) -> Result<(), Failure> {
    let text = toml::to_string(table).map_err(Failure::bug)?;
    let text = format!(
        "# Written by `ac-deploy prices refresh`; used while it is newer than [prices] in the settings.\n{text}"
    );
    let mut new: PathBuf = target.to_owned();
    new.set_extension("new");
    let written = std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, target));
    written.map_err(|error| {
        Failure::other(
            format!("{} could not be written: {error}.", target.display()),
            "Give this user a folder of settings that it may write into.",
        )
    })
}

fn unreachable(url: &Url, error: &reqwest::Error) -> Failure {
    tracing::debug!(error = error as &dyn std::error::Error, "no price list");
    Failure::Explanation(Explanation {
        what: match error.status() {
            Some(status) => format!("The price list at {url} could not be fetched: {status}."),
            None => format!("The price list at {url} could not be fetched."),
        },
        hint: "Nothing was changed. Look at the region's name and the line, and try again."
            .to_owned(),
        kind: Kind::Unavailable,
    })
}

fn no_list(url: &Url, why: &str) -> Failure {
    Failure::Explanation(Explanation {
        what: format!("What lies at {url} is not a price list of a region: {why}."),
        hint: "Nothing was changed. `--from` names AWS's price list, or a copy of it.".to_owned(),
        kind: Kind::Unavailable,
    })
}
