# Sets the machine up at its first boot, and sees at later ones that all is still there: pack,
# firewall, tasks. A step that fails throws the end of a sentence for a league admin.
param([switch]$Run)
. "$PSScriptRoot/common.ps1"

function Save-Phase($Places, [string]$Phase, [string]$Problem) {
    Write-Log $Places "$Phase $Problem"
    Save-Report $Places.Report (Format-Report @{ BOOT = Get-BootId; PHASE = $Phase; ERROR = $Problem })
}

# From the bucket with the machine's role, else from the signed address if there is one. The role's
# credentials and the network may need a moment after the boot, so it is tried again.
function Get-Stored($Places, $Plan, [string]$Key, [string]$Url, [string]$File) {
    $problem = ''
    $native = ConvertTo-Native $File
    foreach ($pause in @(2, 5, 10, 20, 0)) {
        try {
            [void](Read-S3Object -BucketName $Plan.bucket -Key $Key -File $native -Region $Plan.region -ErrorAction Stop)
            return
        } catch {
            $problem = $_.Exception.GetBaseException().Message
            Write-Log $Places "download with the role: $problem"
        }
        if ($Url) {
            try {
                (New-Object Net.WebClient).DownloadFile($Url, $native)
                return
            } catch {
                $problem = $_.Exception.GetBaseException().Message
                Write-Log $Places "download with the signed address: $problem"
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

# Ends with program and cfg in the server's folder and returns the program's name. Scanning every
# file as it is written would make unpacking several times slower; not worth failing for.
function Install-Pack($Places, $Plan) {
    $new = $Places.Server + '.new'
    foreach ($old in @($new, $Places.Server)) {
        if (Test-Path $old) {
            Remove-Item $old -Recurse -Force
        }
    }
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
        Get-Stored $Places $Plan $Plan.program_key '' "$new/$($Plan.program)"
    }
    $program = Find-Program $new $Plan.program
    if ($program.Name -notmatch '^[A-Za-z0-9 ._()-]+$') {
        throw 'its server program has an unusual name. Call it acServer.exe.'
    }
    if (-not (Test-Path -LiteralPath "$($program.DirectoryName)/cfg/server_cfg.ini")) {
        throw 'there is no cfg/server_cfg.ini beside its server program.'
    }
    Move-Item -LiteralPath $program.DirectoryName $Places.Server
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

# The defaults would end a task after three days and run it with background priority.
function Register-Start([string]$Name, [string]$Program, [string]$Arguments) {
    $action = New-ScheduledTaskAction -Execute $Program -Argument $Arguments
    $trigger = New-ScheduledTaskTrigger -AtStartup
    $principal = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\SYSTEM' -LogonType ServiceAccount -RunLevel Highest
    $settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -Priority 4 -RestartCount 10 -RestartInterval (New-TimeSpan -Minutes 1) -MultipleInstances IgnoreNew -StartWhenAvailable
    [void](Register-ScheduledTask -TaskName $Name -Action $action -Trigger $trigger -Principal $principal -Settings $settings -Force -ErrorAction Stop)
}

function Register-Starts($Places, [string]$Program) {
    $call = '"{0}/supervisor.cmd" "{1}" "{2}" "{3}" "{4}" "{0}"' -f $Places.State, $Places.Server, $Program, $Places.Output, $Places.Errors
    Register-Start 'ac-deploy-server' 'cmd.exe' ('/d /s /c "{0}"' -f (ConvertTo-Native $call))
    $monitor = ConvertTo-Native "$($Places.State)/monitor.ps1"
    Register-Start 'ac-deploy-monitor' 'powershell.exe' ('-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "{0}" -Run' -f $monitor)
}

# At later boots the tasks start by themselves; this is for the first one, and for a task that did
# not.
function Start-Task([string]$Name) {
    if ((Get-ScheduledTask -TaskName $Name -ErrorAction Stop).State -ne 'Running') {
        Start-ScheduledTask -TaskName $Name -ErrorAction Stop
    }
}

function Start-Setup($Places) {
    $doing = 'getting ready'
    $installed = $false
    try {
        Clear-Old $Places (Get-BootId)
        $plan = Read-Plan $Places
        if (Test-Path $Places.Installed) {
            $installed = [IO.File]::ReadAllLines($Places.Installed)[0] -eq $plan.key
        }
        Open-Ports $plan
        if (-not $installed) {
            $doing = 'downloading the pack'
            Save-Phase $Places 'downloading'
            Get-Stored $Places $plan $plan.key $plan.url $Places.Pack
            Test-Pack $Places $plan
            $doing = 'unpacking the pack'
            Save-Phase $Places 'unpacking'
            $program = Install-Pack $Places $plan
            $doing = 'starting the server'
            Save-Phase $Places 'starting'
            Register-Starts $Places $program
            [IO.File]::WriteAllLines($Places.Installed, [string[]]@($plan.key, $program))
        }
        Start-Task 'ac-deploy-server'
        Start-Task 'ac-deploy-monitor'
    } catch {
        $problem = 'The machine failed while {0}: {1}' -f $doing, $_.Exception.GetBaseException().Message
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
