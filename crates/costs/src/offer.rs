//! AWS's public price list, as far as servers cost anything: its offer files, one line of CSV at a time.
//!
//! The file of EC2 has some hundred MiB for one region, so nothing is kept of it but what is looked for.
//! <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html>

use std::collections::{BTreeMap, HashMap};

use domain::ids::InstanceType;
use domain::price::Prices;

/// The longest line that is read, in bytes; real ones have about 1 KiB.
const LONGEST: usize = 64 << 10;

/// An offer file that prices are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Machines and their disks.
    Ec2,
    /// Public addresses.
    Vpc,
    /// Storage of packs.
    S3,
}

impl Offer {
    /// All of them, the large one last.
    pub const ALL: [Self; 3] = [Self::Vpc, Self::S3, Self::Ec2];

    /// Where it lies for a region, below the price list's address.
    pub fn path(self, region: &str) -> String {
        let code = match self {
            Self::Ec2 => "AmazonEC2",
            Self::Vpc => "AmazonVPC",
            Self::S3 => "AmazonS3",
        };
        format!("offers/v1.0/aws/{code}/current/{region}/index.csv")
    }
}

/// What was found in the offers of one region.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    columns: HashMap<String, usize>,
    published: Option<String>,
    address_hour: Option<f64>,
    disk_gib_month: Option<f64>,
    storage_gib_month: Option<f64>,
    snapshot_gib_month: Option<f64>,
    windows: BTreeMap<InstanceType, f64>,
    linux: BTreeMap<InstanceType, f64>,
}

