# Sets the machine up at its first boot, and sees at later ones that all is still there: pack,
# firewall, tasks. A step that fails throws the end of a sentence for a league admin; an
# InvalidDataException where only another pack helps.
#
# The pack's program is somebody else's, so it runs under an ordinary account of its own, ac-server:
# it may write its own folder and its logs, can read neither the plan with its signed address nor
# change scripts or report, and cannot ask the metadata service for the machine's keys.
param([switch]$Run)
. "$PSScriptRoot/common.ps1"

function Save-Phase($Places, [string]$Phase, [string]$Problem, [string]$Cause) {
    Write-Log $Places "$Phase $Problem"
    Save-Report $Places.Report (Format-Report @{ BOOT = Get-BootId; PHASE = $Phase; ERROR = $Problem; CAUSE = $Cause })
}

# The network may need a moment after the boot, so it is tried again.
function Get-Stored($Places, [string]$Key, [string]$Url, [string]$File) {
    $problem = ''
    foreach ($pause in @(2, 5, 10, 20, 0)) {
        try {
            (New-Object Net.WebClient).DownloadFile($Url, (ConvertTo-Native $File))
            return
        } catch {
            $problem = $_.Exception.GetBaseException().Message
            Write-Log $Places "download: $problem"
            # It is good for some hours after the deploy, and this may be a later boot.
            if ($problem -match '\(403\)') {
                throw 'its signed address is not good any more. Deploy it again.'
            }
        }
        Start-Sleep -Seconds $pause
    }
    throw "$Key could not be read from S3: $problem"
}

function Test-Pack($Places, $Plan) {
    $good = (Get-Item $Places.Pack).Length -eq $Plan.size
    if ($good -and $Plan.sha256) {
        $good = (Get-FileHash $Places.Pack -Algorithm SHA256).Hash -eq $Plan.sha256
    }
    if (-not $good) {
        throw 'it arrived damaged (its size or checksum differs from the upload). Deploy it again.'
    }
}

# The pack and what is in it lie side by side for a moment.
function Test-Space($Places, $Plan) {
    $drive = New-Object IO.DriveInfo([IO.Path]::GetPathRoot((ConvertTo-Native $Places.Pack)))
    if ($drive.AvailableFreeSpace -lt 2 * $Plan.size) {
        throw "the machine's disk is too small for the pack. Deploy it with a larger disk."
    }
}

