# Watches the server and writes the machine's report, as long as the machine runs. It acts in two
# cases only: a log that could fill the disk, and a machine that nobody uses. Starting the server
# again is the supervisor's part.
param([switch]$Run)
. "$PSScriptRoot/common.ps1"

# Nothing while the machine has no public address (the metadata service answers 404).
function Get-PublicAddress([string]$Imds) {
    try {
        $token = Invoke-RestMethod "$Imds/latest/api/token" -UseBasicParsing -Method Put -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '300' } -TimeoutSec 3
        return Invoke-RestMethod "$Imds/latest/meta-data/public-ipv4" -UseBasicParsing -Headers @{ 'X-aws-ec2-metadata-token' = $token } -TimeoutSec 3
    } catch {
        return
    }
}

# What the machine has used since it was powered on, as far as it costs extra: the bytes that went out by all
# adapters but the one to itself, and for how many seconds its processors worked, all of them together. Windows
# counts their time in steps of 100 ns, without what they idled.
function Get-Usage {
    $sent = [long]0
    foreach ($adapter in [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces()) {
        if ($adapter.NetworkInterfaceType -ne [Net.NetworkInformation.NetworkInterfaceType]::Loopback) {
            $sent += $adapter.GetIPStatistics().BytesSent
        }
    }
    $steps = [double]0
    foreach ($processor in Get-CimInstance Win32_PerfRawData_PerfOS_Processor -Filter "Name <> '_Total'") {
        $steps += [double]$processor.PercentUserTime + [double]$processor.PercentPrivilegedTime
    }
    return @{ Sent = $sent; Busy = [long][Math]::Floor($steps / 10000000) }
}

# What the server says of itself; nothing while it does not answer.
function Get-Info([int]$Port) {
    try {
        return Read-Page "http://127.0.0.1:$Port/INFO" | ConvertFrom-Json
    } catch {
        return
    }
}

# The page of a program that a stranger sent, so this follows nowhere, unpacks nothing, and takes 64
# KiB and three seconds in all: the limits that .NET has begin anew with every byte that arrives.
function Read-Page([string]$Url) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $bytes = New-Object byte[] 65536
    $count = 0
    $request = [Net.WebRequest]::Create($Url)
    $request.AllowAutoRedirect = $false
    $request.KeepAlive = $false
    $request.Proxy = $null
    try {
        $answering = $request.GetResponseAsync()
        if (-not $answering.Wait(3000)) {
            throw 'no answer in time.'
        }
        $answer = $answering.Result
        if ([int]$answer.StatusCode -ne 200) {
            throw 'no page.'
        }
        $stream = $answer.GetResponseStream()
        while ($true) {
            $left = [Math]::Max(0, 3000 - $watch.ElapsedMilliseconds)
            $reading = $stream.ReadAsync($bytes, $count, $bytes.Length - $count)
            if (-not $reading.Wait([int]$left)) {
                throw 'no end in time.'
            }
            if ($reading.Result -eq 0) {
                return [Text.Encoding]::UTF8.GetString($bytes, 0, $count)
            }
            $count += $reading.Result
            if ($count -eq $bytes.Length) {
                throw 'too long.'
            }
        }
    } finally {
        $request.Abort()
    }
}

# A number of drivers; nothing for what cannot be one.
function ConvertTo-Count($Value) {
    if ([string]$Value -match '^[0-9]{1,4}$') {
        return [int]$Matches[0]
    }
    return $null
}

# The link that the server printed for itself: the first direct one with our address and port,
# since players write links into the chat; else, where that is still taken, the first short one. In
# either, all but the short one's code is put together anew: no password comes along, and what the
# bot reads is in lower case, however a player wrote it.
function Find-Link([string]$Text, [string]$Ip, [int]$Port, [bool]$TakeShort) {
    $agreed = Get-Agreed
    $short = ''
    foreach ($found in [regex]::Matches($Text, $agreed.LinkPattern)) {
        $start = $found.Groups[1].Value.ToLowerInvariant()
        $query = '&' + $found.Groups[2].Value
        if ($query -eq '&') {
            if ($TakeShort -and -not $short) {
                $short = '{0}q/{1}' -f $start, $found.Groups[3].Value
            }
        } elseif ($query -match ('(?i)&ip={0}(&|$)' -f [regex]::Escape($Ip)) -and $query -match ('(?i)&httpPort={0}(?![0-9])' -f $Port)) {
            return $agreed.DirectLink -f $start, $Ip, $Port
        }
    }
    return $short
}

