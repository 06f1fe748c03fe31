//! What SSM runs on a machine to find what a server's sessions left, and to put one such file into the bucket.
//!
//! The server program writes in its own folder as it likes, so a results file is read with its rights and no
//! others: a link that it laid leads nowhere that it may not go itself. What is spliced in is a name of
//! [`is_plain`] letters and an address that we signed: it is good for one object and some minutes, since AWS
//! keeps what a command was.
//!
//! Linux only. Absent on purpose: any right of the machine to write into the bucket.

/// The most files that are listed, the newest: SSM shows 24,000 characters.
pub const MOST_FILES: usize = 300;
/// The most bytes of one that are taken.
pub const MOST_BYTES: u64 = 64 << 20;

/// Prints a line for each file: when it was written last, its size, and its name.
pub fn list_files() -> &'static str {
    LIST
}

/// Puts one of those files under an address.
pub fn put_file(name: &str, url: &str) -> String {
    PUT.replace("@@NAME@@", name).replace("@@URL@@", url)
}

/// A name that is nothing but a name, of the letters that acServer and the agent use.
pub fn is_plain(name: &str) -> bool {
    let ends = [".json", ".jsonl"];
    name.len() <= 100
        && !name.starts_with(['.', '-'])
        && ends.iter().any(|end| name.ends_with(end))
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
}

const LIST: &str = r"{
    find /srv/ac-server -maxdepth 3 -type f -path '*/results/*.json' -size -65537k -printf '%T@ %s %f\n'
    find /var/lib/ac-deploy/journals -maxdepth 1 -type f -name '*.jsonl' -printf '%T@ %s %f\n'
} 2>/dev/null | sort -rn | head -n 300
";

const PUT: &str = r#"name='@@NAME@@'
url='@@URL@@'
copy=$(mktemp) || exit 2
trap 'rm -f "$copy"' EXIT
case "$name" in
*.jsonl) head -c 67108864 "/var/lib/ac-deploy/journals/$name" >"$copy" || exit 3 ;;
*)
    file=$(find /srv/ac-server -maxdepth 3 -type f -path "*/results/$name" | head -n 1)
    [ -n "$file" ] || exit 3
    runuser -u ac-server -- head -c 67108864 -- "$file" >"$copy" || exit 3
    ;;
esac
curl --fail --silent --show-error --retry 3 --max-time 60 --upload-file "$copy" "$url" || exit 4
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_name_is_spliced_in() {
        for name in ["2026_3_2_22_3_RACE.json", "b1-1.jsonl"] {
            assert!(is_plain(name), "{name}");
        }
        for name in [
            "",
            "x.txt",
            "-x.json",
            ".x.json",
            "a b.json",
            "a'b.json",
            "../a.json",
            "$(x).json",
            "a\n.json",
        ] {
            assert!(!is_plain(name), "{name:?}");
        }
        let script = put_file(
            "a.json",
            "https://bucket.example/results/1/a.json?X-Amz-Signature=1",
        );
        assert!(!script.contains("@@"), "{script}");
    }
}