# Entry by entry into a fresh folder; nothing may land outside it.
function Expand-Pack([string]$Pack, [string]$Folder) {
    Add-Type -AssemblyName System.IO.Compression
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    $root = [IO.Path]::GetFullPath($Folder) + [IO.Path]::DirectorySeparatorChar
    $zip = [IO.Compression.ZipFile]::OpenRead($Pack)
    try {
        foreach ($entry in $zip.Entries) {
            $name = $entry.FullName.Replace('\', '/')
            if ($name.EndsWith('/')) {
                continue
            }
            $path = [IO.Path]::GetFullPath([IO.Path]::Combine($root, $name))
            if (-not $path.StartsWith($root, [StringComparison]::OrdinalIgnoreCase)) {
                throw (New-Object IO.InvalidDataException 'it holds a file that would be written outside of its folder.')
            }
            # Content Manager writes a file once for each car that uses it. The judge saw that their
            # contents are the same.
            if ([IO.File]::Exists($path) -and (Get-Item -LiteralPath $path).Length -eq $entry.Length) {
                continue
            }
            [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
            [IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $path)
        }
    } finally {
        $zip.Dispose()
    }
}

# The program that the plan names, else a known one at the top or one folder down.
function Find-Program([string]$Folder, [string]$Named) {
    if (Test-Path -LiteralPath "$Folder/$Named" -PathType Leaf) {
        return Get-Item -LiteralPath "$Folder/$Named"
    }
    foreach ($name in @('acServerWrapper.exe', 'acServer.exe')) {
        $found = Get-ChildItem $Folder -Recurse -Depth 1 -File | Where-Object { $_.Name -eq $name } | Select-Object -First 1
        if ($found) {
            return $found
        }
    }
    throw (New-Object IO.InvalidDataException 'it holds no server program. Tick "Include executable" in Content Manager and pack it again.')
}

# The folder with the pack's settings, where its program belongs, too: the plan's, else the first
# there is. Windows may read a name with umlauts otherwise than the plan has it.
function Find-Folder([string]$Folder, [string]$Named) {
    $there = @(Get-ChildItem $Folder -Directory | ForEach-Object { $_.FullName })
    foreach ($place in @([IO.Path]::GetDirectoryName("$Folder/$Named"), $Folder) + $there) {
        if (Test-Path -LiteralPath "$place/cfg/server_cfg.ini" -PathType Leaf) {
            return $place
        }
    }
    throw (New-Object IO.InvalidDataException 'there is no cfg/server_cfg.ini beside its server program.')
}

# Not by Remove-Item, which follows the links that a program may have made in its folder. Whoever has
# a file of it open, for scanning it or because it ends just then, is waited for.
function Remove-Folder([string]$Folder) {
    for ($left = 60; Test-Path -LiteralPath $Folder; $left--) {
        try {
            [IO.Directory]::Delete((ConvertTo-Native $Folder), $true)
        } catch {
            if ($left -le 0) {
                throw
            }
            Start-Sleep -Milliseconds 500
        }
    }
}

# So here: a folder in which any file is open cannot be renamed.
function Move-Folder([string]$From, [string]$To) {
    for ($left = 60; $true; $left--) {
        try {
            [IO.Directory]::Move((ConvertTo-Native $From), (ConvertTo-Native $To))
            return
        } catch {
            if ($left -le 0) {
                throw
            }
            Start-Sleep -Milliseconds 500
        }
    }
}

# Whether Defender looks at each file of this folder. That would make unpacking several times slower;
# not worth failing for.
function Set-Scanning($Places, [string]$Folder, [bool]$On) {
    try {
        if ($On) {
            Remove-MpPreference -ExclusionPath (ConvertTo-Native $Folder) -ErrorAction Stop
        } else {
            Add-MpPreference -ExclusionPath (ConvertTo-Native $Folder) -ErrorAction Stop
        }
    } catch {
        Write-Log $Places "Defender: $_"
    }
}

# Settings in the place of the pack's own, as the bot cleaned them: a line for each file, its bytes in
# base64 and its path, or - and the path of one that is left out.
function Set-Settings([string]$List, [string]$Folder) {
    foreach ($line in [IO.File]::ReadAllLines($List)) {
        $at = $line.IndexOf(' ')
        $bytes = $line.Substring(0, $at)
        $path = ConvertTo-Native ("$Folder/" + $line.Substring($at + 1))
        if ($bytes -eq '-') {
            [IO.File]::Delete($path)
        } else {
            [IO.File]::WriteAllBytes($path, [Convert]::FromBase64String($bytes))
        }
    }
}

# Adds whom the lists of the server before name to those of the pack: a line for each, the list and an id.
function Add-Players([string]$List, [string]$Folder) {
    $lines = [IO.File]::ReadAllLines($List)
    foreach ($name in @('admins.txt', 'whitelist.txt', 'blacklist.txt')) {
        $file = ConvertTo-Native "$Folder/$name"
        $all = New-Object Collections.ArrayList
        $known = @{}
        if ([IO.File]::Exists($file)) {
            foreach ($line in [IO.File]::ReadAllLines($file)) {
                [void]$all.Add($line)
                $known[$line.Trim()] = $true
            }
        }
        $before = $all.Count
        foreach ($line in $lines) {
            $id = $line.Substring($line.IndexOf(' ') + 1)
            if ($line.StartsWith("$name ") -and $id -match '^[0-9]+$' -and -not $known.ContainsKey($id)) {
                [void]$all.Add($id)
            }
        }
        if ($all.Count -gt $before) {
            [IO.File]::WriteAllLines($file, [string[]]$all)
        }
    }
}

# A port that neither the game nor the other end of the plugin has.
function Find-Port($Plan, [int]$From) {
    $taken = @($Plan.udp_port, $Plan.tcp_port, $Plan.http_port, $Plan.wrapper_port)
    $port = $From
    while ($taken -contains $port) {
        $port++
    }
    return $port
}

# Has the server say what happens on it, and take commands, on this machine alone. It speaks to one plugin
# only, so a pack that names one of its own on this machine keeps it, and there is no journal then. Each byte
# of the settings is read as one character, and written back as it was.
function Set-Plugin($Places, $Plan, [string]$Folder) {
    $latin = [Text.Encoding]::GetEncoding(28591)
    $file = ConvertTo-Native "$Folder/cfg/server_cfg.ini"
    $text = $latin.GetString([IO.File]::ReadAllBytes($file))
    $slots = 0
    if ($text -match '(?im)^[ \t]*MAX_CLIENTS[ \t]*=[ \t]*([0-9]{1,3})') {
        $slots = [Math]::Min(255, [int]$Matches[1])
    }
    $local = [regex]::Match($text, '(?im)^[ \t]*UDP_PLUGIN_LOCAL_PORT[ \t]*=[ \t]*([1-9][0-9]{3,4})[ \t]*\r?$').Groups[1].Value
    if ($local -and $text -match '(?im)^[ \t]*UDP_PLUGIN_ADDRESS[ \t]*=[ \t]*127\.0\.0\.1:[1-9][0-9]{3,4}[ \t]*\r?$') {
        [IO.File]::WriteAllText($Places.Plugin, "0 $local $slots`r`n")
        return
    }
    $ours = Find-Port $Plan 12000
    $server = Find-Port $Plan ($ours + 1)
    $text = [regex]::Replace($text, '(?im)^[ \t]*UDP_PLUGIN_(LOCAL_PORT|ADDRESS)[ \t]*=[^\n]*(\n|\z)', '')
    $keys = "`r`nUDP_PLUGIN_LOCAL_PORT=$server`r`nUDP_PLUGIN_ADDRESS=127.0.0.1:$ours"
    $section = New-Object Text.RegularExpressions.Regex('(?im)^([ \t]*\[SERVER\][^\r\n]*)')
    if (-not $section.IsMatch($text)) {
        $text += "`r`n[SERVER]"
    }
    $text = $section.Replace($text, ('$1' + $keys), 1)
    [IO.File]::WriteAllBytes($file, $latin.GetBytes($text))
    # AssettoServer speaks to plugins only with this.
    $file = ConvertTo-Native "$Folder/cfg/extra_cfg.yml"
    $text = ''
    if ([IO.File]::Exists($file)) {
        $text = $latin.GetString([IO.File]::ReadAllBytes($file))
        $text = [regex]::Replace($text, '(?m)^EnableLegacyPluginInterface[ \t]*:[^\n]*(\n|\z)', '')
        if ($text -and -not $text.EndsWith("`n")) {
            $text += "`r`n"
        }
    }
    [IO.File]::WriteAllBytes($file, $latin.GetBytes($text + "EnableLegacyPluginInterface: true`r`n"))
    [IO.File]::WriteAllText($Places.Plugin, "$ours $server $slots`r`n")
}

# Unpacks into a new folder and returns the program in it, beside which cfg lies.
function Expand-Server($Places, $Plan, [string]$Folder) {
    Expand-Pack $Places.Pack $Folder
    if ($Plan.program_key) {
        $target = (Find-Folder $Folder $Plan.program) + '/' + [IO.Path]::GetFileName($Plan.program)
        [IO.File]::Copy((ConvertTo-Native $Places.Program), (ConvertTo-Native $target), $true)
    }
    $program = Find-Program $Folder $Plan.program
    if ($program.Name -notmatch '^[A-Za-z0-9 ._()-]+$') {
        throw (New-Object IO.InvalidDataException 'its server program has an unusual name. Call it acServer.exe.')
    }
    if (-not (Test-Path -LiteralPath "$($program.DirectoryName)/cfg/server_cfg.ini")) {
        throw (New-Object IO.InvalidDataException 'there is no cfg/server_cfg.ini beside its server program.')
    }
    if ($Plan.settings_url) {
        Set-Settings $Places.Settings $program.DirectoryName
    }
    if ($Plan.players_url) {
        Add-Players $Places.Players $program.DirectoryName
    }
    Set-Plugin $Places $Plan $program.DirectoryName
    return $program
}

# Ends with program and cfg in the server's folder and returns the program's name. A server that is
# there runs until this one can take its place.
function Install-Pack($Places, $Plan) {
    $new = $Places.Server + '.new'
    Remove-Folder $new
    Set-Scanning $Places $new $false
    try {
        $program = Expand-Server $Places $Plan $new
        Stop-Server $Places
        Remove-Folder $Places.Server
        Move-Folder $program.DirectoryName $Places.Server
    } finally {
        # Not before it has its name: Defender holds what it looks at.
        Set-Scanning $Places $new $true
    }
    Clear-Rest $Places
    return $program.Name
}

# What nobody needs any more, whatever came of it.
function Clear-Rest($Places) {
    try {
        Remove-Folder ($Places.Server + '.new')
        [IO.File]::Delete($Places.Pack)
        [IO.File]::Delete($Places.Program)
        [IO.File]::Delete($Places.Settings)
        [IO.File]::Delete($Places.Players)
    } catch {
        Write-Log $Places "left-overs: $_"
    }
}

# A program whose DLL is missing would show a window that nobody sees and wait for an answer; it is to
# end with an error instead. https://support.microsoft.com/kb/128642
function Set-Unattended {
    Set-ItemProperty -Path 'HKLM:\SYSTEM\CurrentControlSet\Control\Windows' -Name 'ErrorMode' -Value 2 -Type DWord -ErrorAction Stop
}

# The number of the account that the server runs under, which is made where it is not there. It is an
# ordinary one, so it has no privilege that leads to the system; LOCAL SERVICE has, and whoever runs
# under it gets back what was taken away by registering a task. Its password is known to nobody.
function Get-Account {
    $user = Get-LocalUser -Name 'ac-server' -ErrorAction SilentlyContinue
    if (-not $user) {
        $bytes = New-Object byte[] 32
        $random = [Security.Cryptography.RandomNumberGenerator]::Create()
        $random.GetBytes($bytes)
        $password = New-Object Security.SecureString
        # The last four are for whoever wants to see each kind of character in a password.
        foreach ($char in ([Convert]::ToBase64String($bytes) + 'aA1!').ToCharArray()) {
            $password.AppendChar($char)
        }
        $user = New-LocalUser -Name 'ac-server' -Password $password -PasswordNeverExpires -UserMayNotChangePassword -AccountNeverExpires -Description 'Runs the game server' -ErrorAction Stop
    }
    return [string]$user.SID
}

# Lets an account run tasks, beside those that may already. Windows has no command for it but this.
function Grant-Tasks($Places, [string]$Account) {
    $file = "$($Places.State)/rights.inf"
    $native = ConvertTo-Native $file
    [void](secedit.exe /export /cfg $native /areas USER_RIGHTS /quiet)
    $may = [regex]::Match([IO.File]::ReadAllText($file), '(?m)^SeBatchLogonRight *= *([^\r\n]*)').Groups[1].Value.Trim()
    if ($may.Contains($Account)) {
        return
    }
    $all = "$may,*$Account".TrimStart(',')
    $lines = @('[Unicode]', 'Unicode=yes', '[Version]', 'signature="$CHICAGO$"', 'Revision=1', '[Privilege Rights]', "SeBatchLogonRight = $all")
    [IO.File]::WriteAllLines($file, [string[]]$lines, [Text.Encoding]::Unicode)
    $said = secedit.exe /configure /db (ConvertTo-Native "$($Places.State)/rights.sdb") /cfg $native /overwrite /areas USER_RIGHTS /quiet
    if ($LASTEXITCODE) {
        Write-Log $Places "the right to run tasks: $said"
    }
}

# Windows Firewall, for exactly the pack's ports: the security group alone does not let players in.
function Open-Ports($Plan) {
    Remove-NetFirewallRule -Group 'ac-deploy' -ErrorAction SilentlyContinue
    $tcp = @($Plan.tcp_port, $Plan.http_port, $Plan.wrapper_port) | Where-Object { $_ } | Select-Object -Unique
    [void](New-NetFirewallRule -DisplayName 'ac-deploy TCP' -Group 'ac-deploy' -Direction Inbound -Action Allow -Protocol TCP -LocalPort $tcp -ErrorAction Stop)
    [void](New-NetFirewallRule -DisplayName 'ac-deploy UDP' -Group 'ac-deploy' -Direction Inbound -Action Allow -Protocol UDP -LocalPort $Plan.udp_port -ErrorAction Stop)
}

# Whoever reaches the metadata service has the machine's role. By account and not by program, since a
# program can copy itself. Never taken away, for the server may be running.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-limiting-access.html
function Close-Metadata([string]$Account) {
    if (-not (Get-NetFirewallRule -Group 'ac-deploy-metadata' -ErrorAction SilentlyContinue)) {
        [void](New-NetFirewallRule -DisplayName 'ac-deploy metadata' -Group 'ac-deploy-metadata' -Direction Outbound -Action Block -Protocol TCP -RemoteAddress '169.254.169.254' -LocalUser "D:(A;;CC;;;$Account)" -ErrorAction Stop)
    }
}

# For the system and its administrators, and what else is said for an account. By number, because the
# names depend on the language.
function Protect-Path([string]$Path, [string]$Account, [string]$Rights) {
    $pass = ''
    if (Test-Path $Path -PathType Container) {
        $pass = '(OI)(CI)'
    }
    $grants = @("*S-1-5-18:$($pass)F", "*S-1-5-32-544:$($pass)F")
    if ($Rights) {
        $grants += '*{0}:{1}{2}' -f $Account, $pass, $Rights
    }
    $said = icacls.exe (ConvertTo-Native $Path) /inheritance:r /grant:r $grants
    if ($LASTEXITCODE) {
        throw "access to $Path could not be set: $said"
    }
}

# What the supervisor needs. New files in C: are not for its account, so they are there before; and
# it must not delete them, for it could put a link to somewhere else in their place.
function Install-Supervisor($Places, [string]$Account) {
    [void][IO.Directory]::CreateDirectory($Places.Supervisor)
    Protect-Path $Places.Supervisor $Account '(RX)'
    foreach ($file in @($Places.Run, $Places.Output, ($Places.Output + '.old'), $Places.Errors, ($Places.Errors + '.old'))) {
        if (-not (Test-Path $file)) {
            [IO.File]::WriteAllText($file, '')
        }
        Protect-Path $file $Account '(R,W)'
    }
    $script = [IO.File]::ReadAllText("$($Places.State)/supervisor.cmd")
    $place = "$($Places.Supervisor)/supervisor.cmd"
    # cmd.exe reads a script while it runs, so one that is in its place is left alone.
    if (-not (Test-Path $place) -or [IO.File]::ReadAllText($place) -cne $script) {
        [IO.File]::WriteAllText($place, $script)
    }
}

# The defaults would end a task after three days and run it with background priority.
function Register-Start([string]$Name, [string]$Program, [string]$Arguments, $Principal, $Triggers) {
    $action = New-ScheduledTaskAction -Execute $Program -Argument $Arguments
    $settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -Priority 4 -RestartCount 10 -RestartInterval (New-TimeSpan -Minutes 1) -MultipleInstances IgnoreNew -StartWhenAvailable
    [void](Register-ScheduledTask -TaskName $Name -Action $action -Trigger $Triggers -Principal $Principal -Settings $settings -Force -ErrorAction Stop)
}

# Once a minute, too, and ignored while it runs: what is said of restarts holds only for a task that
# could not be started, and this one ends a machine that nobody uses.
function Register-Monitor($Places) {
    $principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
    $script = ConvertTo-Native "$($Places.State)/monitor.ps1"
    $boot = New-ScheduledTaskTrigger -AtStartup
    $minute = New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 1)
    Register-Start 'ac-deploy-monitor' 'powershell.exe' ('-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "{0}" -Run' -f $script) $principal @($boot, $minute)
}

# S4U: without its password, which is stored nowhere. Started once per boot only, because a server
# that was given up stays so.
function Register-Server($Places, [string]$Program) {
    $principal = New-ScheduledTaskPrincipal -UserId 'ac-server' -LogonType S4U -RunLevel Limited
    $call = '"{0}/supervisor.cmd" "{1}" "{2}" "{3}" "{4}" "{0}"' -f $Places.Supervisor, $Places.Server, $Program, $Places.Output, $Places.Errors
    Register-Start 'ac-deploy-server' 'cmd.exe' ('/d /s /c "{0}"' -f (ConvertTo-Native $call)) $principal @(New-ScheduledTaskTrigger -AtStartup)
}

# At later boots the tasks start by themselves; this is for the first one, and for a task that did
# not.
function Start-Task([string]$Name) {
    if ((Get-ScheduledTask -TaskName $Name -ErrorAction Stop).State -ne 'Running') {
        Start-ScheduledTask -TaskName $Name -ErrorAction Stop
    }
}

# Another pack, or one that was not finished, may have left its server running: from here on the
# report is the set-up's.
function Stop-Watching($Places) {
    [IO.File]::Delete($Places.Installed)
    if (Get-ScheduledTask -TaskName 'ac-deploy-monitor' -ErrorAction SilentlyContinue) {
        Stop-ScheduledTask -TaskName 'ac-deploy-monitor' -ErrorAction SilentlyContinue
    }
}

function Stop-Server($Places) {
    if (-not (Get-ScheduledTask -TaskName 'ac-deploy-server' -ErrorAction SilentlyContinue)) {
        return
    }
    [IO.File]::WriteAllText($Places.Ask, "stop`r`n")
    try {
        for ($left = 180; $left -gt 0; $left--) {
            Stop-Programs $Places
            if ((Get-ScheduledTask -TaskName 'ac-deploy-server').State -ne 'Running') {
                return
            }
            Start-Sleep -Milliseconds 500
        }
    } finally {
        [IO.File]::Delete($Places.Ask)
    }
    throw 'the server that runs does not end. Stop this one and start it again.'
}

# Downloads, unpacks and starts what the plan names; $Doing tells how far it came.
function Install-Server($Places, $Plan, $Doing, [string]$Account) {
    $Doing.Now = 'downloading the pack'
    Test-Space $Places $Plan
    Get-Stored $Places $Plan.key $Plan.url $Places.Pack
    Test-Pack $Places $Plan
    if ($Plan.program_key) {
        $Doing.Now = 'downloading the server program, which the pack does not bring'
        Get-Stored $Places $Plan.program_key $Plan.program_url $Places.Program
    }
    if ($Plan.settings_url) {
        $Doing.Now = 'downloading its settings'
        Get-Stored $Places 'what the bot cleaned' $Plan.settings_url $Places.Settings
        if ((Get-FileHash $Places.Settings -Algorithm SHA256).Hash -ne $Plan.settings_sha256) {
            throw 'they arrived damaged (their checksum differs). Deploy it again.'
        }
    }
    if ($Plan.players_url) {
        $Doing.Now = 'downloading its lists of players'
        Get-Stored $Places 'whom the server before had banned' $Plan.players_url $Places.Players
        if ((Get-FileHash $Places.Players -Algorithm SHA256).Hash -ne $Plan.players_sha256) {
            throw 'they arrived damaged (their checksum differs). Deploy it again.'
        }
    }
    $Doing.Now = 'unpacking the pack'
    Save-Phase $Places 'unpacking'
    $program = Install-Pack $Places $Plan
    $Doing.Now = 'starting the server'
    Save-Phase $Places 'starting'
    # Only now: a program could put a link to somewhere else in its folder's place.
    Protect-Path $Places.Server $Account 'M'
    Install-Supervisor $Places $Account
    Grant-Tasks $Places $Account
    Register-Server $Places $program
    Start-Task 'ac-deploy-server'
    # From here on the report is the monitor's.
    [IO.File]::WriteAllLines($Places.Installed, [string[]]@($Plan.key, $program))
}

# A machine on which this pack is not installed.
function Start-First($Places, $Plan, $Doing) {
    Save-Phase $Places 'downloading'
    Stop-Watching $Places
    # Before all else, because it also ends a machine on which nothing comes of the rest.
    Register-Monitor $Places
    Start-Task 'ac-deploy-monitor'
    Protect-Path $Places.State '' ''
    Protect-Path $Places.Info '' ''
    Set-Unattended
    $Doing.Now = 'making the account of the server'
    $account = Get-Account
    $Doing.Now = 'setting up the firewall'
    Close-Metadata $account
    Open-Ports $Plan
    Install-Server $Places $Plan $Doing $account
}

# A later boot of it. The tasks come first, so that nothing else keeps the server from running.
function Start-Again($Places, $Plan, $Doing) {
    $Doing.Now = 'starting the server'
    Start-Task 'ac-deploy-monitor'
    Start-Task 'ac-deploy-server'
    $Doing.Now = 'looking after its files'
    $account = Get-Account
    Protect-Path $Places.State '' ''
    Protect-Path $Places.Info '' ''
    Install-Supervisor $Places $account
    $Doing.Now = 'setting up the firewall'
    Close-Metadata $account
    if (@(Get-NetFirewallRule -Group 'ac-deploy' -ErrorAction SilentlyContinue).Count -lt 2) {
        Open-Ports $Plan
    }
}

function Start-Setup($Places) {
    $doing = @{ Now = 'getting ready' }
    $installed = $false
    try {
        Clear-Old $Places (Get-BootId)
        $plan = Read-Plan $Places
        if (Test-Path $Places.Installed) {
            $installed = [IO.File]::ReadAllLines($Places.Installed)[0] -eq $plan.key
        }
        if ($installed) {
            Start-Again $Places $plan $doing
        } else {
            Start-First $Places $plan $doing
        }
    } catch {
        $why = $_.Exception.GetBaseException()
        $problem = 'The machine failed while {0}: {1}' -f $doing.Now, $why.Message
        # At a later boot the report is the monitor's, which tells what comes of it.
        if ($installed) {
            Write-Log $Places $problem
            return
        }
        $cause = ''
        if ($why -is [IO.InvalidDataException]) {
            $cause = 'pack'
        }
        # First, for a disk that is full has no room for the report.
        Clear-Rest $Places
        Save-Phase $Places 'failed' $problem $cause
    }
}

if ($Run) {
    $global:ErrorActionPreference = 'Stop'
    $global:ProgressPreference = 'SilentlyContinue'
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    Start-Setup (Get-Places 'C:')
}
