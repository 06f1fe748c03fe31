# Makes the Windows that it runs on one of our machines, for real, and looks at what came of it: the
# user data, the tasks, the accounts, what the server's account is kept from, the supervisor and the
# monitor.
#
#   powershell -NoProfile -ExecutionPolicy Bypass -File machine.ps1 user-data.txt
#
# Wants administrator rights, the pack of pack.sh at C:\pack.zip, the user data for it and what that
# fetches at C:\scripts.json (a test writes both), and a machine that is thrown away afterwards. Ends with an error if something is not as it
# should be.
param([string]$UserData)
$global:ErrorActionPreference = 'Stop'
$global:ProgressPreference = 'SilentlyContinue'
. "$PSScriptRoot/../../scripts/windows/common.ps1"
$places = Get-Places 'C:'

function Wait-For([string]$Path, [string]$Pattern) {
    for ($left = 180; $left -gt 0; $left--) {
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

# As EC2Launch does: what stands between the tags is a script.
$script = [regex]::Match([IO.File]::ReadAllText($UserData), '(?s)<powershell>(.*)</powershell>').Groups[1].Value
[IO.File]::WriteAllText('C:\user-data.ps1', $script)
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\user-data.ps1

Wait-For $places.Run '^running 1 none'
Wait-For $places.Output 'probed'
$log = Read-Ends $places.Output
Write-Output $log
foreach ($line in [IO.File]::ReadAllLines("$PSScriptRoot/allowed.txt")) {
    if (-not $log.Contains("$line done")) {
        throw "the server should be able to: $line"
    }
}
foreach ($line in [IO.File]::ReadAllLines("$PSScriptRoot/denied.txt")) {
    if (-not $log.Contains("$line denied")) {
        throw "the server should not be able to: $line"
    }
}
if ($log -notmatch 'user ac-server') {
    throw 'the server runs under another account'
}
# Nor in a task of its own.
$privileges = $log + (Read-Ends 'C:/acserver/own.txt')
if ($privileges -match 'SeImpersonate|SeAssignPrimaryToken|SeDebug|SeTcb|SeBackup|SeRestore') {
    throw 'the server has a privilege that leads to the system'
}
Wait-For $places.Report 'SERVER_STATUS=running'
Wait-For $places.Report 'PHASE=online'
Wait-For $places.Report 'PORTS_OPEN=yes'
# At the machine's own address, as players come, and not at loopback alone.
$own = @(Get-NetIPAddress -AddressFamily IPv4 | Where-Object { $_.IPAddress -notmatch '^(127|169\.254)\.' })[0].IPAddress
$player = New-Object Net.Sockets.TcpClient
$player.Connect($own, (Read-Plan $places).http_port)
$player.Close()
# A crash: a start anew, with the old log beside the new one.
[IO.File]::WriteAllText("$($places.Server)/end.txt", '7')
Wait-For $places.Run '^running 2 7'
Wait-For "$($places.Output).old" 'run 1 '
Wait-For $places.Report 'RESTARTS=1'
# A monitor that is ended comes back within a minute or two.
Stop-ScheduledTask -TaskName 'ac-deploy-monitor'
[IO.File]::Delete($places.Report)
Wait-For $places.Report 'PHASE=online'
# Another boot: all is there, and stays, also where nothing can be fetched any more.
[IO.File]::Delete('C:\scripts.json')
Remove-Item 'HKLM:\SOFTWARE\ac-deploy-boot' -Recurse -Force
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\user-data.ps1
if ((Read-Ends $places.Log) -match 'The machine failed') {
    throw 'a second boot finds fault with the first'
}
Write-Output "Get-NetFirewallRule took $((Measure-Command { Get-NetFirewallRule -Group 'ac-deploy' }).TotalSeconds) s"
Write-Output (Read-Ends $places.Report)
Write-Output (Read-Ends $places.Log)
Write-Output 'all is well'