# The last lines of a log that say something, without what a wrapper puts before them.
function Get-LastLines([string]$Text) {
    $lines = @($Text -split '\r?\n' | Where-Object { $_.Trim() -and -not $_.StartsWith('AC server exited with code') })
    return @($lines | Select-Object -Last 200 | ForEach-Object { $_.TrimEnd() -replace '^(stdout|stderr): ', '' })
}

# AssettoServer prints why it does not start between two rules, which are no ASCII, and then what to
# try. Nobody can drive, and so write, on a server that did not start.
function Find-Refusal([string[]]$Lines) {
    $agreed = Get-Agreed
    for ($at = $Lines.Count - 1; $at -ge 0 -and -not $Lines[$at].StartsWith('AssettoServer has failed to start'); $at--) { }
    if ($at -lt 0) {
        return
    }
    $said = @()
    $rules = 0
    for ($at--; $at -ge 0 -and $rules -lt 2; $at--) {
        if ($Lines[$at] -match '^\?{4,}$') {
            $rules++
        } elseif ($rules -eq 1) {
            $said = @($Lines[$at]) + $said
        }
    }
    $reason = ($said -join ' ').Trim().TrimEnd('.')
    if ($reason -match 'already in use|already a server running on the same ports') {
        return $agreed.Port
    }
    if ($reason -match 'No space left on device|not enough space on the disk') {
        return 'The machine''s disk is full. Deploy the server again, with a larger disk.'
    }
    if (-not $reason -or $reason.StartsWith('An exception was thrown')) {
        return $agreed.AssettoServer
    }
    $reason = $reason.Substring(0, [Math]::Min(240, $reason.Length))
    return 'AssettoServer refuses to start: "{0}". Change that in the pack, and deploy it again.' -f $reason
}

# Why the server ended, in words for a league admin. Only asked once it has ended, and only its last
# words are believed: what stands before them may have been written by players.
function Find-Cause([string]$Text, [string]$Code, [bool]$WasOnline) {
    $agreed = Get-Agreed
    if ($Code -eq '-1073741515') {
        return 'The server program cannot start because a DLL that it needs is not on the machine. Put the DLL beside it in the pack.'
    }
    $lines = @(Get-LastLines $Text)
    if (-not $WasOnline) {
        $refusal = Find-Refusal $lines
        if ($refusal) {
            return $refusal
        }
    }
    $last = [string]($lines | Select-Object -Last 1)
    if ($last -match '^LOBBY COULD NOT BE RACHED|SERVER NOT REGISTERED WITH LOBBY') {
        return $agreed.Lobby
    }
    $busy = @($lines -match '^listen .*(Error listening|address already in use|Only one usage)').Count
    $panic = @($lines -match '^panic: ').Count -and @($lines -match '\.ReadFromUDP\(').Count
    if ($busy -or $panic) {
        return $agreed.Port
    }
    if ($last -match '^open content/cars/.*data\.acd.*(not find|not found|cannot|no such|missing)') {
        return $agreed.Car
    }
    return $agreed.Ended -f $Code
}

# Whether the server listens on all of its ports.
function Test-Listening($Plan) {
    $network = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
    $tcp = $network.GetActiveTcpListeners() | ForEach-Object { $_.Port }
    $udp = $network.GetActiveUdpListeners() | ForEach-Object { $_.Port }
    return ($tcp -contains $Plan.tcp_port) -and ($tcp -contains $Plan.http_port) -and ($udp -contains $Plan.udp_port)
}

# What is kept from one look to the next. Empty and EmptyAt: since when nobody is known to be
# connected, in seconds that no correction of the machine's time can move, and as a time.
function New-State([string]$Boot, [DateTime]$Now) {
    return @{
        Boot = $Boot
        Phase = ''
        Run = ''
        Start = 0
        Asked = 0
        Code = 'none'
        Child = $false
        Childless = 0
        Online = 0
        Once = 0
        Waits = 0
        Up = $false
        Clients = $null
        Ip = ''
        Rules = $false
        Sent = ''
        Busy = ''
        Link = ''
        Source = ''
        Tick = 0
        Served = $false
        Silent = 0
        Empty = 0
        EmptyAt = $Now
        Keep = 0
        Ends = 0
        StopsAt = ''
        Stop = $false
        Trouble = ''
        Client = $null
        Journal = ''
        Lines = @()
    }
}