/// What no price list of a region lacks, and this one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it has no price of {0}")]
pub struct Lacking(&'static str);

impl Offers {
    /// Before the first line of a file.
    pub fn begin_file(&mut self) {
        self.columns.clear();
    }

    /// Takes in a line. One that says nothing of interest, or cannot be read, is passed over.
    pub fn line(&mut self, line: &str) {
        if LONGEST < line.len() {
            return;
        }
        if self.columns.is_empty() {
            return self.head(line);
        }
        // Most lines of EC2's file are reservations: they are passed over unread.
        if !line.contains("\"OnDemand\"") {
            return;
        }
        let cells = cells(line);
        let cell = |name: &str| {
            let at = self.columns.get(name).copied();
            at.and_then(|at| cells.get(at)).map_or("", String::as_str)
        };
        let price: Option<f64> = cell("PricePerUnit").parse().ok();
        let Some(price) = price.filter(|price| 0.0 < *price && price.is_finite()) else {
            return;
        };
        if cell("TermType") != "OnDemand" || cell("Currency") != "USD" {
            return;
        }
        let usage = cell("usageType");
        if cell("Product Family") == "Compute Instance" {
            let usual = cell("Tenancy") == "Shared"
                && cell("CapacityStatus") == "Used"
                && cell("Pre Installed S/W") == "NA"
                && cell("License Model") == "No License required";
            let size = InstanceType::new(cell("Instance Type"));
            if usual && cell("operation") == "RunInstances" {
                self.linux.insert(size, price);
            } else if usual && cell("operation") == "RunInstances:0002" {
                self.windows.insert(size, price);
            }
        } else if usage.ends_with("EBS:VolumeUsage.gp3") {
            self.disk_gib_month = Some(price);
        } else if usage.ends_with("EBS:SnapshotUsage") {
            self.snapshot_gib_month = Some(price);
        } else if usage.ends_with("PublicIPv4:InUseAddress") {
            self.address_hour = Some(price);
        } else if usage.ends_with("TimedStorage-ByteHrs") && cell("StartingRange") == "0" {
            self.storage_gib_month = Some(price);
        }
    }

    /// The lines before the prices: when they were published, and what the columns are called.
    fn head(&mut self, line: &str) {
        let cells = cells(line);
        match cells.first().map(String::as_str) {
            Some("SKU") => {
                let named = cells.into_iter().enumerate().map(|(at, name)| (name, at));
                self.columns = named.collect();
            }
            Some("Publication Date") => {
                let date = cells.get(1).and_then(|date| date.get(..10));
                self.published = self.published.take().max(date.map(str::to_owned));
            }
            _ => {}
        }
    }

    /// The table, of the sizes that are `wanted`. What the offers do not say is taken from `before`.
    ///
    /// # Errors
    /// If it is no price list of a region.
    pub fn table(
        self,
        region: &str,
        before: &Prices,
        wanted: impl Fn(&InstanceType) -> bool,
    ) -> Result<Prices, Lacking> {
        let of = |found: BTreeMap<InstanceType, f64>, what| {
            let found: BTreeMap<_, _> =
                found.into_iter().filter(|(size, _)| wanted(size)).collect();
            match found.is_empty() {
                true => Err(Lacking(what)),
                false => Ok(found),
            }
        };
        Ok(Prices {
            region: region.to_owned(),
            as_of: self.published.ok_or(Lacking("a date"))?,
            address_hour: self.address_hour.unwrap_or(before.address_hour),
            disk_gib_month: self.disk_gib_month.ok_or(Lacking("a gp3 disk"))?,
            storage_gib_month: self.storage_gib_month.unwrap_or(before.storage_gib_month),
            snapshot_gib_month: self.snapshot_gib_month.unwrap_or(before.snapshot_gib_month),
            traffic_gb: before.traffic_gb,
            traffic_free_gb: before.traffic_free_gb,
            linux_credits_hour: before.linux_credits_hour,
            windows_credits_hour: before.windows_credits_hour,
            windows: of(self.windows, "a Windows machine")?,
            linux: of(self.linux, "a Linux machine")?,
        })
    }
}

/// The cells of a line: each in quotes, a quote inside doubled.
fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut letters = line.trim_end_matches(['\r', '\n']).chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(letter),
        }
    }
    cells.push(cell);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::Platform;

    const HEAD: [&str; 3] = [
        "\"FormatVersion\",\"v1.0\"",
        "\"Publication Date\",\"2026-11-20T17:35:10Z\"",
        "\"SKU\",\"TermType\",\"PricePerUnit\",\"Currency\",\"StartingRange\",\"Product Family\",\"Instance Type\",\"Tenancy\",\"License Model\",\"usageType\",\"operation\",\"CapacityStatus\",\"Pre Installed S/W\",\"Memory\"",
    ];

    fn machine(size: &str, operation: &str, price: &str, status: &str) -> String {
        format!(
            "\"A\",\"OnDemand\",\"{price}\",\"USD\",\"0\",\"Compute Instance\",\"{size}\",\"Shared\",\"No License required\",\"EUC1-BoxUsage:{size}\",\"{operation}\",\"{status}\",\"NA\",\"2 GiB, \"\"fast\"\"\""
        )
    }

    fn other(usage: &str, price: &str, from: &str) -> String {
        format!(
            "\"B\",\"OnDemand\",\"{price}\",\"USD\",\"{from}\",\"Storage\",\"\",\"\",\"\",\"{usage}\",\"\",\"\",\"\",\"\""
        )
    }

    fn read(lines: &[String]) -> Offers {
        let mut offers = Offers::default();
        offers.begin_file();
        HEAD.iter().for_each(|line| offers.line(line));
        lines.iter().for_each(|line| offers.line(line));
        offers
    }

    #[test]
    fn a_regions_prices_are_found_among_all_others() {
        let offers = read(&[
            machine("t3.small", "RunInstances", "0.0240000000", "Used"),
            machine("t3.small", "RunInstances:0002", "0.0424000000", "Used"),
            machine(
                "t3.small",
                "RunInstances",
                "0.0000000000",
                "UnusedCapacityReservation",
            ),
            machine("t3.small", "RunInstances:0006", "0.5", "Used"),
            machine("x9.huge", "RunInstances", "99", "Used"),
            machine("t3.small", "RunInstances", "0.001", "Used").replace("OnDemand", "Reserved"),
            other("EUC1-EBS:VolumeUsage.gp3", "0.0952", "0"),
            other("EUC1-EBS:VolumeUsage.gp2", "0.119", "0"),
            other("EUC1-EBS:SnapshotUsage", "0.054", "0"),
            other("EUC1-EBS:SnapshotUsageUnderBilling", "0.5", "0"),
            other("EUC1-PublicIPv4:InUseAddress", "0.005", "0"),
            other("EUC1-TimedStorage-ByteHrs", "0.0245", "0"),
            other("EUC1-TimedStorage-ByteHrs", "0.0225", "512000"),
            "no line of it".to_owned(),
        ]);
        let small = |size: &InstanceType| size.as_str() == "t3.small";
        let table = offers.table("eu-central-1", &Prices::built_in(), small);
        let table = table.expect("a table");
        assert_eq!(
            (table.region.as_str(), table.as_of.as_str()),
            ("eu-central-1", "2026-11-20")
        );
        let hour = |platform| table.machine_hour(&InstanceType::new("t3.small"), platform);
        let [linux, windows] = [Platform::Linux, Platform::Windows].map(hour);
        assert_eq!(linux.map(|price| price.0), Some(0.024));
        assert_eq!(windows.map(|price| price.0), Some(0.0424));
        assert_eq!(table.linux.len(), 1);
        let rest = (
            table.disk_gib_month,
            table.address_hour,
            table.storage_gib_month,
            table.snapshot_gib_month,
        );
        assert_eq!(rest, (0.0952, 0.005, 0.0245, 0.054));
    }

    #[test]
    fn another_file_is_no_price_list() {
        let table = |offers: Offers| offers.table("eu-central-1", &Prices::built_in(), |_| true);
        assert_eq!(table(Offers::default()), Err(Lacking("a date")));
        let mut page = Offers::default();
        page.line("<html>");
        page.line("\"OnDemand\"");
        assert_eq!(table(page), Err(Lacking("a date")));
        let disk = other("EBS:VolumeUsage.gp3", "0.08", "0");
        assert_eq!(table(read(&[disk])), Err(Lacking("a Windows machine")));
    }
}
