//! What SSM runs on a machine to fetch its report and its server's log, and to restart its server.
//!
//! PowerShell 5.1 on Windows, `sh` on Linux. The standard output is the file as it stands and
//! nothing else; where there is no file yet, the command ends with [`ABSENT`] and a sentence on the
//! standard error. Each opens the file in a way that lets its writer go on, and replace it, while it
//! is read. Passwords are masked on the machine already, because AWS keeps what a command printed;
//! [`domain::log::LogTail`] then takes out the rest.
//!
//! Absent on purpose: any text that a user chose. Nothing is spliced in but numbers, hexadecimal digits and an
//! address that we signed, in which no letter means anything to a shell between quotes.

use pack::Platform;

/// What a command ends with when the file is not there yet. Not 1, with which PowerShell ends where
/// something went wrong.
pub const ABSENT: i32 = 3;

/// The most that [`read_log`] looks at: SSM cuts its output at 24,000 characters.
pub const MAX_LOG_BYTES: u32 = 20_000;

/// SSM's own document that runs commands on this platform.
pub fn document(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => "AWS-RunPowerShellScript",
        Platform::Linux => "AWS-RunShellScript",
    }
}

/// Prints the machine's report, [`domain::report::Report`].
pub fn read_report(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => WINDOWS_REPORT,
        Platform::Linux => LINUX_REPORT,
    }
}

/// Prints the last lines of the server's log. Half a line is left out: what hides a password needs
/// the beginning of its line.
pub fn read_log(platform: Platform, lines: u16) -> String {
    let template = match platform {
        Platform::Windows => WINDOWS_LOG,
        Platform::Linux => LINUX_LOG,
    };
    template
        .replace("@@BYTES@@", &MAX_LOG_BYTES.to_string())
        .replace("@@LINES@@", &lines.to_string())
}

/// Has the machine stay on until then although nobody drives; the time is seconds since 1970.
pub fn keep_running(platform: Platform, until: i64) -> String {
    let template = match platform {
        Platform::Windows => WINDOWS_KEEP,
        Platform::Linux => LINUX_KEEP,
    };
    template.replace("@@UNTIL@@", &until.to_string())
}

const WINDOWS_KEEP: &str = r"$ErrorActionPreference = 'Stop'
[IO.File]::WriteAllText('C:\ac-deploy\keep-until.txt', '@@UNTIL@@')
exit 0
";

const LINUX_KEEP: &str = r"echo @@UNTIL@@ >/run/ac-deploy/keep-until || exit 2
";

/// Asks the agent of a Linux machine for something, and prints its answer. What is asked comes as hexadecimal
/// digits, whatever a user typed.
pub fn control_server(asked: &[u8]) -> String {
    LINUX_CONTROL.replace("@@ASKED@@", &hex::encode(asked))
}

const LINUX_CONTROL: &str = r"if [ ! -e /opt/ac-deploy/installed.json ]; then
    echo 'The server is not installed yet.' >&2
    exit 3
fi
/opt/ac-deploy/ac-deploy-agent control @@ASKED@@ || exit 2
";

/// Has the server of a Windows machine end its session, and prints what came of it, as
/// [`domain::control::Controlled`] in JSON. What it says meanwhile is kept by the machine's monitor, which
/// looks every three seconds.
pub fn end_windows_session() -> &'static str {
    WINDOWS_END_SESSION
}

const WINDOWS_END_SESSION: &str = r"$ErrorActionPreference = 'Stop'
. 'C:\ac-deploy\common.ps1'
$places = Get-Places 'C:'
if (-not (Test-Path -LiteralPath $places.Installed)) {
    [Console]::Error.WriteLine('The server is not installed yet.')
    exit 3
}
[Console]::Out.Write((Complete-Session $places 10 $null))
exit 0
";

/// Restarts the server's program, and ends once the report no longer shows the one before.
pub fn restart_server(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => WINDOWS_RESTART,
        Platform::Linux => LINUX_RESTART,
    }
}