# What the supervisor says, or said before where it is just writing. A new start is a new log. One
# that was asked for is no end of the server's own; a supervisor that was started anew counts anew.
function Update-Run($Places, $State) {
    if ((Read-Ends $Places.Run) -match '^(running|stopped|over|gaveup|missing) ([0-9]{1,9}) (none|-?[0-9]{1,10})') {
        if ($State.Start -ne [int]$Matches[2]) {
            if ([int]$Matches[2] -lt $State.Start) {
                $State.Asked = 0
            } elseif ((Read-Ends $Places.Ask).StartsWith("restart $($State.Start)`r")) {
                $State.Asked++
            }
            $State.Start = [int]$Matches[2]
            $State.Online = 0
            $State.Source = ''
            $State.Child = $false
            $State.Childless = 0
        }
        $State.Run = $Matches[1]
        $State.Code = $Matches[3]
    }
}

# A line of the journal: when, who spoke, and the datagram.
function Format-Datagram([byte[]]$Bytes, [string]$Who) {
    $ms = [long](([DateTime]::UtcNow.Ticks - 621355968000000000) / 10000)
    $hex = [BitConverter]::ToString($Bytes).Replace('-', '').ToLowerInvariant()
    return '{{"t":{0:0}.{1:000},"dir":"{2}","hex":"{3}"}}' -f [Math]::Floor($ms / 1000), ($ms % 1000), $Who, $hex
}

# Our end of the server's plugin. Whoever comes late is told nothing twice, so all is asked; a server that does
# not listen yet says it by itself.
function Open-Plugin($Plugin, $State) {
    $agreed = Get-Agreed
    $client = New-Object Net.Sockets.UdpClient((New-Object Net.IPEndPoint([Net.IPAddress]::Loopback, $Plugin.Ours)))
    $client.Client.ReceiveBufferSize = 1048576
    $client.Connect([Net.IPAddress]::Loopback, $Plugin.Server)
    $State.Client = $client
    $asked = @($agreed.Greeting)
    for ($slot = 0; $slot -lt $Plugin.Slots; $slot++) {
        $asked += $agreed.GetCarInfo + $slot.ToString('x2')
    }
    $lines = @()
    foreach ($digits in $asked) {
        $bytes = ConvertFrom-Hex $digits
        $lines += Format-Datagram $bytes 'to_server'
        try {
            [void]$client.Send($bytes, $bytes.Length)
        } catch {
            break
        }
        # Two commands in one moment lose the second.
        Start-Sleep -Milliseconds 20
    }
    return $lines
}

# What has arrived since the last look; where cars are is left out, which no result needs. Windows throws where
# what was sent before had nobody to take it.
function Receive-Datagrams($State) {
    $agreed = Get-Agreed
    $from = New-Object Net.IPEndPoint([Net.IPAddress]::Any, 0)
    $lines = New-Object 'Collections.Generic.List[string]'
    for ($left = 20000; $left -gt 0 -and $lines.Count -lt 900 -and $State.Client.Available -gt 0; $left--) {
        try {
            $bytes = $State.Client.Receive([ref]$from)
        } catch {
            continue
        }
        if ($bytes.Length -gt 0 -and $bytes[0] -ne $agreed.CarUpdate) {
            $lines.Add((Format-Datagram $bytes 'from_server'))
        }
    }
    return $lines
}

