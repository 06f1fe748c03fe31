# Makes the Windows that it runs on one of our machines, for real, and looks at what came of it: the
# user data, the tasks, the accounts, what the server's account is kept from, the supervisor and the
# monitor.
#
#   powershell -NoProfile -ExecutionPolicy Bypass -File machine.ps1 user-data.txt wrapped.txt
#
# Wants administrator rights, the packs of pack.sh at C:\pack.zip and C:\wrapped.zip, the user data for them and
# what that fetches at C:\scripts.json (a test writes all three), and a machine that is thrown away afterwards. Ends with an error if something is not as it
# should be.
param([string]$UserData, [string]$Wrapped)
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
function Start-UserData([string]$Path) {
    $script = [regex]::Match([IO.File]::ReadAllText($Path), '(?s)<powershell>(.*)</powershell>').Groups[1].Value
    [IO.File]::WriteAllText('C:\user-data.ps1', $script)
    powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\user-data.ps1
}

Start-UserData $UserData
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
Start-UserData $UserData
if ((Read-Ends $places.Log) -match 'The machine failed') {
    throw 'a second boot finds fault with the first'
}
Write-Output "Get-NetFirewallRule took $((Measure-Command { Get-NetFirewallRule -Group 'ac-deploy' }).TotalSeconds) s"
# Another pack, with Content Manager's wrapper, in the place of the one that runs; nobody drives on it. What
# powers the machine off is written down instead: Windows starts the "debugger" in its place.
[IO.File]::WriteAllText('C:\asked.cmd', ">C:\asked.txt echo %*`r`n")
$stub = 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Image File Execution Options\shutdown.exe'
reg.exe add $stub /v Debugger /d 'C:\Windows\System32\cmd.exe /d /c C:\asked.cmd' /f
Start-UserData $Wrapped
Wait-For $places.Run '^running 1 none'
Wait-For $places.Report 'PORTS_OPEN=yes'
if ([IO.File]::ReadAllLines($places.Installed)[1] -ne 'acServerWrapper.exe') {
    throw 'the server is not started through its wrapper'
}
# The wrapper outlives its server: the monitor ends it, and both are started again.
[IO.File]::WriteAllText("$($places.Server)/end.txt", '7')
Wait-For $places.Run '^running 2 '
Wait-For "$($places.Output).old" 'AC server exited with code 7'
Wait-For $places.Report 'RESTARTS=1'
Wait-For $places.Report 'PORTS_OPEN=yes'
# A wrapper that dies leaves its server behind, with the ports: the supervisor ends that.
$left = @(Get-Process 'acServer')[0].Id
taskkill.exe /f /im acServerWrapper.exe
Wait-For $places.Run '^running 3 '
Wait-For $places.Report 'RESTARTS=2'
Wait-For $places.Report 'PORTS_OPEN=yes'
$servers = @(Get-Process 'acServer')
if ($servers.Count -ne 1 -or $servers[0].Id -eq $left) {
    throw 'the server that its wrapper left behind still runs'
}
Wait-For $places.Report 'STOPS_AT=2'
Wait-For 'C:\asked.txt' '/s /f /t 0'
reg.exe delete $stub /f

Write-Output (Read-Ends $places.Report)
Write-Output (Read-Ends $places.Log)
Write-Output 'all is well'
