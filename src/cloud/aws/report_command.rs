//! What SSM runs on a Windows machine to fetch its report and its server's log.
//!
//! PowerShell 5.1. The standard output is the file as it stands and nothing else. Both open the
//! file in a way that lets its writer go on, and replace it, while it is read.
//!
//! Absent on purpose: any parameter that a user chose. Nothing is spliced in but a number.

/// Prints the machine's report, [`crate::domain::report::Report`]. Ends with 1 and a sentence on
/// the standard error when there is none yet.
pub const READ_REPORT: &str = r"$ErrorActionPreference = 'Stop'
$path = 'C:\ac-server-info\server-info.txt'
if (-not (Test-Path -LiteralPath $path)) {
    [Console]::Error.WriteLine('The machine has not written a report yet.')
    exit 1
}
$stream = [IO.File]::Open($path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
$reader = New-Object IO.StreamReader($stream)
[Console]::Out.Write($reader.ReadToEnd())
$reader.Dispose()
exit 0
";

/// The most that [`read_log`] looks at: SSM cuts its output at 24,000 characters.
pub const MAX_LOG_BYTES: u32 = 20_000;

/// Prints the last lines of the server's log, without passwords. Ends with 1 and a sentence on the
/// standard error when there is none yet.
pub fn read_log(lines: u16) -> String {
    format!(
        r"$ErrorActionPreference = 'Stop'
$path = 'C:\ac-server-log.txt'
if (-not (Test-Path -LiteralPath $path)) {{
    [Console]::Error.WriteLine('The server has not written a log yet.')
    exit 1
}}
$stream = [IO.File]::Open($path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
$start = [Math]::Max(0, $stream.Length - {MAX_LOG_BYTES})
$stream.Position = $start
$reader = New-Object IO.StreamReader($stream)
$text = $reader.ReadToEnd() -replace '(?i)(pass(word)?\w*\s*[:=]\s*)[^\r\n&]+', '$1***'
$reader.Dispose()
$all = $text.TrimEnd() -split '\r?\n'
[Console]::Out.Write(($all | Select-Object -Last {lines}) -join [Environment]::NewLine)
exit 0
"
    )
}