# Keeps what the server says, a journal for each of its runs, on the disk at once. Closed each time, for
# Windows shows nobody the size of a file that is open.
function Update-Journal($Places, $State) {
    if ($State.Start -eq 0) {
        return
    }
    if (-not $State.Client) {
        $plugin = Read-Plugin $Places
        if (-not $plugin -or $plugin.Ours -eq 0) {
            return
        }
        $State.Lines += @(Open-Plugin $plugin $State)
    }
    # What could not be written last time is still there.
    $State.Lines += @(Receive-Datagrams $State)
    if ($State.Lines.Count -eq 0) {
        return
    }
    $file = ConvertTo-Native ('{0}/{1}-{2}.jsonl' -f $Places.Journals, $State.Boot, $State.Start)
    $text = ($State.Lines -join "`n") + "`n"
    if ($State.Journal -ne $file) {
        [void][IO.Directory]::CreateDirectory($Places.Journals)
        Clear-Journals $Places
        # It may end in half a line, of a monitor that was ended.
        if (Test-Path $file) {
            $text = "`n$text"
        }
    }
    if ((Get-Size $file) -lt 64000000) {
        $bytes = [Text.Encoding]::ASCII.GetBytes($text)
        $stream = [IO.File]::Open($file, [IO.FileMode]::Append, [IO.FileAccess]::Write, [IO.FileShare]'Read, Delete')
        try {
            $stream.Write($bytes, 0, $bytes.Length)
            $stream.Flush($true)
        } finally {
            $stream.Dispose()
        }
    }
    $State.Journal = $file
    $State.Lines = @()
}

# The oldest make room.
function Clear-Journals($Places) {
    $old = @(Get-ChildItem $Places.Journals -File | Sort-Object LastWriteTimeUtc -Descending | Select-Object -Skip 20)
    foreach ($journal in $old) {
        [IO.File]::Delete($journal.FullName)
    }
}

# What seldom changes is looked at once a minute. The firewall's rules never do once they are there,
# and to ask for them takes seconds of a small machine.
function Update-Machine($Places, $State, [string]$Imds) {
    if (-not $State.Ip -or $State.Tick % 20 -eq 0) {
        $ip = Get-PublicAddress $Imds
        if ($ip -match '^[0-9.]+$' -and $ip -ne $State.Ip) {
            $State.Ip = $ip
            $State.Source = ''
        }
    }
    if (-not $State.Rules -and $State.Tick % 20 -eq 0) {
        $State.Rules = @(Get-NetFirewallRule -Group 'ac-deploy' -ErrorAction SilentlyContinue).Count -ge 2
    }
    if ($State.Tick % 20 -eq 0) {
        Update-Usage $Places $State
    }
    $State.Tick++
}

# A machine that cannot say what it used is watched all the same.
function Update-Usage($Places, $State) {
    try {
        $used = Get-Usage
        $State.Sent = $used.Sent
        $State.Busy = $used.Busy
    } catch {
        Write-Trouble $Places $State "what the machine used cannot be counted: $($_.Exception.Message)"
    }
}

# Keeps the link of this start: one from the log wins, else it is built once the server answers. A
# server prints its link when it comes online, so the log is read for it for two minutes more.
function Update-Link($Places, $Plan, $State, [bool]$Answers) {
    if (-not $State.Ip -or $State.Source -eq 'log') {
        return
    }
    $link = ''
    if ($State.Online -lt 40) {
        $link = Find-Link (Read-Ends $Places.Output) $State.Ip $Plan.http_port ($State.Online -eq 0)
    }
    if ($link) {
        $State.Link = $link
        $State.Source = 'log'
    } elseif ($Answers) {
        $State.Link = '{0}ip={1}&httpPort={2}' -f $Plan.link, $State.Ip, $Plan.http_port
        $State.Source = 'built'
    }
}

# Until when somebody wants the machine kept although nobody drives: the bot leaves seconds since 1970.
function Update-Keep($Places, $State, [double]$Clock, [DateTime]$Now) {
    $State.Keep = 0
    if ((Read-Ends $Places.Keep) -match '^[0-9]{1,11}') {
        $until = ([DateTime]'1970-01-01').AddSeconds([double]$Matches[0])
        $State.Keep = $Clock + ($until - $Now).TotalSeconds
    }
}

