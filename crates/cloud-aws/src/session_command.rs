//! What SSM runs on a machine to find what a server's sessions left and its lists of players, and to put one such
//! file into the bucket.
//!
//! The server program writes in its own folder as it likes. On Linux a results file is read with its rights and
//! no others: a link that it laid leads nowhere that it may not go itself. Windows lends no rights without a
//! password, so there no folder on the way may be a link, neither before nor after the file was opened; where
//! its journals lie nobody but the system may write. What
//! is spliced in is a name of [`is_plain`] letters and an address that we signed: it is good for one object and
//! some minutes, since AWS keeps what a command was.
//!
//! Absent on purpose: any right of the machine to write into the bucket.

use pack::{PLAYER_LISTS, Platform};

/// The most files of sessions that are listed, the newest: SSM shows 24,000 characters.
pub const MOST_FILES: usize = 300;
/// The most bytes of one that are taken.
pub const MOST_BYTES: u64 = 64 << 20;

/// Prints a line for each file: when it was written last, its size, and its name. The lists of players come
/// first, as far as they are no larger than [`pack::LONGEST_PLAYER_LIST`].
pub fn list_files(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => WINDOWS_LIST,
        Platform::Linux => LINUX_LIST,
    }
}

/// Puts one of those files under an address. Ends with 2 or 3 where there is no such file that may be read, and
/// with 4 where the bucket did not take it.
pub fn put_file(platform: Platform, name: &str, url: &str) -> String {
    let template = match platform {
        Platform::Windows => WINDOWS_PUT,
        Platform::Linux => LINUX_PUT,
    };
    template.replace("@@NAME@@", name).replace("@@URL@@", url)
}

/// Whether a file is one of the lists of players, which lie beside the settings.
pub fn is_list(name: &str) -> bool {
    PLAYER_LISTS.contains(&name)
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

const LINUX_LIST: &str = r"find /srv/ac-server -maxdepth 1 -type f -size -1025k \( -name admins.txt -o -name whitelist.txt -o -name blacklist.txt \) -printf '%T@ %s %f\n' 2>/dev/null
{
    find /srv/ac-server -maxdepth 3 -type f -path '*/results/*.json' -size -65537k -printf '%T@ %s %f\n'
    find /var/lib/ac-deploy/journals -maxdepth 1 -type f -name '*.jsonl' -printf '%T@ %s %f\n'
} 2>/dev/null | sort -rn | head -n 300
";

const LINUX_PUT: &str = r#"name='@@NAME@@'
url='@@URL@@'
copy=$(mktemp) || exit 2
trap 'rm -f "$copy"' EXIT
case "$name" in
*.jsonl) head -c 67108864 "/var/lib/ac-deploy/journals/$name" >"$copy" || exit 3 ;;
*)
    case "$name" in
    *.txt) file=$(find /srv/ac-server -maxdepth 1 -type f -name "$name" -size -1025k) ;;
    *) file=$(find /srv/ac-server -maxdepth 3 -type f -path "*/results/$name" | head -n 1) ;;
    esac
    [ -n "$file" ] || exit 3
    runuser -u ac-server -- head -c 67108864 -- "$file" >"$copy" || exit 3
    ;;
esac
curl --fail --silent --show-error --retry 3 --max-time 60 --upload-file "$copy" "$url" || exit 4
"#;

/// Seconds since 1970, whatever language Windows speaks.
const WINDOWS_LIST: &str = r"$ErrorActionPreference = 'Stop'
$link = [IO.FileAttributes]::ReparsePoint
$files = @()
if ([IO.Directory]::Exists('C:\ac-deploy\journals')) {
    $files += @(Get-ChildItem 'C:\ac-deploy\journals' -File | Where-Object { $_.Extension -eq '.jsonl' })
}
$folder = 'C:\acserver'
if ([IO.Directory]::Exists($folder) -and -not ([IO.File]::GetAttributes($folder) -band $link)) {
    foreach ($file in @(Get-ChildItem $folder -File | Where-Object { @('admins.txt', 'whitelist.txt', 'blacklist.txt') -contains $_.Name -and $_.Length -le 1048576 -and -not ($_.Attributes -band $link) })) {
        $seconds = [Math]::Floor(($file.LastWriteTimeUtc.Ticks - 621355968000000000) / 10000000)
        [Console]::Out.WriteLine('{0} {1} {2}', $seconds, $file.Length, $file.Name.ToLowerInvariant())
    }
}
$plain = $true
foreach ($folder in @('C:\acserver', 'C:\acserver\results')) {
    $plain = $plain -and [IO.Directory]::Exists($folder) -and -not ([IO.File]::GetAttributes($folder) -band $link)
}
if ($plain) {
    $files += @(Get-ChildItem 'C:\acserver\results' -File | Where-Object { $_.Extension -eq '.json' -and $_.Length -le 67108864 -and -not ($_.Attributes -band $link) })
}
foreach ($file in ($files | Sort-Object LastWriteTimeUtc -Descending | Select-Object -First 300)) {
    $seconds = [Math]::Floor(($file.LastWriteTimeUtc.Ticks - 621355968000000000) / 10000000)
    [Console]::Out.WriteLine('{0} {1} {2}', $seconds, $file.Length, $file.Name)
}
exit 0
";

/// Read whole, for it is no larger than that, and sent by what needs no module to be loaded.
const WINDOWS_PUT: &str = r"$ErrorActionPreference = 'Stop'
$name = '@@NAME@@'
$url = '@@URL@@'
$link = [IO.FileAttributes]::ReparsePoint
$folders = @('C:\acserver', 'C:\acserver\results')
if ($name.EndsWith('.jsonl')) {
    $folders = @('C:\ac-deploy', 'C:\ac-deploy\journals')
}
if ($name.EndsWith('.txt')) {
    $folders = @('C:\acserver')
}
$file = $folders[-1] + '\' + $name
$stream = $null
foreach ($look in @('before', 'after')) {
    foreach ($path in ($folders + @($file))) {
        if (-not (Test-Path -LiteralPath $path) -or ([IO.File]::GetAttributes($path) -band $link)) {
            exit 3
        }
    }
    if ($look -eq 'before') {
        $stream = [IO.File]::Open($file, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    }
}
if ($stream.Length -gt 67108864) {
    exit 3
}
$bytes = New-Object byte[] $stream.Length
$count = $stream.Read($bytes, 0, $bytes.Length)
$stream.Dispose()
if ($count -ne $bytes.Length) {
    exit 3
}
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
try {
    [void](New-Object Net.WebClient).UploadData($url, 'PUT', $bytes)
} catch {
    [Console]::Error.WriteLine($_.Exception.GetBaseException().Message)
    exit 4
}
exit 0
";

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
        for platform in [Platform::Windows, Platform::Linux] {
            for list in PLAYER_LISTS {
                assert!(
                    is_list(list) && list_files(platform).contains(list),
                    "{list}"
                );
            }
            let url = "https://bucket.example/results/1/a.json?X-Amz-Signature=1";
            let script = put_file(platform, "a.json", url);
            assert!(!script.contains("@@"), "{script}");
        }
    }
}
