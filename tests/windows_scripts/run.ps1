# Runs the functions of scripts/windows against stand-ins: under Windows PowerShell 5.1, which the
# machines have, and under PowerShell 7, also on Linux.
#
#   powershell -NoProfile -ExecutionPolicy Bypass -File tests/windows_scripts/run.ps1
#   pwsh -NoProfile -File tests/windows_scripts/run.ps1
#
# Ends with 1 if something is not as it should be.
$global:ErrorActionPreference = 'Stop'
$global:ProgressPreference = 'SilentlyContinue'
. "$PSScriptRoot/../../scripts/windows/setup.ps1"
. "$PSScriptRoot/../../scripts/windows/monitor.ps1"
. "$PSScriptRoot/stand_ins.ps1"
Add-Type -AssemblyName System.IO.Compression
Add-Type -AssemblyName System.IO.Compression.FileSystem
$global:Failed = 0

function Test-That([string]$What, [scriptblock]$Body) {
    $global:Machine = $null
    try {
        [void]$Body.Invoke()
        Write-Output "ok      $What"
    } catch {
        $global:Failed++
        Write-Output "FAILED  $What"
        Write-Output "        $($_.Exception.GetBaseException().Message)"
        Write-Output "        $($_.ScriptStackTrace)"
    }
    if (-not $global:Machine) {
        return
    }
    try {
        [IO.Directory]::Delete($global:Machine.Root, $true)
    } catch {
        Write-Output "        something is left: $($_.Exception.GetBaseException().Message)"
    }
}

function Assert-Equal($Found, $Expected) {
    if ([string]$Found -cne [string]$Expected) {
        throw "found <$Found>, expected <$Expected>"
    }
}

function Assert-Match($Found, [string]$Pattern) {
    if ([string]$Found -cnotmatch $Pattern) {
        throw "found <$Found>, expected $Pattern"
    }
}

# The value of a key in the machine's report; nothing where the key is not there.
function Get-Said($Places, [string]$Key) {
    return [regex]::Match((Read-Ends $Places.Report), "(?m)^$Key=([^\r\n]*)").Groups[1].Value
}

function Write-Text([string]$Path, [string]$Text) {
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    [IO.File]::WriteAllText($Path, $Text)
}

# A pack as an archive: names and texts. Names are taken as they are.
function New-Pack([hashtable]$Files) {
    $path = "$($global:Machine.Root)/upload.zip"
    $stream = [IO.File]::Open($path, [IO.FileMode]::Create)
    $zip = New-Object IO.Compression.ZipArchive($stream, [IO.Compression.ZipArchiveMode]::Create)
    foreach ($name in $Files.Keys) {
        $writer = New-Object IO.StreamWriter($zip.CreateEntry($name).Open())
        $writer.Write($Files[$name])
        $writer.Dispose()
    }
    $zip.Dispose()
    $stream.Dispose()
    return $path
}

# What EC2Launch leaves before the set-up starts: the plan for this pack, and the scripts.
function Write-Machine($Places, [string]$Pack, [hashtable]$Changes) {
    $plan = @{
        schema = 1
        server = 'ac-1'
        region = 'eu-central-1'
        bucket = 'packs'
        key = 'packs/1/cup.zip'
        size = (Get-Item $Pack).Length
        sha256 = (Get-FileHash $Pack -Algorithm SHA256).Hash.ToLowerInvariant()
        url = "file://$Pack"
        program = 'acServer.exe'
        program_key = $null
        program_url = $null
        settings_url = $null
        settings_sha256 = $null
        players_url = $null
        players_sha256 = $null
        udp_port = 9600
        tcp_port = 9601
        http_port = 8081
        wrapper_port = $null
        idle_minutes = $null
        link = 'https://acstuff.club/s/q:race/online/join?'
    }
    foreach ($key in $Changes.Keys) {
        $plan[$key] = $Changes[$key]
    }
    Write-Text $Places.Plan (ConvertTo-Json $plan)
    Write-Text "$($Places.State)/supervisor.cmd" 'the supervisor'
}

# A machine on which a usual pack was set up.
function New-Installed([hashtable]$Changes) {
    $places = New-Machine
    Write-Machine $places (New-Pack @{ 'acServer.exe' = 'program'; 'cfg/server_cfg.ini' = '[SERVER]' }) $Changes
    Start-Setup $places
    Assert-Equal (Get-Said $places 'ERROR') ''
    return $places
}

# The server's process, and what the supervisor says of it.
function Set-Server($Places, [string]$Run, [bool]$There) {
    Write-Text $Places.Run "$Run`r`n"
    $global:Machine.Processes = @()
    if ($There) {
        $program = ConvertTo-Native "$($Places.Server)/acServer.exe"
        $global:Machine.Processes = @(@{ Name = 'acServer'; Id = 4711; Path = $program }, @{ Name = 'other'; Id = 4; Path = $null })
    }
}

# One look of the monitor, as its report's text.
function Get-Look($Places, $State) {
    $plan = Read-Plan $Places
    Update-Machine $Places $State 'http://imds'
    $values = Get-Status $Places $plan 'acServer.exe' $State
    return Format-Status $State $values
}