# When nobody is connected for as long as the plan says, the machine is to stop, and says so before.
# Nobody is where the server says so, and where there is none to connect to: it never came online,
# has ended, or was given up. One that was online and does not answer may be full; after ten
# minutes (200 looks) it counts as gone. Whoever may be driving has always half of the warning left,
# also where the time was over before anybody could be sure.
function Update-Idle($Plan, $State, [double]$Clock, [DateTime]$Now) {
    $said = $State.StopsAt
    $State.StopsAt = ''
    $State.Stop = $false
    if ($null -ne $State.Clients) {
        $State.Silent = 0
        if ($State.Clients -gt 0 -or -not $State.Served) {
            $State.Served = $true
            $State.Empty = $Clock
            $State.EmptyAt = $Now
        }
    } elseif ($State.Up) {
        $State.Silent++
    } else {
        $State.Silent = 0
    }
    $limit = 60 * $Plan.idle_minutes
    if ($limit -le 0 -or $State.Clients -gt 0 -or ($State.Silent -gt 0 -and $State.Silent -le 200)) {
        return
    }
    $agreed = Get-Agreed
    $warning = [Math]::Min($agreed.NoticeSeconds, $limit / 2)
    $end = [Math]::Max($State.Empty + $limit, $State.Keep)
    if ($Clock -lt $end - $warning) {
        return
    }
    if (-not $said) {
        $State.Ends = [Math]::Max($end, $Clock + $warning / 2)
        $said = Format-Time ($Now.AddSeconds($State.Ends - $Clock))
    }
    $State.StopsAt = $said
    $State.Stop = $Clock -ge $State.Ends
}

# Before the pack is installed the report is the set-up's, and all that is done here is to end a
# machine that does not get there. Each step has the time for itself.
function Update-Setup($Places, $State, [double]$Clock, [DateTime]$Now) {
    $State.Up = $false
    $phase = [regex]::Match((Read-Ends $Places.Report), '(?m)^PHASE=[a-z]+').Value
    if ($phase -ne $State.Phase) {
        $State.Phase = $phase
        $State.Empty = $Clock
        $State.EmptyAt = $Now
    }
}

# Says in the set-up's report that the machine will stop.
function Save-Stop($Places, $State) {
    $report = Read-Ends $Places.Report
    if ($State.StopsAt -and $report -and $report -notmatch '(?m)^STOPS_AT=') {
        $report = $report -replace '(?m)^UPDATED=.*\n', ''
        Save-Report $Places.Report ($report + "STOPS_AT=$($State.StopsAt)`r`n")
    }
}

function Get-Size([string]$Path) {
    try {
        $stream = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    } catch {
        return 0
    }
    $size = $stream.Length
    $stream.Dispose()
    return $size
}

# A log belongs to its writer as long as that runs, so only a restart begins a new one: when nobody
# drives, and whoever drives before the disk fills. A busy server writes some megabytes a day.
function Limit-Logs($Places, $State) {
    $size = [Math]::Max((Get-Size $Places.Output), (Get-Size $Places.Errors))
    if ($size -lt 32000000 -or ($State.Clients -ne 0 -and $size -lt 256000000)) {
        return
    }
    Write-Log $Places "the server's log has $size bytes: the server is started again with a new one."
    [IO.File]::WriteAllText($Places.Ask, "restart $($State.Start)`r`n")
    Stop-Programs $Places
}

# Content Manager's wrapper stays when its acServer has ended, and would keep a dead server online.
# Two looks must see it, because for a moment there is none at a start, either. That line can be
# written by players, too, but only while there is an acServer.
function Test-Orphan($Places, [string]$Program, $State) {
    if ($Program -ne 'acServerWrapper.exe') {
        return $false
    }
    if (Get-Process 'acServer' -ErrorAction SilentlyContinue) {
        $State.Child = $true
        $State.Childless = 0
    } elseif ($State.Child -or (Read-Ends $Places.Output) -match 'AC server exited with code') {
        $State.Childless++
    }
    return $State.Childless -ge 2
}

# Whether the server ends after its last session, as its settings say.
function Test-RunsOnce($Places) {
    return (Read-Ends "$($Places.Server)/cfg/server_cfg.ini") -match '(?im)^[ \t]*LOOP_MODE[ \t]*=[ \t]*0[ \t]*(;.*)?\r?$'
}

# Tells the supervisor once that this run, which was online, is the last if it ends well. What was asked
# of another run is done by then.
function Request-LastRun($Places, $State) {
    if ($State.Once -ne $State.Start -and (Test-RunsOnce $Places)) {
        [IO.File]::WriteAllText($Places.Ask, "once $($State.Start)`r`n")
        $State.Once = $State.Start
    }
}

