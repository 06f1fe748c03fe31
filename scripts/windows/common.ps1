# What the set-up and the monitor share: places, plan, log, report, boot.
#
# PowerShell 5.1, pure ASCII, no block comments and no strings over several lines. Dot-sourcing it
# only defines functions, and they expect $ErrorActionPreference = 'Stop'.

# Where everything lies. $Root is C: on the machine and any folder in a test; programs other than
# PowerShell get to see what ConvertTo-Native makes of it. The server's own account may write
# Server, the logs with their .old, and Run; it may read Supervisor; the rest is closed to it.
function Get-Places([string]$Root) {
    return @{
        Plan = "$Root/ac-deploy/plan.json"
        Installed = "$Root/ac-deploy/installed.txt"
        Pack = "$Root/ac-deploy/pack.zip"
        Program = "$Root/ac-deploy/program.exe"
        Settings = "$Root/ac-deploy/settings.txt"
        Players = "$Root/ac-deploy/players.txt"
        State = "$Root/ac-deploy"
        Keep = "$Root/ac-deploy/keep-until.txt"
        Plugin = "$Root/ac-deploy/plugin.txt"
        Journals = "$Root/ac-deploy/journals"
        Supervisor = "$Root/ac-supervisor"
        Run = "$Root/ac-supervisor/run.txt"
        Well = "$Root/ac-supervisor/well.txt"
        Ask = "$Root/ac-supervisor/ask.txt"
        Server = "$Root/acserver"
        Log = "$Root/ac-deployment.log"
        Output = "$Root/ac-server-log.txt"
        Errors = "$Root/ac-server-error.txt"
        Info = "$Root/ac-server-info"
        Report = "$Root/ac-server-info/server-info.txt"
    }
}

function ConvertTo-Native([string]$Path) {
    return $Path.Replace('/', [string][IO.Path]::DirectorySeparatorChar)
}

function Read-Plan($Places) {
    return [IO.File]::ReadAllText($Places.Plan) | ConvertFrom-Json
}

# Somebody may be reading the log; nothing may fail because of it.
function Write-Log($Places, [string]$Text) {
    try {
        if ((Test-Path $Places.Log) -and (Get-Item $Places.Log).Length -gt 4000000) {
            [IO.File]::Delete($Places.Log)
        }
        [IO.File]::AppendAllText($Places.Log, [DateTime]::UtcNow.ToString('s') + "Z $Text`r`n")
    } catch {
        return
    }
}