# A page on a port of its own, for one reader: this head, then the piece so many times, a pause in
# milliseconds after each.
function Start-Page([string]$Head, [string]$Piece, [int]$Times, [int]$Pause) {
    $listener = New-Object Net.Sockets.TcpListener([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $page = [PowerShell]::Create()
    [void]$page.AddScript({
        param($Listener, $Head, $Piece, $Times, $Pause)
        $stream = $Listener.AcceptTcpClient().GetStream()
        [void]$stream.Read((New-Object byte[] 4096), 0, 4096)
        $bytes = [Text.Encoding]::ASCII.GetBytes($Head)
        $stream.Write($bytes, 0, $bytes.Length)
        $bytes = [Text.Encoding]::ASCII.GetBytes($Piece)
        for ($left = $Times; $left -gt 0; $left--) {
            $stream.Write($bytes, 0, $bytes.Length)
            Start-Sleep -Milliseconds $Pause
        }
        $stream.Dispose()
    })
    foreach ($argument in @($listener, $Head, $Piece, $Times, $Pause)) {
        [void]$page.AddArgument($argument)
    }
    [void]$page.BeginInvoke()
    return @{ Port = $listener.LocalEndpoint.Port; Listener = $listener; Script = $page }
}

function Stop-Page($Page) {
    $Page.Listener.Stop()
    $Page.Script.Stop()
    $Page.Script.Dispose()
}

# What comes of reading such a page.
function Get-Refusal([string]$Head, [string]$Piece, [int]$Times, [int]$Pause) {
    $page = Start-Page $Head $Piece $Times $Pause
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $said = 'taken'
    try {
        [void](Read-Page "http://127.0.0.1:$($page.Port)/INFO")
    } catch {
        $said = 'refused'
    }
    # A slow machine may take a moment more than the three seconds.
    if ($watch.Elapsed.TotalSeconds -lt 10) {
        $said += ' in time'
    }
    Stop-Page $page
    return $said
}

Write-Output "PowerShell $($PSVersionTable.PSVersion)"

Test-That 'a report is written whole, in ASCII, and replaced' {
    $places = New-Machine
    Save-Report $places.Report (Format-Report @{ BOOT = 'a'; PHASE = 'online' })
    Save-Report $places.Report (Format-Report @{ BOOT = 'a'; PHASE = 'crashed'; CLIENTS = 0; PUBLIC_IP = '' })
    Assert-Match (Read-Ends $places.Report) '^SCHEMA=1\r\nBOOT=a\r\nPHASE=crashed\r\nCLIENTS=0\r\nUPDATED=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\r\n$'
    Assert-Equal (@(Get-ChildItem $places.Info -File).Count) 1
}

Test-That 'no value can add a line to a report' {
    Assert-Equal (Format-Report @{ ERROR = "a`r`nPHASE=online`t" + [char]228 }) "SCHEMA=1`r`nERROR=a  PHASE=online  `r`n"
}

Test-That 'a new boot forgets an old one, and only that' {
    $places = New-Machine
    foreach ($path in @($places.Report, $places.Well, $places.Ask, $places.Run)) {
        Write-Text $path "BOOT=boot0`r`n"
    }
    Clear-Old $places 'boot1'
    Assert-Equal "$(Test-Path $places.Report) $(Test-Path $places.Well) $(Test-Path $places.Ask)" 'False False False'
    Assert-Equal ([IO.File]::ReadAllText($places.Run)) ''
    Write-Text $places.Run 'running 1 none'
    Write-Text $places.Well '1'
    Clear-Old $places 'boot1'
    Assert-Equal ([IO.File]::ReadAllText($places.Run)) 'running 1 none'
    Save-Report $places.Report (Format-Report @{ BOOT = 'boot1' })
    Write-Text $places.Well '1'
    Clear-Old $places 'boot1'
    Assert-Equal "$(Test-Path $places.Report) $(Test-Path $places.Well)" 'True True'
}

Test-That 'of a long log the beginning and the end are read, and a log that is open too' {
    $places = New-Machine
    $writer = New-Object IO.StreamWriter([IO.File]::Open($places.Output, [IO.FileMode]::Create, [IO.FileAccess]::Write, [IO.FileShare]::Read))
    $writer.Write('first' + ('x' * 400000) + 'last')
    $writer.Flush()
    $text = Read-Ends $places.Output
    Assert-Equal (Get-Size $places.Output) 400009
    $writer.Dispose()
    Assert-Match $text '^firstx+last$'
    Assert-Equal $text.Length 262144
    Assert-Equal (Read-Ends "$($places.Output).none") ''
}

Test-That 'the link from the log is ours, whatever its shape' {
    $direct = 'https://acstuff.club/s/q:race/online/join?ip=203.0.113.9&httpPort=8081'
    Assert-Equal (Find-Link "Invite link: $direct`r`n" '203.0.113.9' 8081 $false) $direct
    Assert-Equal (Find-Link 'http://acstuff.ru/s/q:race/online/join?httpPort=8081&password=abc&ip=203.0.113.9' '203.0.113.9' 8081 $false) 'http://acstuff.ru/s/q:race/online/join?ip=203.0.113.9&httpPort=8081'
    Assert-Equal (Find-Link "join me: $direct" '203.0.113.10' 8081 $true) ''
    Assert-Equal (Find-Link "join me: $direct" '203.0.113.9' 808 $true) ''
    Assert-Equal (Find-Link "https://acstuff.club/s/q/abc123 $direct" '203.0.113.9' 8081 $true) $direct
    Assert-Equal (Find-Link 'see https://acstuff.club/s/q/abc123 now' '203.0.113.9' 8081 $true) 'https://acstuff.club/s/q/abc123'
    Assert-Equal (Find-Link 'see https://acstuff.club/s/q/abc123 now' '203.0.113.9' 8081 $false) ''
    Assert-Equal (Find-Link 'http://acstuff.example/s/q/abc123' '203.0.113.9' 8081 $true) ''
    # Players write as they like, and the bot reads what it wrote itself.
    Assert-Equal (Find-Link 'CHAT [Max]: HTTPS://ACStuff.club/S/q:race/online/join?IP=203.0.113.9&HTTPPORT=8081' '203.0.113.9' 8081 $false) $direct
    Assert-Equal (Find-Link 'see https://acstuff.club/S/Q/aBc123 now' '203.0.113.9' 8081 $true) 'https://acstuff.club/s/q/aBc123'
}

Test-That 'a page of somebody else''s program is read while it is short, quick and plain' {
    $page = Start-Page "HTTP/1.1 200 OK`r`nContent-Length: 13`r`n`r`n" '{"clients":1}' 1 0
    Assert-Equal (Read-Page "http://127.0.0.1:$($page.Port)/INFO") '{"clients":1}'
    Stop-Page $page
    # Elsewhere, without end, and byte by byte.
    Assert-Equal (Get-Refusal "HTTP/1.1 302 Found`r`nLocation: http://127.0.0.1:1/`r`nContent-Length: 1`r`n`r`n" 'x' 1 0) 'refused in time'
    Assert-Equal (Get-Refusal "HTTP/1.1 200 OK`r`n`r`n" ('x' * 10000) 1000 0) 'refused in time'
    Assert-Equal (Get-Refusal "HTTP/1.1 200 OK`r`n`r`n" 'x' 100 200) 'refused in time'
    Assert-Equal (Get-Refusal "HTTP/1.1 200 OK`r`n" 'x' 100 200) 'refused in time'
}

Test-That 'known failures are told in words' {
    Assert-Match (Find-Cause "CONNECTION TO LOBBY FAILED`r`nLOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN`r`n" '0' $false) 'lobby of Assetto Corsa could not reach'
    Assert-Match (Find-Cause "stdout: LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN`nAC server exited with code 0`n" '0' $false) 'lobby of Assetto Corsa could not reach'
    Assert-Match (Find-Cause 'listen udp :9600: bind: Error listening %!e(syscall.Errno=536870951)' '2' $false) 'A port that the server needs is taken'
    Assert-Match (Find-Cause "ok`r`nopen content/cars/bmw/data.acd: no such file" '2' $false) 'misses the data.acd'
    Assert-Match (Find-Cause "CHECKSUM: content/cars/bmw/data.acd not found`r`n" '2' $false) 'ended by itself with code 2'
    Assert-Match (Find-Cause '' '-1073741515' $false) 'a DLL that it needs'
    Assert-Match (Find-Cause 'nothing of use' '-1073741819' $false) 'with code -1073741819'
}

$refused = "[INF] x`n????????????`nNo plugin found with name NoSuchPlugin`n????????????`nAssettoServer has failed to start. Here is what to try next:`n"

Test-That 'AssettoServer is quoted with what it says between its rules' {
    Assert-Match (Find-Cause $refused '0' $false) 'AssettoServer refuses to start: "No plugin found with name NoSuchPlugin"\. Change that in the pack'
    Assert-Match (Find-Cause "????????`nFailed to bind: address already in use`n????????`nAssettoServer has failed to start`n" '0' $false) 'A port that the server needs is taken'
    Assert-Match (Find-Cause 'AssettoServer has failed to start. Here is what to try next:' '1' $false) 'AssettoServer cannot start'
}

Test-That 'no driver writes the reason' {
    foreach ($log in @("CHAT [Error listening]: LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN`nOK", "RESPONSE: ERROR,INVALID SERVER,CHECK YOUR PORT FORWARDING SETTINGS`nCONNECTED TO LOBBY`nOK", "DRIVER ACCEPTED FOR CAR Error listening`nOK")) {
        Assert-Match (Find-Cause $log '3' $false) 'ended by itself with code 3'
    }
    Assert-Match (Find-Cause $refused '3' $true) 'ended by itself with code 3'
}

Test-That 'the firewall lets in the pack''s ports and no more' {
    $places = New-Machine
    Write-Machine $places (New-Pack @{ a = 'b' }) @{ wrapper_port = 8082 }
    Open-Ports (Read-Plan $places)
    Assert-Equal (Measure-Call 'New-NetFirewallRule -DisplayName ac-deploy TCP -Group ac-deploy -Direction Inbound -Action Allow -Protocol TCP -LocalPort 9601,8081,8082') 1
    Assert-Equal (Measure-Call 'New-NetFirewallRule -DisplayName ac-deploy UDP -Group ac-deploy -Direction Inbound -Action Allow -Protocol UDP -LocalPort 9600') 1
    Write-Machine $places (New-Pack @{ a = 'b' }) @{ tcp_port = 8081 }
    Open-Ports (Read-Plan $places)
    Assert-Equal (Measure-Call 'New-NetFirewallRule -DisplayName ac-deploy TCP -Group ac-deploy -Direction Inbound -Action Allow -Protocol TCP -LocalPort 8081 ') 1
    Assert-Equal $global:Machine.Rules.Count 2
}

Test-That 'a first boot downloads, unpacks, closes, opens and starts' {
    $places = New-Installed @{}
    Assert-Equal (Get-Said $places 'PHASE') 'starting'
    $phases = [regex]::Matches([IO.File]::ReadAllText($places.Log), '(?m)Z (downloading|unpacking|starting) ')
    Assert-Equal $phases.Count 3
    Assert-Equal ([IO.File]::ReadAllText("$($places.Server)/acServer.exe")) 'program'
    Assert-Equal ([IO.File]::ReadAllLines($places.Installed) -join ' ') 'packs/1/cup.zip acServer.exe'
    Assert-Equal "$(Test-Path $places.Pack) $(Test-Path ($places.Server + '.new'))" 'False False'
    Assert-Equal "$($global:Machine.Tasks['ac-deploy-server']) $($global:Machine.Tasks['ac-deploy-monitor'])" 'Running Running'
    Assert-Equal ([IO.File]::ReadAllText("$($places.Supervisor)/supervisor.cmd")) 'the supervisor'
}

Test-That 'the server runs under an account that reaches nothing of the machine''s' {
    $places = New-Installed @{}
    $native = ConvertTo-Native $places.Server
    Assert-Equal (Measure-Call 'New-NetFirewallRule -DisplayName ac-deploy metadata -Group ac-deploy-metadata -Direction Outbound -Action Block -Protocol TCP -RemoteAddress 169.254.169.254 -LocalUser D:(A;;CC;;;S-1-5-21-1-2-3-1001)') 1
    $server = @($global:Machine.Calls | Where-Object { $_.StartsWith('Register-ScheduledTask -TaskName ac-deploy-server') })[0]
    Assert-Match $server 'Principal ac-server S4U '
    Assert-Match $server 'cmd\.exe /d /s /c ""[^"]*supervisor\.cmd" "[^"]*acserver" "acServer\.exe" "[^"]*ac-server-log\.txt" "[^"]*ac-server-error\.txt" "[^"]*ac-supervisor"" '
    Assert-Equal (Measure-Call "icacls $native /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F,*S-1-5-32-544:(OI)(CI)F,*S-1-5-21-1-2-3-1001:(OI)(CI)M") 1
    $monitor = @($global:Machine.Calls | Where-Object { $_.StartsWith('Register-ScheduledTask -TaskName ac-deploy-monitor') })[0]
    Assert-Match $monitor 'Principal S-1-5-18 ServiceAccount '
    # A password that nobody knows, and a right beside those of others.
    Assert-Match ($global:Machine.Calls -join ';') 'New-LocalUser -Name ac-server -Password System\.Security\.SecureString '
    Assert-Match ([IO.File]::ReadAllText("$($places.State)/rights.inf")) '(?m)^SeBatchLogonRight = \*S-1-5-32-544,\*S-1-5-32-551,\*S-1-5-21-1-2-3-1001\r?$'
    Assert-Match ($global:Machine.Calls -join ';') 'Set-ItemProperty [^;]*ErrorMode -Value 2 '
    foreach ($closed in @($places.State, $places.Info)) {
        $call = "icacls $(ConvertTo-Native $closed) /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F,*S-1-5-32-544:(OI)(CI)F"
        Assert-Equal (@($global:Machine.Calls | Where-Object { $_ -eq $call }).Count) 1
    }
    foreach ($file in @($places.Run, $places.Output, "$($places.Output).old", $places.Errors, "$($places.Errors).old")) {
        Assert-Equal (Measure-Call "icacls $(ConvertTo-Native $file) /inheritance:r /grant:r *S-1-5-18:F,*S-1-5-32-544:F,*S-1-5-21-1-2-3-1001:(R,W)") 1
    }
}

Test-That 'a second boot skips what is done' {
    $places = New-Installed @{}
    $global:Machine.Calls.Clear()
    $global:Machine.Boot = 'boot2'
    $global:Machine.Tasks['ac-deploy-server'] = 'Ready'
    Start-Setup $places
    foreach ($call in @('New-NetFirewallRule', 'Register-ScheduledTask', 'Stop-')) {
        Assert-Equal (Measure-Call $call) 0
    }
    Assert-Equal (Measure-Call 'Start-ScheduledTask -TaskName ac-deploy-server') 1
    Assert-Equal (Measure-Call 'Start-ScheduledTask -TaskName ac-deploy-monitor') 0
    Assert-Equal (Test-Path $places.Report) 'False'
    # It belongs to the server's account, which may have put a link in its place.
    Assert-Equal (Measure-Call "icacls $(ConvertTo-Native $places.Server) ") 0
}

Test-That 'another pack takes the place of the one that runs' {
    $places = New-Installed @{}
    Set-Server $places 'running 1 none' $true
    Write-Machine $places (New-Pack @{ 'my league/acServer.exe' = 'newer'; 'my league/cfg/server_cfg.ini' = '[SERVER]' }) @{ key = 'packs/2/cup.zip'; program = 'my league/acServer.exe' }
    Start-Setup $places
    Assert-Equal (Get-Said $places 'ERROR') ''
    Assert-Equal (Measure-Call 'Stop-Process acServer') 1
    Assert-Equal (Measure-Call 'Stop-ScheduledTask -TaskName ac-deploy-monitor') 1
    Assert-Equal ([IO.File]::ReadAllText("$($places.Server)/acServer.exe")) 'newer'
    Assert-Equal (Test-Path $places.Ask) 'False'
}

Test-That 'a download that fails is told, also the program''s' {
    $places = New-Machine
    $pack = New-Pack @{ 'cfg/server_cfg.ini' = '[SERVER]' }
    Write-Machine $places $pack @{ key = 'packs/1/none.zip'; url = "file://$pack.none" }
    Start-Setup $places
    Assert-Equal (Get-Said $places 'PHASE') 'failed'
    Assert-Match (Get-Said $places 'ERROR') '^The machine failed while downloading the pack: packs/1/none.zip could not be read from S3: .'
    Assert-Equal ([regex]::Matches([IO.File]::ReadAllText($places.Log), 'Z download: ').Count) 5
    Assert-Equal $global:Machine.Tasks['ac-deploy-monitor'] 'Running'
    Write-Machine $places $pack @{ program_key = 'programs/none.exe'; program_url = "file://$pack.none" }
    Start-Setup $places
    Assert-Match (Get-Said $places 'ERROR') '^The machine failed while downloading the server program, which the pack does not bring: programs/none.exe could not be read from S3: .'
}

Test-That 'a program from the bucket is put where the pack wants it' {
    $places = New-Machine
    $program = "$($global:Machine.Root)/ac.exe"
    Write-Text $program 'from the bucket'
    Write-Machine $places (New-Pack @{ 'cup/cfg/server_cfg.ini' = '[SERVER]' }) @{ program = 'odd name/acServer.exe'; program_key = 'programs/ac.exe'; program_url = "file://$program" }
    Start-Setup $places
    Assert-Equal (Get-Said $places 'ERROR') ''
    Assert-Equal ([IO.File]::ReadAllText("$($places.Server)/acServer.exe")) 'from the bucket'
}

Test-That 'settings that the bot cleaned take the place of the pack''s' {
    $places = New-Machine
    $list = "$($global:Machine.Root)/list.txt"
    $bytes = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes('[SERVER] cleaned'))
    Write-Text $list "$bytes cfg/server_cfg.ini`n cfg/plugin_a b_cfg.yml`n- cfg/cm_content.json`n"
    $sum = (Get-FileHash $list -Algorithm SHA256).Hash.ToLowerInvariant()
    $pack = New-Pack @{ 'cup/acServer.exe' = 'program'; 'cup/cfg/server_cfg.ini' = '[SERVER] UDP_PLUGIN_ADDRESS'; 'cup/cfg/plugin_a b_cfg.yml' = 'Url: x'; 'cup/cfg/cm_content.json' = '{' }
    Write-Machine $places $pack @{ program = 'cup/acServer.exe'; settings_url = "file://$list"; settings_sha256 = '0' * 64 }
    Start-Setup $places
    Assert-Match (Get-Said $places 'ERROR') 'while downloading its settings: they arrived damaged'
    Write-Machine $places $pack @{ program = 'cup/acServer.exe'; settings_url = "file://$list"; settings_sha256 = $sum }
    Start-Setup $places
    Assert-Equal (Get-Said $places 'ERROR') ''
    Assert-Match ([IO.File]::ReadAllText("$($places.Server)/cfg/server_cfg.ini")) '^\[SERVER\] cleaned\r\nUDP_PLUGIN_LOCAL_PORT='
    Assert-Equal ([IO.File]::ReadAllText("$($places.Server)/cfg/plugin_a b_cfg.yml")) ''
    Assert-Equal "$(Test-Path "$($places.Server)/cfg/cm_content.json") $(Test-Path $places.Settings)" 'False False'
}

Test-That 'whom the server before had banned is banned beside those of the pack' {
    $places = New-Machine
    $list = "$($global:Machine.Root)/players.txt"
    Write-Text $list "admins.txt 3`nblacklist.txt 1`nblacklist.txt 2`nhosts 4`n"
    $sum = (Get-FileHash $list -Algorithm SHA256).Hash.ToLowerInvariant()
    $pack = New-Pack @{ 'cup/acServer.exe' = 'program'; 'cup/cfg/server_cfg.ini' = '[SERVER]'; 'cup/blacklist.txt' = "; cheats`r`n1" }
    Write-Machine $places $pack @{ program = 'cup/acServer.exe'; players_url = "file://$list"; players_sha256 = '0' * 64 }
    Start-Setup $places
    Assert-Match (Get-Said $places 'ERROR') 'while downloading its lists of players: they arrived damaged'
    Write-Machine $places $pack @{ program = 'cup/acServer.exe'; players_url = "file://$list"; players_sha256 = $sum }
    Start-Setup $places
    Assert-Equal (Get-Said $places 'ERROR') ''
    Assert-Equal ([IO.File]::ReadAllLines("$($places.Server)/blacklist.txt") -join '|') '; cheats|1|2'
    Assert-Equal ([IO.File]::ReadAllLines("$($places.Server)/admins.txt") -join '|') '3'
    Assert-Equal "$(Test-Path "$($places.Server)/hosts") $(Test-Path "$($places.Server)/whitelist.txt") $(Test-Path $places.Players)" 'False False False'
}

Test-That 'the server speaks to the machine alone, and what else its settings say stays' {
    $places = New-Installed @{ udp_port = 12000 }
    $settings = "$($places.Server)/cfg/server_cfg.ini"
    Assert-Equal ([IO.File]::ReadAllText($settings)) "[SERVER]`r`nUDP_PLUGIN_LOCAL_PORT=12002`r`nUDP_PLUGIN_ADDRESS=127.0.0.1:12001"
    Assert-Equal ([IO.File]::ReadAllText("$($places.Server)/cfg/extra_cfg.yml")) "EnableLegacyPluginInterface: true`r`n"
    Assert-Equal ([IO.File]::ReadAllText($places.Plugin)) "12001 12002 0`r`n"
    $plan = Read-Plan $places
    $plan.udp_port = 9600
    $odd = [byte[]]@(0x5B, 0x53, 0x45, 0x52, 0x56, 0x45, 0x52, 0x5D, 0x0A, 0xE4, 0x0A)
    [IO.File]::WriteAllBytes((ConvertTo-Native $settings), $odd)
    [IO.File]::AppendAllText($settings, "MAX_CLIENTS=18`nUDP_PLUGIN_ADDRESS=203.0.113.7:12000`nTRACK=spa`n")
    Write-Text "$($places.Server)/cfg/extra_cfg.yml" "EnableAi: true`nEnableLegacyPluginInterface: false"
    Set-Plugin $places $plan $places.Server
    $text = [Text.Encoding]::GetEncoding(28591).GetString([IO.File]::ReadAllBytes((ConvertTo-Native $settings)))
    Assert-Equal $text "[SERVER]`r`nUDP_PLUGIN_LOCAL_PORT=12001`r`nUDP_PLUGIN_ADDRESS=127.0.0.1:12000`n$([char]228)`nMAX_CLIENTS=18`nTRACK=spa`n"
    Assert-Equal ([IO.File]::ReadAllText("$($places.Server)/cfg/extra_cfg.yml")) "EnableAi: true`nEnableLegacyPluginInterface: true`r`n"
    Assert-Equal ([IO.File]::ReadAllText($places.Plugin)) "12000 12001 18`r`n"
    # A plugin of the pack's own keeps its place.
    $own = "[SERVER]`nUDP_PLUGIN_LOCAL_PORT=11000`nUDP_PLUGIN_ADDRESS=127.0.0.1:11001`n"
    Write-Text $settings $own
    Set-Plugin $places $plan $places.Server
    Assert-Equal ([IO.File]::ReadAllText($settings)) $own
    Assert-Equal ([IO.File]::ReadAllText($places.Plugin)) "0 11000 0`r`n"
}

# A server's end of the plugin, on a port of its own, for a machine that was set up.
function Start-Speaking($Places) {
    $server = New-Object Net.Sockets.UdpClient((New-Object Net.IPEndPoint([Net.IPAddress]::Loopback, 0)))
    $ours = New-Object Net.Sockets.UdpClient((New-Object Net.IPEndPoint([Net.IPAddress]::Loopback, 0)))
    $port = $ours.Client.LocalEndPoint.Port
    $ours.Close()
    Write-Text $Places.Plugin "$port $($server.Client.LocalEndPoint.Port) 2`r`n"
    $server.Connect([Net.IPAddress]::Loopback, $port)
    return $server
}

# What the server was told, in hexadecimal digits.
function Get-Told($Server) {
    $from = New-Object Net.IPEndPoint([Net.IPAddress]::Any, 0)
    $told = @()
    [Threading.Thread]::Sleep(50)
    while ($Server.Available -gt 0) {
        $told += [BitConverter]::ToString($Server.Receive([ref]$from)).Replace('-', '').ToLowerInvariant()
    }
    return $told -join ' '
}

function Send-Said($Server, [string]$Digits) {
    $bytes = ConvertFrom-Hex $Digits
    [void]$Server.Send($bytes, $bytes.Length)
    [Threading.Thread]::Sleep(50)
}

# Who spoke and what, for each line of a journal that is whole.
function Get-Journal([string]$Path) {
    $lines = @([IO.File]::ReadAllLines($Path) | Where-Object { $_ })
    foreach ($line in $lines) {
        Assert-Match $line '^\{"t":[0-9]{9,}\.[0-9]{3},"dir":"(to|from)_server","hex":"[0-9a-f]+"\}$'
    }
    return ($lines -replace '^.*"dir":"(to|from)_server","hex":"([0-9a-f]+)"\}$', '$1 $2') -join ', '
}

Test-That 'what the server says is kept as it comes, but for where cars are' {
    $places = New-Installed @{}
    $server = Start-Speaking $places
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    Update-Journal $places $state
    Assert-Equal (Test-Path $places.Journals) 'False'
    $state.Start = 1
    Update-Journal $places $state
    Assert-Equal (Get-Told $server) '38 ccffff c900 c901'
    foreach ($said in @('3804', '35010203', '4900')) {
        Send-Said $server $said
    }
    Update-Journal $places $state
    $journal = "$($places.Journals)/boot1-1.jsonl"
    Assert-Equal (Get-Journal $journal) 'to 38, to ccffff, to c900, to c901, from 3804, from 4900'
    # A monitor that is started again goes on after half a line.
    $state.Client.Close()
    [IO.File]::AppendAllText($journal, '{"t":1774.25,"dir":"from_ser')
    $again = New-State 'boot1' ([DateTime]::UtcNow)
    $again.Start = 1
    Update-Journal $places $again
    $lines = [IO.File]::ReadAllLines($journal)
    Assert-Equal $lines[6] '{"t":1774.25,"dir":"from_ser'
    Assert-Match $lines[7] '"dir":"to_server","hex":"38"'
    $again.Client.Close()
    $server.Close()
}

Test-That 'a session is ended, and what came of it is said' {
    $places = New-Installed @{}
    Assert-Equal (Complete-Session $places 1 $null) '"not-online"'
    Set-Server $places 'running 1 none' $true
    $server = Start-Speaking $places
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    $state.Start = 1
    Update-Journal $places $state
    [void](Get-Told $server)
    Send-Said $server '3204'
    Update-Journal $places $state
    $said = Complete-Session $places 1 { Update-Journal $places $state }
    Assert-Equal "$said $(Get-Told $server)" '"ignored" cf'
    $said = Complete-Session $places 30 {
        if ((Get-Told $server) -eq 'cf') {
            Send-Said $server '3700'
            Send-Said $server '3204'
        }
        Update-Journal $places $state
    }
    Assert-Equal $said '"done"'
    # A pack's own plugin hears what is said: then the file tells.
    Write-Text $places.Plugin "0 $($server.Client.LocalEndPoint.Port) 2`r`n"
    $said = Complete-Session $places 30 { Write-Text "$($places.Server)/results/2026_3_2_22_3_RACE.json" '{' }
    Assert-Equal $said '"done"'
    [IO.File]::Delete($places.Plugin)
    Assert-Equal (Complete-Session $places 1 $null) '"unsupported"'
    $state.Client.Close()
    $server.Close()
}

Test-That 'bad packs are refused with a reason' {
    $places = New-Machine
    Write-Machine $places (New-Pack @{ 'cfg/server_cfg.ini' = '[SERVER]' }) @{ sha256 = '0' * 64 }
    Start-Setup $places
    Assert-Match (Get-Said $places 'ERROR') 'while downloading the pack: it arrived damaged'
    Write-Machine $places (New-Pack @{ '../evil.txt' = 'a'; 'acServer.exe' = 'program' }) @{}
    Start-Setup $places
    Assert-Match (Get-Said $places 'ERROR') 'while unpacking the pack: it holds a file that would be written outside'
    Assert-Equal (Test-Path "$($global:Machine.Root)/evil.txt") 'False'
    Write-Machine $places (New-Pack @{ 'cfg/server_cfg.ini' = '[SERVER]' }) @{}
    Start-Setup $places
    Assert-Match (Get-Said $places 'ERROR') 'it holds no server program'
    Write-Machine $places (New-Pack @{ 'acServer.exe' = 'program' }) @{}
    Start-Setup $places
    Assert-Match (Get-Said $places 'ERROR') 'no cfg/server_cfg.ini beside'
    # Only another pack helps; and nothing of this one is left.
    Assert-Equal (Get-Said $places 'CAUSE') 'pack'
    Assert-Equal "$(Test-Path $places.Installed) $(Test-Path $places.Pack) $(Test-Path ($places.Server + '.new'))" 'False False False'
}

Test-That 'what the machine used is counted once a minute, and a machine that cannot count is watched all the same' {
    $places = New-Installed @{}
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    Set-Server $places 'running 1 none' $true
    Assert-Match (Get-Look $places $state) 'SENT_BYTES=123456789012\r\nBUSY_SECONDS=42\r\n$'
    $global:Machine.Used = @{ Sent = 123456789099; Busy = 43 }
    for ($look = 1; $look -lt 20; $look++) {
        Assert-Match (Get-Look $places $state) 'BUSY_SECONDS=42\r\n$'
    }
    Assert-Match (Get-Look $places $state) 'SENT_BYTES=123456789099\r\nBUSY_SECONDS=43\r\n$'

    $global:Machine.Used = $null
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    $report = Get-Look $places $state
    Assert-Match $report 'PHASE=starting'
    Assert-Equal ($report.Contains('SENT_BYTES')) 'False'
    Assert-Match ([IO.File]::ReadAllText($places.Log)) 'no such class'
}

Test-That 'the report follows the server from start to players' {
    $places = New-Installed @{}
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    Set-Server $places 'running 1 none' $false
    Assert-Match (Get-Look $places $state) 'PHASE=starting\r\nSERVER_STATUS=stopped\r\nRESTARTS=0\r\nPUBLIC_IP=203.0.113.9\r\nHTTP_PORT=8081\r\nTCP_PORT=9601\r\nUDP_PORT=9600\r\nPORTS_OPEN=no'
    Set-Server $places 'running 1 none' $true
    Assert-Match (Get-Look $places $state) 'PHASE=starting\r\nSERVER_STATUS=running\r\nPROCESS_ID=4711'
    $global:Machine.Info = @{ clients = 2; maxclients = 18 }
    # One that answers may be about to end.
    Assert-Match (Get-Look $places $state) 'PHASE=starting\r\nSERVER_STATUS=running'
    $online = Get-Look $places $state
    Assert-Match $online 'PHASE=online\r\nAC_SERVER_LINK=https://acstuff.club/s/q:race/online/join\?ip=203.0.113.9&httpPort=8081\r\nLINK_SOURCE=built'
    Assert-Match $online 'PORTS_OPEN=yes\r\nCLIENTS=2\r\nMAX_CLIENTS=18\r\nSENT_BYTES=123456789012\r\nBUSY_SECONDS=42\r\n$'
    Write-Text $places.Output 'http://acstuff.ru/s/q:race/online/join?ip=203.0.113.9&httpPort=8081'
    Assert-Match (Get-Look $places $state) 'AC_SERVER_LINK=http://acstuff.ru/s/q:race/online/join\?ip=203.0.113.9&httpPort=8081\r\nLINK_SOURCE=log'
    # As text, and not as an object; and an answer that says nothing of players.
    $global:Machine.Info = '{"clients":1,"maxclients":18}'
    Assert-Match (Get-Look $places $state) 'CLIENTS=1\r\n'
    foreach ($number in @('many', -1, 99999999999)) {
        $global:Machine.Info = @{ clients = $number }
        Assert-Equal ((Get-Look $places $state).Contains('CLIENTS')) 'False'
    }
    $global:Machine.Info = @{ clients = 1; maxclients = -1 }
    Assert-Equal ((Get-Look $places $state).Contains('MAX_CLIENTS')) 'False'
}

Test-That 'a wrapper whose server has ended is ended, too' {
    $places = New-Installed @{}
    $plan = Read-Plan $places
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    $wrapper = @{ Name = 'acServerWrapper'; Id = 4710; Path = ConvertTo-Native "$($places.Server)/acServerWrapper.exe" }
    $server = @{ Name = 'acServer'; Id = 4711; Path = ConvertTo-Native "$($places.Server)/acServer.exe" }
    Write-Text $places.Run "running 1 none`r`n"
    $global:Machine.Info = @{ clients = 0; maxclients = 18 }
    $global:Machine.Processes = @($wrapper, $server)
    foreach ($phase in @('starting', 'online')) {
        Assert-Equal (Get-Status $places $plan 'acServerWrapper.exe' $state).PHASE $phase
    }
    Write-Text $places.Output "LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN`r`nAC server exited with code 0`r`n"
    $global:Machine.Processes = @($wrapper)
    Assert-Equal (Get-Status $places $plan 'acServerWrapper.exe' $state).PHASE 'online'
    Assert-Equal (Measure-Call 'Stop-Process acServerWrapper') 0
    $values = Get-Status $places $plan 'acServerWrapper.exe' $state
    Assert-Equal "$($values.PHASE) $($values.SERVER_STATUS) $($values.EXIT_CODE)" 'crashed stopped 0'
    Assert-Match $values.ERROR '^The lobby of Assetto Corsa could not reach'
    Assert-Equal (Measure-Call 'Stop-Process acServerWrapper') 1
}

Test-That 'a new address makes a new link' {
    $places = New-Installed @{}
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    Set-Server $places 'running 1 none' $true
    $global:Machine.Info = @{ clients = 0; maxclients = 18 }
    [void](Get-Look $places $state)
    Assert-Match (Get-Look $places $state) 'ip=203.0.113.9&'
    $global:Machine.Ip = '203.0.113.77'
    $state.Tick = 20
    Assert-Match (Get-Look $places $state) 'ip=203.0.113.77&(.|\r|\n)*PUBLIC_IP=203.0.113.77'
}

Test-That 'a server that ended is told with its reason' {
    $places = New-Installed @{}
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    Write-Text $places.Output 'LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN'
    Set-Server $places 'stopped 1 0' $false
    Assert-Match (Get-Look $places $state) 'PHASE=crashed\r\nSERVER_STATUS=stopped\r\nEXIT_CODE=0\r\nRESTARTS=0(.|\r|\n)*ERROR=The lobby'
    Set-Server $places 'gaveup 5 0' $false
    Assert-Match (Get-Look $places $state) 'PHASE=failed(.|\r|\n)*RESTARTS=4(.|\r|\n)*It was started 5 times and will not be started again\.'
    Set-Server $places 'missing 6 0' $false
    Assert-Match (Get-Look $places $state) 'PHASE=failed(.|\r|\n)*ERROR=The server program is gone'
    Set-Server $places '' $false
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    $state.Waits = 40
    Assert-Match (Get-Look $places $state) 'PHASE=failed(.|\r|\n)*ERROR=Windows does not run the server''s task; it last ended with 267011'
}

Test-That 'a server whose last session is over has ended and not crashed' {
    $places = New-Installed @{}
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    [void][IO.Directory]::CreateDirectory("$($places.Server)/cfg")
    Write-Text "$($places.Server)/cfg/server_cfg.ini" "[SERVER]`r`nLOOP_MODE=0`r`n"
    $global:Machine.Info = @{ clients = 0; maxclients = 18 }
    Set-Server $places 'running 1 none' $true
    [void](Get-Look $places $state)
    [void](Get-Look $places $state)
    Assert-Match (Read-Ends $places.Ask) '^once 1'
    Set-Server $places 'over 1 0' $false
    Assert-Match (Get-Look $places $state) 'PHASE=ended(.|\r|\n)*ERROR=The last session is over'
}

Test-That 'a restart that somebody asked for is not counted' {
    $places = New-Installed @{}
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    Set-Server $places 'running 1 none' $true
    [void](Get-Look $places $state)
    Write-Text $places.Ask "restart 1`r`n"
    Set-Server $places 'running 2 1' $true
    Assert-Match (Get-Look $places $state) 'RESTARTS=0'
    Set-Server $places 'running 3 1' $true
    Assert-Match (Get-Look $places $state) 'RESTARTS=1'
}

Test-That 'after ten minutes the supervisor is told that the run is well' {
    $places = New-Installed @{}
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    Set-Server $places 'running 3 1' $true
    $global:Machine.Info = @{ clients = 0; maxclients = 18 }
    [void](Get-Look $places $state)
    $state.Online = 199
    Assert-Match (Get-Look $places $state) 'PHASE=online'
    Assert-Equal ([IO.File]::ReadAllText($places.Well)) "3`r`n"
}

Test-That 'a log that grew is begun anew: when nobody drives, and in any case before the disk fills' {
    $places = New-Installed @{}
    $state = New-State 'boot1' ([DateTime]::UtcNow)
    Set-Server $places 'running 2 1' $true
    $file = [IO.File]::Open($places.Output, [IO.FileMode]::Create, [IO.FileAccess]::Write, [IO.FileShare]::Read)
    $file.SetLength(33000000)
    $global:Machine.Info = @{ clients = 1; maxclients = 18 }
    Assert-Match (Get-Look $places $state) 'CLIENTS=1'
    Assert-Equal (Measure-Call 'Stop-Process') 0
    $file.SetLength(257000000)
    Assert-Match (Get-Look $places $state) 'CLIENTS=1'
    Assert-Equal (Measure-Call 'Stop-Process acServer') 1
    Assert-Equal ([IO.File]::ReadAllText($places.Ask)) "restart 2`r`n"
    $file.SetLength(33000000)
    Set-Server $places 'running 3 1' $true
    $global:Machine.Info = @{ clients = 0; maxclients = 18 }
    Assert-Match (Get-Look $places $state) 'CLIENTS=0'
    Assert-Equal (Measure-Call 'Stop-Process acServer') 2
    $file.Dispose()
}

Test-That 'a machine that nobody uses says so and stops' {
    $start = [DateTime]'2026-06-19T16:00:00'
    $plan = @{ idle_minutes = 30 }
    $state = New-State 'boot1' $start
    $state.Up = $true
    $state.Clients = 0
    Update-Idle $plan $state 100 ($start.AddSeconds(100))
    Update-Idle $plan $state 1700 ($start.AddSeconds(1700))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" ' False'
    # Three minutes before: thirty minutes after it came online.
    Update-Idle $plan $state 1730 ($start.AddSeconds(1730))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" '2026-06-19T16:31:40Z False'
    # Not while it does not answer.
    $state.Clients = $null
    Update-Idle $plan $state 1950 ($start.AddSeconds(1950))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" ' False'
    # Nobody could be warned meanwhile: half of the three minutes more.
    $state.Clients = 0
    Update-Idle $plan $state 1953 ($start.AddSeconds(1953))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" '2026-06-19T16:34:03Z False'
    Update-Idle $plan $state 2043 ($start.AddSeconds(2043))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" '2026-06-19T16:34:03Z True'
    # Somebody joins.
    $state.Clients = 1
    Update-Idle $plan $state 1956 ($start.AddSeconds(1956))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" ' False'
    $state.Clients = 0
    Update-Idle $plan $state 3600 ($start.AddSeconds(3600))
    Assert-Equal $state.StopsAt '2026-06-19T17:02:36Z'
    # Half of the time where three minutes are more than that.
    $state.Clients = 0
    Update-Idle @{ idle_minutes = 5 } $state 2105 ($start.AddSeconds(2105))
    Assert-Equal $state.StopsAt ''
    Update-Idle @{ idle_minutes = 5 } $state 2107 ($start.AddSeconds(2107))
    Assert-Equal $state.StopsAt '2026-06-19T16:37:36Z'
    # Off, or from before there was such a thing.
    Update-Idle @{ idle_minutes = $null } $state 999999 $start
    Assert-Equal "$($state.StopsAt) $($state.Stop)" ' False'
    Update-Idle @{ schema = 1 } $state 999999 $start
    Assert-Equal "$($state.StopsAt) $($state.Stop)" ' False'
}

Test-That 'so does one whose server never came, was given up, or hangs' {
    $start = [DateTime]'2026-06-19T16:00:00'
    $plan = @{ idle_minutes = 30 }
    $state = New-State 'boot1' $start
    Update-Idle $plan $state 1700 ($start.AddSeconds(1700))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" '2026-06-19T16:30:00Z False'
    Update-Idle $plan $state 1801 ($start.AddSeconds(1801))
    Assert-Equal $state.Stop 'True'
    $state.Up = $true
    $state.Silent = 199
    Update-Idle $plan $state 1804 ($start.AddSeconds(1804))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" ' False'
    Update-Idle $plan $state 1807 ($start.AddSeconds(1807))
    Assert-Equal "$($state.StopsAt) $($state.Stop)" '2026-06-19T16:31:37Z False'
    Update-Idle $plan $state 1897 ($start.AddSeconds(1897))
    Assert-Equal $state.Stop 'True'
}

Test-That 'each step of the set-up has the time for itself, and its report says when it ends' {
    $places = New-Machine
    $start = [DateTime]'2026-06-19T16:00:00'
    $plan = @{ idle_minutes = 30 }
    $state = New-State 'boot1' $start
    Save-Report $places.Report (Format-Report @{ BOOT = 'boot1'; PHASE = 'downloading' })
    Update-Setup $places $state 10 ($start.AddSeconds(10))
    Save-Report $places.Report (Format-Report @{ BOOT = 'boot1'; PHASE = 'failed'; ERROR = 'Access Denied' })
    Update-Setup $places $state 1000 ($start.AddSeconds(1000))
    Update-Idle $plan $state 2000 ($start.AddSeconds(2000))
    Save-Stop $places $state
    Assert-Equal (Get-Said $places 'STOPS_AT') ''
    Update-Setup $places $state 2700 ($start.AddSeconds(2700))
    Update-Idle $plan $state 2700 ($start.AddSeconds(2700))
    Save-Stop $places $state
    Assert-Match (Read-Ends $places.Report) '^SCHEMA=1\r\nBOOT=boot1\r\nPHASE=failed\r\nERROR=Access Denied\r\nSTOPS_AT=2026-06-19T16:46:40Z\r\nUPDATED=[^\r\n]+\r\n$'
}

Test-That 'the monitor writes, waits, and ends an unused machine with a last report' {
    $places = New-Installed @{ idle_minutes = 0.00001 }
    Set-Server $places 'running 1 none' $true
    $global:Machine.Info = @{ clients = 1; maxclients = 18 }
    $global:Machine.Looks = 4
    $ended = ''
    try {
        Start-Monitor $places 'http://imds'
    } catch {
        $ended = $_.Exception.Message
    }
    Assert-Equal $ended 'enough looks'
    Assert-Equal (Measure-Call 'shutdown') 0
    Assert-Equal "$(Get-Said $places 'PHASE') $(Get-Said $places 'IDLE_SINCE')" 'online '
    $global:Machine.Info = @{ clients = 0; maxclients = 18 }
    $global:Machine.Looks = 4
    try {
        Start-Monitor $places 'http://imds'
    } catch {
        $ended = $_.Exception.Message
    }
    Assert-Match (Measure-Call 'shutdown /s /f /t 0') '^[123]$'
    Assert-Equal "$(Get-Said $places 'PHASE') $(Get-Said $places 'SERVER_STATUS')" 'online running'
    Assert-Match "$(Get-Said $places 'IDLE_SINCE') $(Get-Said $places 'STOPS_AT')" '^\d{4}-\S+Z \d{4}-\S+Z$'
}

if ($global:Failed) {
    Write-Output "$global:Failed failed"
    exit 1
}
Write-Output 'all is well'