# Ends the wrapper, which to its supervisor is the end of the server.
function Stop-Orphan($Places, [string]$Program, $State, $Values) {
    $Values.SERVER_STATUS = 'stopped'
    $Values.PROCESS_ID = ''
    Write-Log $Places 'the server behind the wrapper has ended: so is the wrapper.'
    $text = (Read-Ends $Places.Output) + (Read-Ends $Places.Errors)
    if ($State.Once -eq $State.Start -and (Find-Code $Program $text $State) -eq '0') {
        [IO.File]::WriteAllText($Places.Ask, "over $($State.Start)`r`n")
        $State.Run = 'over'
    }
    Add-End $Places $Program $State $Values
    Stop-Programs $Places
}

# With what the server ended. A wrapper's own code says nothing of it, its log does.
function Find-Code([string]$Program, [string]$Text, $State) {
    $found = [regex]::Match($Text, 'AC server exited with code (-?[0-9]{1,10})', 'RightToLeft')
    if ($Program -eq 'acServerWrapper.exe' -and $found.Success) {
        return $found.Groups[1].Value
    }
    return $State.Code
}

# Fills in what there is to say of a server that ended. Only another pack helps where its program
# cannot start at all.
function Add-End($Places, [string]$Program, $State, $Values) {
    $Values.PHASE = 'crashed'
    if ($State.Run -eq 'missing') {
        $Values.PHASE = 'failed'
        $Values.CAUSE = 'pack'
        $Values.ERROR = 'The server program is gone from the machine. Windows Defender takes away what it holds for malware; the pack needs another program.'
        return
    }
    $text = (Read-Ends $Places.Output) + (Read-Ends $Places.Errors)
    $code = Find-Code $Program $text $State
    $Values.EXIT_CODE = $code -replace 'none', ''
    $Values.ERROR = Find-Cause $text $code ($State.Online -ge 2)
    if ($code -eq '-1073741515') {
        $Values.CAUSE = 'pack'
    }
    if ($State.Run -eq 'over') {
        $agreed = Get-Agreed
        $Values.PHASE = 'ended'
        if ($Values.ERROR -ne $agreed.Lobby) {
            $Values.ERROR = $agreed.Over
        }
    }
    if ($State.Run -eq 'gaveup') {
        $Values.PHASE = 'failed'
        $agreed = Get-Agreed
        $Values.ERROR += $agreed.GivenUp -f $State.Start
    }
}

# Fills in what there is to say of a server whose process is there.
function Add-Server($Places, $Plan, $State, $Values) {
    $info = Get-Info $Plan.http_port
    $State.Clients = ConvertTo-Count $info.clients
    if ($null -ne $State.Clients) {
        $Values.CLIENTS = $State.Clients
        $Values.MAX_CLIENTS = ConvertTo-Count $info.maxclients
    }
    Update-Link $Places $Plan $State ($null -ne $info)
    if ($State.Online -gt 0 -or $info -or $State.Source) {
        $State.Online++
    }
    # Some answer and end: online is what is there at the next look, too.
    if ($State.Online -ge 2) {
        $Values.PHASE = 'online'
        Request-LastRun $Places $State
    }
    if ($State.Source -and $State.Online -ge 2) {
        $Values.AC_SERVER_LINK = $State.Link
        $Values.LINK_SOURCE = $State.Source
    }
    if ($State.Rules -and (Test-Listening $Plan)) {
        $Values.PORTS_OPEN = 'yes'
    }
    # Well for ten minutes: the supervisor counts anew.
    if ($State.Online -eq 200) {
        [IO.File]::WriteAllText($Places.Well, "$($State.Start)`r`n")
    }
}

# Fills in why there is neither a process nor a word from the supervisor for two minutes.
function Add-Wait($State, $Values) {
    $State.Waits++
    if ($State.Waits -gt 40) {
        $result = (Get-ScheduledTaskInfo -TaskName 'ac-deploy-server' -ErrorAction SilentlyContinue).LastTaskResult
        $Values.PHASE = 'failed'
        $Values.ERROR = "Windows does not run the server's task; it last ended with $result. Stop the server and start it again."
        $Values.CAUSE = 'machine'
    }
}

