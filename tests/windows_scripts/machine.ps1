# Makes the Windows that it runs on one of our machines, for real, and looks at what came of it: the
# tasks, the accounts, what the server's account is kept from, the supervisor and the monitor.
#
#   powershell -NoProfile -ExecutionPolicy Bypass -File machine.ps1 acServer.exe
#
# Wants administrator rights, the stand-in of tests/windows_supervisor/acserver.c, and a machine that
# is thrown away afterwards. Ends with an error if something is not as it should be.
param([string]$Server)
$global:ErrorActionPreference = 'Stop'
$global:ProgressPreference = 'SilentlyContinue'
$scripts = "$PSScriptRoot/../../scripts/windows"
. "$PSScriptRoot/../../scripts/windows/common.ps1"
$places = Get-Places 'C:'

function Wait-For([string]$Path, [string]$Pattern) {
    for ($left = 120; $left -gt 0; $left--) {
        if ((Read-Ends $Path) -match $Pattern) {
            return
        }
        Start-Sleep -Seconds 1
    }
    foreach ($file in @('C:/ac-deployment.log', 'C:/ac-server-info/server-info.txt', 'C:/ac-supervisor/run.txt', 'C:/ac-server-log.txt', 'C:/ac-server-error.txt')) {
        Write-Output "== $file"
        Write-Output (Read-Ends $file)
    }
    throw "$Path does not come to say $Pattern"
}

# The pack, and what the server is to try.
$pack = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'ac-deploy-pack')
[void][IO.Directory]::CreateDirectory("$pack/cfg")
[IO.File]::Copy($Server, "$pack/acServer.exe", $true)
[IO.File]::WriteAllText("$pack/cfg/server_cfg.ini", '[SERVER]')
$allowed = @('write C:\acserver\results.txt', 'write C:\ac-server-log.txt.old', 'read C:\ac-supervisor\supervisor.cmd')
$denied = @('read C:\ac-deploy\plan.json', 'read C:\ac-deploy\setup.ps1', 'write C:\ac-deploy\new.txt', 'read C:\ac-server-info\server-info.txt', 'write C:\ac-server-info\server-info.txt', 'write C:\ac-server-info\new.txt', 'write C:\ac-supervisor\supervisor.cmd', 'write C:\ac-supervisor\ask.txt', 'write C:\new.txt', 'connect 169.254.169.254')
[IO.File]::WriteAllLines("$pack/probe.txt", [string[]]($allowed + $denied))
$zip = "$pack.zip"
[IO.File]::Delete($zip)
Add-Type -AssemblyName System.IO.Compression.FileSystem
[IO.Compression.ZipFile]::CreateFromDirectory($pack, $zip)

# What EC2Launch and boot.ps1 do.
[void][IO.Directory]::CreateDirectory($places.State)
foreach ($name in @('common.ps1', 'setup.ps1', 'monitor.ps1', 'supervisor.cmd')) {
    $text = [IO.File]::ReadAllText("$scripts/$name").Replace("`r", '').Replace("`n", "`r`n")
    [IO.File]::WriteAllText("$($places.State)/$name", $text)
}
$plan = @{
    schema = 1
    key = 'packs/1/cup.zip'
    bucket = 'packs'
    region = 'eu-central-1'
    url = ([Uri]$zip).AbsoluteUri
    size = (Get-Item $zip).Length
    sha256 = (Get-FileHash $zip -Algorithm SHA256).Hash.ToLowerInvariant()
    program = 'acServer.exe'
    udp_port = 9600
    tcp_port = 9600
    http_port = 8081
    link = 'https://acstuff.club/s/q:race/online/join?'
}
[IO.File]::WriteAllText($places.Plan, (ConvertTo-Json $plan))
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\ac-deploy\setup.ps1 -Run

Wait-For $places.Run '^running 1 none'
Wait-For $places.Output 'connect 169\.254\.169\.254 '
$log = Read-Ends $places.Output
Write-Output $log
foreach ($line in $allowed) {
    if (-not $log.Contains("$line done")) {
        throw "the server should be able to: $line"
    }
}
foreach ($line in $denied) {
    if (-not $log.Contains("$line denied")) {
        throw "the server should not be able to: $line"
    }
}
if ($log -notmatch 'user LOCAL SERVICE') {
    throw 'the server runs under another account'
}
Wait-For $places.Report 'SERVER_STATUS=running'
# A crash: a start anew, with the old log beside the new one.
[IO.File]::WriteAllText("$($places.Server)/end.txt", '7')
Wait-For $places.Run '^running 2 7'
Wait-For "$($places.Output).old" 'run 1 '
Wait-For $places.Report 'RESTARTS=1'
Write-Output (Read-Ends $places.Report)
Write-Output (Read-Ends $places.Log)
Write-Output 'all is well'
