# Sets the machine up at its first boot, and sees at later ones that all is still there: pack,
# firewall, tasks. A step that fails throws the end of a sentence for a league admin.
#
# The pack's program is somebody else's, so it runs as LocalService (S-1-5-19) without privileges:
# it may write its own folder and its logs, can read neither the plan with its signed address nor
# change scripts or report, and cannot ask the metadata service for the machine's keys.
param([switch]$Run)
. "$PSScriptRoot/common.ps1"

function Save-Phase($Places, [string]$Phase, [string]$Problem) {
    Write-Log $Places "$Phase $Problem"
    Save-Report $Places.Report (Format-Report @{ BOOT = Get-BootId; PHASE = $Phase; ERROR = $Problem })
}

# From the signed address where there is one, which is so when the machine's role cannot read the
# bucket; else with the role. Its credentials and the network may need a moment after the boot, so
# it is tried again.
function Get-Stored($Places, $Plan, [string]$Key, [string]$Url, [string]$File) {
    $problem = ''
    $signed = ''
    $native = ConvertTo-Native $File
    foreach ($pause in @(2, 5, 10, 20, 0)) {
        if ($Url) {
            try {
                (New-Object Net.WebClient).DownloadFile($Url, $native)
                return
            } catch {
                $signed = $_.Exception.GetBaseException().Message
                Write-Log $Places "download with the signed address: $signed"
            }
        }
        try {
            [void](Read-S3Object -BucketName $Plan.bucket -Key $Key -File $native -Region $Plan.region -ErrorAction Stop)
            return
        } catch {
            $problem = $_.Exception.GetBaseException().Message
            Write-Log $Places "download with the role: $problem"
        }
        Start-Sleep -Seconds $pause
    }
    if ($signed) {
        $problem = $signed
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
                throw 'it holds a file that would be written outside of its folder.'
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
    throw 'it holds no server program. Tick "Include executable" in Content Manager and pack it again.'
}

# Not by Remove-Item, which follows the links that a program may have made in its folder.
function Remove-Folder([string]$Folder) {
    if (Test-Path $Folder) {
        [IO.Directory]::Delete((ConvertTo-Native $Folder), $true)
    }
}

# Ends with program and cfg in the server's folder and returns the program's name. Scanning every
# file as it is written would make unpacking several times slower; not worth failing for.
function Install-Pack($Places, $Plan) {
    $new = $Places.Server + '.new'
    Remove-Folder $new
    Remove-Folder $Places.Server
    try {
        Add-MpPreference -ExclusionPath (ConvertTo-Native $new) -ErrorAction Stop
    } catch {
        Write-Log $Places "Defender: $_"
    }
    Expand-Pack $Places.Pack $new
    try {
        Remove-MpPreference -ExclusionPath (ConvertTo-Native $new) -ErrorAction Stop
    } catch {
        Write-Log $Places "Defender: $_"
    }
    if ($Plan.program_key) {
        $target = "$new/$($Plan.program)"
        [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
        [IO.File]::Copy((ConvertTo-Native $Places.Program), (ConvertTo-Native $target), $true)
    }
    $program = Find-Program $new $Plan.program
    if ($program.Name -notmatch '^[A-Za-z0-9 ._()-]+$') {
        throw 'its server program has an unusual name. Call it acServer.exe.'
    }
    if (-not (Test-Path -LiteralPath "$($program.DirectoryName)/cfg/server_cfg.ini")) {
        throw 'there is no cfg/server_cfg.ini beside its server program.'
    }
    Move-Item -LiteralPath $program.DirectoryName $Places.Server
    Remove-Folder $new
    Remove-Item $Places.Pack
    return $program.Name
}

# Windows Firewall, for exactly the pack's ports: the security group alone does not let players in.
function Open-Ports($Plan) {
    Remove-NetFirewallRule -Group 'ac-deploy' -ErrorAction SilentlyContinue
    $tcp = @($Plan.tcp_port, $Plan.http_port, $Plan.wrapper_port) | Where-Object { $_ } | Select-Object -Unique
    [void](New-NetFirewallRule -DisplayName 'ac-deploy TCP' -Group 'ac-deploy' -Direction Inbound -Action Allow -Protocol TCP -LocalPort $tcp -ErrorAction Stop)
    [void](New-NetFirewallRule -DisplayName 'ac-deploy UDP' -Group 'ac-deploy' -Direction Inbound -Action Allow -Protocol UDP -LocalPort $Plan.udp_port -ErrorAction Stop)
}

# Whoever reaches the metadata service has the machine's role, and with it every pack that the role
# may read. By account and not by program, since a program can copy itself. Never taken away, for
# the server may be running.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-limiting-access.html
function Close-Metadata {
    if (-not (Get-NetFirewallRule -Group 'ac-deploy-metadata' -ErrorAction SilentlyContinue)) {
        [void](New-NetFirewallRule -DisplayName 'ac-deploy metadata' -Group 'ac-deploy-metadata' -Direction Outbound -Action Block -Protocol TCP -RemoteAddress '169.254.169.254' -LocalUser 'D:(A;;CC;;;S-1-5-19)' -ErrorAction Stop)
    }
}

# For the system and its administrators, and what else is said for the server's account. By number,
# because the names depend on the language.
function Protect-Path([string]$Path, [string]$Rights) {
    $pass = ''
    if (Test-Path $Path -PathType Container) {
        $pass = '(OI)(CI)'
    }
    $grants = @("*S-1-5-18:$($pass)F", "*S-1-5-32-544:$($pass)F")
    if ($Rights) {
        $grants += "*S-1-5-19:$pass$Rights"
    }
    $said = icacls.exe (ConvertTo-Native $Path) /inheritance:r /grant:r $grants
    if ($LASTEXITCODE) {
        throw "access to $Path could not be set: $said"
    }
}

# What the supervisor needs. New files in C: are not for its account, so they are there before; and
# it must not delete them, for it could put a link to somewhere else in their place.
function Install-Supervisor($Places) {
    [void][IO.Directory]::CreateDirectory($Places.Supervisor)
    Protect-Path $Places.Supervisor '(RX)'
    foreach ($file in @($Places.Run, $Places.Output, ($Places.Output + '.old'), $Places.Errors, ($Places.Errors + '.old'))) {
        if (-not (Test-Path $file)) {
            [IO.File]::WriteAllText($file, '')
        }
        Protect-Path $file '(R,W)'
    }
    $script = [IO.File]::ReadAllText("$($Places.State)/supervisor.cmd")
    $place = "$($Places.Supervisor)/supervisor.cmd"
    # cmd.exe reads a script while it runs, so one that is in its place is left alone.
    if (-not (Test-Path $place) -or [IO.File]::ReadAllText($place) -cne $script) {
        [IO.File]::WriteAllText($place, $script)
    }
}

# The defaults would end a task after three days and run it with background priority.
function Register-Start([string]$Name, [string]$Program, [string]$Arguments, $Principal) {
    $action = New-ScheduledTaskAction -Execute $Program -Argument $Arguments
    $trigger = New-ScheduledTaskTrigger -AtStartup
    $settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -Priority 4 -RestartCount 10 -RestartInterval (New-TimeSpan -Minutes 1) -MultipleInstances IgnoreNew -StartWhenAvailable
    [void](Register-ScheduledTask -TaskName $Name -Action $action -Trigger $trigger -Principal $Principal -Settings $settings -Force -ErrorAction Stop)
}

function Register-Monitor($Places) {
    $principal = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\SYSTEM' -LogonType ServiceAccount -RunLevel Highest
    $script = ConvertTo-Native "$($Places.State)/monitor.ps1"
    Register-Start 'ac-deploy-monitor' 'powershell.exe' ('-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "{0}" -Run' -f $script) $principal
}

# Without the privilege to impersonate, which this account has and which leads to SYSTEM.
function Register-Server($Places, [string]$Program) {
    $principal = New-ScheduledTaskPrincipal -UserId 'LOCALSERVICE' -LogonType ServiceAccount -RunLevel Limited -RequiredPrivilege 'SeChangeNotifyPrivilege'
    $call = '"{0}/supervisor.cmd" "{1}" "{2}" "{3}" "{4}" "{0}"' -f $Places.Supervisor, $Places.Server, $Program, $Places.Output, $Places.Errors
    Register-Start 'ac-deploy-server' 'cmd.exe' ('/d /s /c "{0}"' -f (ConvertTo-Native $call)) $principal
}

# At later boots the tasks start by themselves; this is for the first one, and for a task that did
# not.
function Start-Task([string]$Name) {
    if ((Get-ScheduledTask -TaskName $Name -ErrorAction Stop).State -ne 'Running') {
        Start-ScheduledTask -TaskName $Name -ErrorAction Stop
    }
}

# Another pack, or one that was not finished, may have left its server running.
function Stop-Server($Places) {
    if (-not (Get-ScheduledTask -TaskName 'ac-deploy-server' -ErrorAction SilentlyContinue)) {
        return
    }
    [IO.File]::Delete($Places.Installed)
    Stop-ScheduledTask -TaskName 'ac-deploy-monitor' -ErrorAction SilentlyContinue
    [IO.File]::WriteAllText($Places.Ask, 'stop')
    for ($left = 60; $left -gt 0; $left--) {
        Stop-Programs $Places
        if ((Get-ScheduledTask -TaskName 'ac-deploy-server').State -ne 'Running') {
            break
        }
        Start-Sleep -Milliseconds 500
    }
    [IO.File]::Delete($Places.Ask)
}

# Downloads, unpacks and starts what the plan names; $Doing tells how far it came.
function Install-Server($Places, $Plan, $Doing) {
    $Doing.Now = 'downloading the pack'
    Get-Stored $Places $Plan $Plan.key $Plan.url $Places.Pack
    Test-Pack $Places $Plan
    if ($Plan.program_key) {
        $Doing.Now = 'downloading the server program, which the pack does not bring'
        Get-Stored $Places $Plan $Plan.program_key '' $Places.Program
    }
    $Doing.Now = 'unpacking the pack'
    Save-Phase $Places 'unpacking'
    $program = Install-Pack $Places $Plan
    $Doing.Now = 'starting the server'
    Save-Phase $Places 'starting'
    # Only now: a program could put a link to somewhere else in its folder's place.
    Protect-Path $Places.Server 'M'
    Install-Supervisor $Places
    Register-Server $Places $program
    Start-Task 'ac-deploy-server'
    # From here on the report is the monitor's.
    [IO.File]::WriteAllLines($Places.Installed, [string[]]@($Plan.key, $program))
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
        if (-not $installed) {
            Save-Phase $Places 'downloading'
            Stop-Server $Places
            # Before all else, because it also ends a machine on which nothing comes of the rest.
            Register-Monitor $Places
        }
        Start-Task 'ac-deploy-monitor'
        Protect-Path $Places.State ''
        Protect-Path $Places.Info ''
        $doing.Now = 'setting up the firewall'
        Close-Metadata
        if (-not $installed -or @(Get-NetFirewallRule -Group 'ac-deploy' -ErrorAction SilentlyContinue).Count -lt 2) {
            Open-Ports $plan
        }
        if (-not $installed) {
            Install-Server $Places $plan $doing
        } else {
            $doing.Now = 'starting the server'
            Install-Supervisor $Places
            Start-Task 'ac-deploy-server'
        }
    } catch {
        $problem = 'The machine failed while {0}: {1}' -f $doing.Now, $_.Exception.GetBaseException().Message
        # At a later boot the report is the monitor's, which tells what comes of it.
        if ($installed) {
            Write-Log $Places $problem
        } else {
            Save-Phase $Places 'failed' $problem
        }
    }
}

if ($Run) {
    $global:ErrorActionPreference = 'Stop'
    $global:ProgressPreference = 'SilentlyContinue'
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    Start-Setup (Get-Places 'C:')
}