# One look at everything; returns the report's values. Until it is through, nobody knows who is
# connected.
function Get-Status($Places, $Plan, [string]$Program, $State) {
    $State.Clients = $null
    $State.Up = $true
    Update-Run $Places $State
    $values = @{
        BOOT = $State.Boot
        PHASE = 'starting'
        SERVER_STATUS = 'stopped'
        EXIT_CODE = $State.Code -replace 'none', ''
        RESTARTS = [Math]::Max(0, $State.Start - 1 - $State.Asked)
        PUBLIC_IP = $State.Ip
        HTTP_PORT = $Plan.http_port
        TCP_PORT = $Plan.tcp_port
        UDP_PORT = $Plan.udp_port
        PORTS_OPEN = 'no'
        SENT_BYTES = $State.Sent
        BUSY_SECONDS = $State.Busy
    }
    $process = Get-Process ($Program -replace '\.exe$', '') -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($process) {
        $values.SERVER_STATUS = 'running'
        $values.PROCESS_ID = $process.Id
    }
    if ($State.Run -and $State.Run -ne 'running') {
        Add-End $Places $Program $State $values
    } elseif ($process -and (Test-Orphan $Places $Program $State)) {
        Stop-Orphan $Places $Program $State $values
    } elseif ($process) {
        $State.Waits = 0
        Add-Server $Places $Plan $State $values
        Limit-Logs $Places $State
    } else {
        Add-Wait $State $values
    }
    $State.Up = $process -and $State.Online -gt 0
    return $values
}

# The report as text, with what the clock says.
function Format-Status($State, $Values) {
    $Values.STOPS_AT = $State.StopsAt
    if ($State.Clients -eq 0) {
        $Values.IDLE_SINCE = Format-Time $State.EmptyAt
    }
    return Format-Report $Values
}

# Once, and not at every look.
function Write-Trouble($Places, $State, [string]$Trouble) {
    if ($State.Trouble -ne $Trouble) {
        $State.Trouble = $Trouble
        Write-Log $Places "monitor: $Trouble"
    }
}

# In parts, so that nothing that fails keeps an unused machine running.
function Start-Monitor($Places, [string]$Imds) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $state = New-State (Get-BootId) ([DateTime]::UtcNow)
    Clear-Old $Places $state.Boot
    $plan = $null
    $program = ''
    $said = ''
    $quiet = 0
    while ($true) {
        $clock = $watch.Elapsed.TotalSeconds
        $now = [DateTime]::UtcNow
        $values = $null
        try {
            if (-not $plan) {
                $plan = Read-Plan $Places
            }
            if (-not $program -and (Test-Path $Places.Installed)) {
                $program = [string]([IO.File]::ReadAllLines($Places.Installed)[1])
            }
            if ($program) {
                Update-Machine $Places $state $Imds
                $values = Get-Status $Places $plan $program $state
                Update-Journal $Places $state
            } else {
                Update-Setup $Places $state $clock $now
            }
        } catch {
            Write-Trouble $Places $state $_.Exception.Message
        }
        Update-Keep $Places $state $clock $now
        Update-Idle $plan $state $clock $now
        try {
            if ($values) {
                $text = Format-Status $state $values
                # At once where something changed, else every ten seconds to show that we are here.
                $quiet++
                if ($text -cne $said -or $quiet -ge 3 -or $state.Stop) {
                    Save-Report $Places.Report $text
                    $said = $text
                    $quiet = 0
                }
            } elseif (-not $program) {
                Save-Stop $Places $state
            }
        } catch {
            Write-Trouble $Places $state $_.Exception.Message
        }
        try {
            if ($state.Stop) {
                $ended = Complete-Session $Places 6 { Update-Journal $Places $state }
                Write-Log $Places "the session that ran was to end: $ended"
            }
        } catch {
            Write-Trouble $Places $state $_.Exception.Message
        }
        try {
            if ($state.Stop) {
                Write-Trouble $Places $state "nobody was there for $($plan.idle_minutes) minutes: the machine powers itself off."
                # It asks nobody, while Stop-Computer needs a service that may hang.
                shutdown.exe /s /f /t 0
            }
        } catch {
            Write-Trouble $Places $state $_.Exception.Message
        }
        Start-Sleep -Seconds 3
    }
}

if ($Run) {
    $global:ErrorActionPreference = 'Stop'
    $global:ProgressPreference = 'SilentlyContinue'
    Start-Monitor (Get-Places 'C:') 'http://169.254.169.254'
}