# The beginning, where a link is printed, and the end, where a failure is, of a file that is being
# written: it must be opened so that its writer may go on writing and replace it. Nothing where
# there is nothing to read.
function Read-Ends([string]$Path) {
    try {
        $stream = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    } catch {
        return ''
    }
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

# One id per boot: a volatile registry key lives until the machine is shut down, so the set-up and
# the monitor agree on it, also when the monitor is started again. At a later boot both may find
# none at the same moment; the last one counts.
function Get-BootId {
    $rights = [Microsoft.Win32.RegistryKeyPermissionCheck]::ReadWriteSubTree
    $volatile = [Microsoft.Win32.RegistryOptions]::Volatile
    $key = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey('SOFTWARE\ac-deploy-boot', $rights, $volatile)
    if (-not $key.GetValue('Id')) {
        $key.SetValue('Id', [Guid]::NewGuid().ToString('N'))
        Start-Sleep -Milliseconds 500
    }
    return [string]$key.GetValue('Id')
}

# At a new boot, what an earlier one left: its address and its server's state are no longer ours.
# The run's file is emptied and not deleted, for the supervisor could not make it anew; what this
# boot's supervisor may have written already is left.
function Clear-Old($Places, [string]$Boot) {
    if ((Read-Ends $Places.Report).Contains("BOOT=$Boot")) {
        return
    }
    try {
        foreach ($path in @($Places.Report, $Places.Well, $Places.Ask)) {
            if (Test-Path $path) {
                [IO.File]::Delete($path)
            }
        }
        if ((Test-Path $Places.Run) -and (Read-Ends $Places.Run) -notmatch '^running 1 none') {
            [IO.File]::WriteAllText($Places.Run, '')
        }
    } catch {
        Write-Log $Places "an earlier boot's files: $_"
    }
}

# The report as text, without its time: what is not known is left out.
function Format-Report([hashtable]$Values) {
    $text = "SCHEMA=1`r`n"
    $agreed = Get-Agreed
    foreach ($key in $agreed.ReportKeys) {
        $value = [string]$Values[$key] -creplace '[^ -~]', ' '
        if ($value) {
            $text += "$key=$value`r`n"
        }
    }
    return $text
}

function Format-Time([DateTime]$Time) {
    return $Time.ToString('s') + 'Z'
}

# Written beside it and put in its place, so that nobody reads half a report. Replacing fails for
# the moment in which somebody holds the file.
function Save-Report([string]$Path, [string]$Text) {
    $new = "$Path.$PID"
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    [IO.File]::WriteAllText($new, $Text + 'UPDATED=' + (Format-Time ([DateTime]::UtcNow)) + "`r`n", [Text.Encoding]::ASCII)
    for ($left = 10; $left -gt 0; $left--) {
        try {
            if (Test-Path $Path) {
                [IO.File]::Replace($new, $Path, [NullString]::Value)
            } else {
                [IO.File]::Move($new, $Path)
            }
            return
        } catch {
            Start-Sleep -Milliseconds 200
        }
    }
    throw 'the report could not be replaced.'
}

# Ends every program out of the pack's folder; the supervisor starts it again unless asked to stop.
# The path is asked for once: Windows looks it up each time, and a process that has just ended has none.
function Stop-Programs($Places) {
    $folder = ConvertTo-Native "$($Places.Server)/"
    Get-Process | Where-Object { ([string]$_.Path).StartsWith($folder, [StringComparison]::OrdinalIgnoreCase) } | Stop-Process -Force -ErrorAction SilentlyContinue
}

# How the server speaks through its UDP plugin: the port where we listen (0 where a pack's own plugin does),
# the one where it takes commands, and its slots. Nothing on a machine that was set up before there was this.
function Read-Plugin($Places) {
    if ((Read-Ends $Places.Plugin) -match '^([0-9]{1,5}) ([0-9]{1,5}) ([0-9]{1,3})') {
        return @{ Ours = [int]$Matches[1]; Server = [int]$Matches[2]; Slots = [int]$Matches[3] }
    }
    return $null
}

# The bytes that hexadecimal digits stand for.
function ConvertFrom-Hex([string]$Digits) {
    $bytes = New-Object byte[] ($Digits.Length / 2)
    for ($at = 0; $at -lt $bytes.Length; $at++) {
        $bytes[$at] = [Convert]::ToByte($Digits.Substring(2 * $at, 2), 16)
    }
    return , $bytes
}

# Which session was announced last, and when: the newest journal's name and its last such line's beginning.
function Get-LastSession($Places) {
    $agreed = Get-Agreed
    $journal = $null
    if (Test-Path $Places.Journals) {
        $journal = Get-ChildItem $Places.Journals -File | Sort-Object LastWriteTimeUtc -Descending | Select-Object -First 1
    }
    if (-not $journal) {
        return ''
    }
    $text = Read-Ends $journal.FullName
    $at = $text.LastIndexOf($agreed.SessionLine, [StringComparison]::Ordinal)
    if ($at -lt 0) {
        return $journal.Name
    }
    $from = [Math]::Max(0, $text.LastIndexOf([char]'{', $at))
    return $journal.Name + $text.Substring($from, $at - $from)
}

# The newest results file. What its folder is called is the server's, so no more than names is looked at.
function Get-LastFile($Places) {
    $folder = "$($Places.Server)/results"
    if (-not (Test-Path $folder)) {
        return ''
    }
    $last = Get-ChildItem $folder -File | Sort-Object LastWriteTimeUtc -Descending | Select-Object -First 1
    return [string]$last.Name
}

# Has the server end its session, for it writes down what was driven only then, and waits until it has begun
# the next one or left a file. Answers what came of it, as JSON. $Listen keeps what the server says, where
# nobody else does it meanwhile.
function Complete-Session($Places, [int]$Seconds, [scriptblock]$Listen) {
    $agreed = Get-Agreed
    $plugin = Read-Plugin $Places
    if (-not $plugin) {
        return $agreed.Unsupported
    }
    if ((Read-Ends $Places.Run) -notmatch '^running ') {
        return $agreed.NotOnline
    }
    $session = Get-LastSession $Places
    $file = Get-LastFile $Places
    $client = New-Object Net.Sockets.UdpClient
    $bytes = ConvertFrom-Hex $agreed.NextSession
    [void]$client.Send($bytes, $bytes.Length, '127.0.0.1', $plugin.Server)
    $client.Close()
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while ($watch.Elapsed.TotalSeconds -lt $Seconds) {
        Start-Sleep -Milliseconds 200
        if ($Listen) {
            [void]$Listen.Invoke()
        }
        if ((Get-LastSession $Places) -cne $session -or (Get-LastFile $Places) -cne $file) {
            return $agreed.Done
        }
    }
    return $agreed.Ignored
}

# Written by crates/agent/src/agreed.rs, which says how to change it.
function Get-Agreed {
    return @{
        ReportKeys = @('BOOT', 'PHASE', 'AC_SERVER_LINK', 'LINK_SOURCE', 'SERVER_STATUS', 'PROCESS_ID', 'EXIT_CODE', 'RESTARTS', 'PUBLIC_IP', 'HTTP_PORT', 'TCP_PORT', 'UDP_PORT', 'PORTS_OPEN', 'CLIENTS', 'MAX_CLIENTS', 'IDLE_SINCE', 'STOPS_AT', 'ERROR', 'CAUSE', 'SENT_BYTES', 'BUSY_SECONDS')
        LinkPattern = '(?i)(https?://(?:acstuff\.ru|acstuff\.club)/s/)(?:q:race/online/join\?([!#-~]+)|q/([a-z0-9_-]{1,64}))'
        DirectLink = '{0}q:race/online/join?ip={1}&httpPort={2}'
        NoticeSeconds = 180
        Ended = 'The server program ended by itself with code {0}. Its log may say why.'
        GivenUp = ' It was started {0} times and will not be started again.'
        Greeting = @('38', 'ccffff')
        GetCarInfo = 'c9'
        NextSession = 'cf'
        CarUpdate = 53
        SessionLine = '"dir":"from_server","hex":"32'
        Done = '"done"'
        Ignored = '"ignored"'
        NotOnline = '"not-online"'
        Unsupported = '"unsupported"'
        Lobby = 'The lobby of Assetto Corsa could not reach the server, so the server ended itself. Check its ports, or pack it with REGISTER_TO_LOBBY=0.'
        Port = 'A port that the server needs is taken. Check that UDP_PORT, TCP_PORT and HTTP_PORT of the pack do not collide.'
        Car = 'The server misses the data.acd of a car. Pack it again with the car installed.'
        Over = 'The last session is over and the server has ended, as its settings say (LOOP_MODE=0). Stop and start it to race once more, or pack it with LOOP_MODE=1.'
        AssettoServer = 'AssettoServer cannot start with this configuration. Its log says what to change.'
    }
}
