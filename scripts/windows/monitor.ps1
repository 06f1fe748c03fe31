# Watches the server and writes the machine's report, as long as the machine runs. Looks, never
# acts: starting the server again is the supervisor's part.
param([switch]$Run)
. "$PSScriptRoot/common.ps1"

# Nothing while the machine has no public address (the metadata service answers 404).
function Get-PublicAddress([string]$Imds) {
    try {
        $token = Invoke-RestMethod "$Imds/latest/api/token" -Method Put -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '300' } -TimeoutSec 3
        return Invoke-RestMethod "$Imds/latest/meta-data/public-ipv4" -Headers @{ 'X-aws-ec2-metadata-token' = $token } -TimeoutSec 3
    } catch {
        return
    }
}

# What the server says of itself; nothing while it does not answer.
function Get-Info([int]$Port) {
    try {
        $info = Invoke-RestMethod "http://127.0.0.1:$Port/INFO" -TimeoutSec 3
        if ($info -is [string]) {
            $info = ConvertFrom-Json $info
        }
        return $info
    } catch {
        return
    }
}

# The beginning, where a link is printed, and the end, where a failure is, of a file that is being
# written: it must be opened so that its writer may go on writing and replace it.
function Read-Ends([string]$Path) {
    if (-not (Test-Path $Path)) {
        return ''
    }
    $stream = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    try {
        $bytes = New-Object byte[] 131072
        $count = $stream.Read($bytes, 0, $bytes.Length)
        $text = [Text.Encoding]::ASCII.GetString($bytes, 0, $count)
        $stream.Position = [Math]::Max($stream.Position, $stream.Length - $bytes.Length)
        $count = $stream.Read($bytes, 0, $bytes.Length)
        return $text + [Text.Encoding]::ASCII.GetString($bytes, 0, $count)
    } finally {
        $stream.Dispose()
    }
}

# The link that the server printed for itself: the first direct one with our address and port,
# since players write links into the chat; else, where that is still taken, the first short one.
function Find-Link([string]$Text, [string]$Ip, [int]$Port, [bool]$TakeShort) {
    $short = ''
    foreach ($found in [regex]::Matches($Text, '(?i)(https?://acstuff\.(?:ru|club)/s/)(?:q:race/online/join\?([!#-~]+)|q/[a-z0-9_-]{1,64})')) {
        $query = '&' + $found.Groups[2].Value
        if ($query -eq '&') {
            if ($TakeShort -and -not $short) {
                $short = $found.Value
            }
        } elseif ($query -match ('(?i)&ip={0}(&|$)' -f [regex]::Escape($Ip)) -and $query -match ('(?i)&httpPort={0}(?![0-9])' -f $Port)) {
            # Put together anew, so that no password comes along.
            return '{0}q:race/online/join?ip={1}&httpPort={2}' -f $found.Groups[1].Value, $Ip, $Port
        }
    }
    return $short
}

# Why the server ended, in words for a league admin. Only asked once it has ended: a running
# server's log may hold anything that players write.
function Find-Cause([string]$Text, [string]$Code) {
    switch -Regex ($Text) {
        'LOBBY COULD NOT BE RACHED|CHECK YOUR PORT FORWARDING|NOT REGISTERED WITH LOBBY|CONNECTION TO LOBBY FAILED' {
            return 'The lobby of Assetto Corsa could not reach the server, so the server ended itself. Check its ports, or pack it with REGISTER_TO_LOBBY=0.'
        }
        'Error listening|ReadFromUDP\(|address already in use|Only one usage of each socket address' {
            return 'A port that the server needs is taken. Check that UDP_PORT, TCP_PORT and HTTP_PORT of the pack do not collide.'
        }
        '(?m)^(?!CHECKSUM|WARNING).*data\.acd.*(not find|not found|cannot|no such|missing)' {
            return 'The server misses the data.acd of a car. Pack it again with the car installed.'
        }
        'AssettoServer has failed to start' {
            return 'AssettoServer cannot start with this configuration. Its log says what to change.'
        }
    }
    return "The server program ended by itself with code $Code. Its log may say why."
}

# Whether the server listens on all of its ports.
function Test-Listening($Plan) {
    $network = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
    $tcp = $network.GetActiveTcpListeners() | ForEach-Object { $_.Port }
    $udp = $network.GetActiveUdpListeners() | ForEach-Object { $_.Port }
    return ($tcp -contains $Plan.tcp_port) -and ($tcp -contains $Plan.http_port) -and ($udp -contains $Plan.udp_port)
}

# What the supervisor says, or said before where it is just writing. A new start is a new log.
function Update-Run($Places, $State) {
    if ((Read-Ends $Places.Run) -match '^(running|stopped|gaveup) ([0-9]+) (none|-?[0-9]+)') {
        if ($State.Start -ne [int]$Matches[2]) {
            $State.Start = [int]$Matches[2]
            $State.Online = 0
            $State.Source = ''
        }
        $State.Run = $Matches[1]
        $State.Code = $Matches[3]
    }
}