/// A supervisor that gave its server up, or misses its program, or whose server had its last session, has
/// ended, and is a task to be started again, for whose runs nothing was asked yet; one that pauses after an end starts it by itself.
const WINDOWS_RESTART: &str = r#"$ErrorActionPreference = 'Stop'
. 'C:\ac-deploy\common.ps1'
$places = Get-Places 'C:'
if (-not (Test-Path -LiteralPath $places.Installed)) {
    [Console]::Error.WriteLine('The server is not installed yet.')
    exit 3
}
$run = Read-Ends $places.Run
if ($run -match '^(running|stopped) ([0-9]{1,9}) ') {
    [IO.File]::WriteAllText($places.Ask, "restart $($Matches[2])`r`n")
    Stop-Programs $places
} else {
    [IO.File]::Delete($places.Ask)
    Start-ScheduledTask -TaskName 'ac-deploy-server'
}
for ($left = 50; $left -gt 0; $left--) {
    Start-Sleep -Milliseconds 500
    if ((Read-Ends $places.Report) -notmatch '(?m)^PHASE=(online|failed|ended)') {
        exit 0
    }
}
[Console]::Error.WriteLine('The report does not show that the server was restarted.')
exit 2
"#;

const LINUX_RESTART: &str = r"if [ ! -e /opt/ac-deploy/installed.json ]; then
    echo 'The server is not installed yet.' >&2
    exit 3
fi
/opt/ac-deploy/ac-deploy-agent restart || exit 2
";

/// Restarts a Linux machine's server with other settings, which it fetches from this signed address.
pub fn reconfigure_server(url: &str) -> String {
    LINUX_RECONFIGURE.replace("@@URL@@", &url.replace('\'', "%27"))
}

const LINUX_RECONFIGURE: &str = r"if [ ! -e /opt/ac-deploy/installed.json ]; then
    echo 'The server is not installed yet.' >&2
    exit 3
fi
/opt/ac-deploy/ac-deploy-agent reconfigure '@@URL@@' || exit 2
";

const WINDOWS_REPORT: &str = r"$ErrorActionPreference = 'Stop'
$path = 'C:\ac-server-info\server-info.txt'
if (-not (Test-Path -LiteralPath $path)) {
    [Console]::Error.WriteLine('The machine has not written a report yet.')
    exit 3
}
$stream = [IO.File]::Open($path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
$reader = New-Object IO.StreamReader($stream)
[Console]::Out.Write($reader.ReadToEnd())
$reader.Dispose()
exit 0
";

/// In UTF-8: what the console's own code page lacks would be lost before SSM sees it.
const WINDOWS_LOG: &str = r"$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$path = 'C:\ac-server-log.txt'
if (-not (Test-Path -LiteralPath $path)) {
    [Console]::Error.WriteLine('The server has not written a log yet.')
    exit 3
}
$stream = [IO.File]::Open($path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
$start = [Math]::Max(0, $stream.Length - @@BYTES@@)
$stream.Position = $start
$reader = New-Object IO.StreamReader($stream)
$text = $reader.ReadToEnd() -replace '(?i)(pass(word)?\w*\s*[:=]\s*)[^\r\n&]+', '$1***'
$reader.Dispose()
$all = $text.TrimEnd() -split '\r?\n'
if ($start -gt 0) {
    $all = $all | Select-Object -Skip 1
}
[Console]::Out.Write(($all | Select-Object -Last @@LINES@@) -join [Environment]::NewLine)
exit 0
";

const LINUX_REPORT: &str = r"report=/var/lib/ac-deploy/server-info.txt
if [ ! -e $report ]; then
    echo 'The machine has not written a report yet.' >&2
    exit 3
fi
cat $report || exit 2
";

const LINUX_LOG: &str = r"log=/var/log/ac-deploy/server.log
if [ ! -e $log ]; then
    echo 'The server has not written a log yet.' >&2
    exit 3
fi
from=1
[ $(stat -c %s $log) -le @@BYTES@@ ] || from=2
tail -c @@BYTES@@ $log | tail -n +$from | tail -n @@LINES@@ |
    sed -E 's/(pass(word)?[[:alnum:]_]*[[:space:]]*[:=][[:space:]]*)[^&]+/\1***/Ig' || exit 2
";