# What seldom changes: looked at once a minute, and each time until all is well.
function Update-Machine($State, [string]$Imds) {
    if (-not $State.Ip -or $State.Tick % 20 -eq 0) {
        $ip = Get-PublicAddress $Imds
        if ($ip -match '^[0-9.]+$' -and $ip -ne $State.Ip) {
            $State.Ip = $ip
            $State.Source = ''
        }
    }
    if (-not $State.Rules -or $State.Tick % 20 -eq 0) {
        $State.Rules = @(Get-NetFirewallRule -Group 'ac-deploy' -ErrorAction SilentlyContinue).Count -ge 2
    }
    $State.Tick++
}

# Keeps the link of this start: one from the log wins, else it is built once the server answers.
function Update-Link($Places, $Plan, $State, [bool]$Answers) {
    if (-not $State.Ip -or $State.Source -eq 'log') {
        return
    }
    $link = Find-Link (Read-Ends $Places.Output) $State.Ip $Plan.http_port ($State.Online -eq 0)
    if ($link) {
        $State.Link = $link
        $State.Source = 'log'
    } elseif ($Answers) {
        $State.Link = '{0}ip={1}&httpPort={2}' -f $Plan.link, $State.Ip, $Plan.http_port
        $State.Source = 'built'
    }
}

# One look at everything; returns the report's values.
function Get-Status($Places, $Plan, [string]$Program, $State) {
    Update-Run $Places $State
    $values = @{
        BOOT = $State.Boot
        PHASE = 'starting'
        SERVER_STATUS = 'stopped'
        EXIT_CODE = $State.Code -replace 'none', ''
        RESTARTS = [Math]::Max(0, $State.Start - 1)
        PUBLIC_IP = $State.Ip
        HTTP_PORT = $Plan.http_port
        TCP_PORT = $Plan.tcp_port
        UDP_PORT = $Plan.udp_port
        PORTS_OPEN = 'no'
    }
    $process = Get-Process ($Program -replace '\.exe$', '') -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($process) {
        $values.SERVER_STATUS = 'running'
        $values.PROCESS_ID = $process.Id
    }
    if ($State.Run -eq 'stopped' -or $State.Run -eq 'gaveup') {
        $values.PHASE = 'crashed'
        $values.ERROR = Find-Cause ((Read-Ends $Places.Output) + (Read-Ends $Places.Errors)) $State.Code
        if ($State.Run -eq 'gaveup') {
            $values.PHASE = 'failed'
            $values.ERROR += " It was started $($State.Start) times and will not be started again."
        }
        return $values
    }
    if (-not $process) {
        return $values
    }
    $info = Get-Info $Plan.http_port
    if ($info) {
        $values.CLIENTS = $info.clients -as [int]
        $values.MAX_CLIENTS = $info.maxclients -as [int]
    }
    Update-Link $Places $Plan $State ($null -ne $info)
    if ($State.Online -gt 0 -or $info -or $State.Source) {
        $State.Online++
        $values.PHASE = 'online'
    }
    if ($State.Source) {
        $values.AC_SERVER_LINK = $State.Link
        $values.LINK_SOURCE = $State.Source
    }
    if ($State.Rules -and (Test-Listening $Plan)) {
        $values.PORTS_OPEN = 'yes'
    }
    # Well for ten minutes: the supervisor counts anew.
    if ($State.Online -eq 200) {
        [IO.File]::Delete($Places.Crashes)
    }
    return $values
}

function Start-Monitor($Places, [string]$Imds) {
    $state = @{ Boot = Get-BootId; Run = ''; Start = 0; Code = 'none'; Online = 0; Ip = ''; Rules = $false; Link = ''; Source = ''; Tick = 0 }
    $plan = $null
    $program = ''
    $said = ''
    $quiet = 0
    $trouble = ''
    while ($true) {
        try {
            if (-not $plan) {
                Clear-Old $Places $state.Boot
                $program = [IO.File]::ReadAllLines($Places.Installed)[1]
                $plan = Read-Plan $Places
            }
            Update-Machine $state $Imds
            $text = Format-Report (Get-Status $Places $plan $program $state)
            # At once where something changed, else every ten seconds to show that we are here.
            $quiet++
            if ($text -cne $said -or $quiet -ge 3) {
                Save-Report $Places.Report $text
                $said = $text
                $quiet = 0
            }
        } catch {
            if ($trouble -ne $_.Exception.Message) {
                $trouble = $_.Exception.Message
                Write-Log $Places "monitor: $trouble"
            }
        }
        Start-Sleep -Seconds 3
    }
}

if ($Run) {
    $global:ErrorActionPreference = 'Stop'
    $global:ProgressPreference = 'SilentlyContinue'
    Start-Monitor (Get-Places 'C:') 'http://169.254.169.254'
}
