# What the set-up and the monitor share: places, plan, log, report, boot.
#
# PowerShell 5.1, pure ASCII, no block comments and no strings over several lines: comments, blank
# lines and indentation are stripped before this is sent. Dot-sourcing it only defines functions,
# and they expect $ErrorActionPreference = 'Stop'.

# Where everything lies. $Root is C: on the machine and any folder in a test; programs other than
# PowerShell get to see what ConvertTo-Native makes of it.
function Get-Places([string]$Root) {
    return @{
        Plan = "$Root/ac-deploy/plan.json"
        Installed = "$Root/ac-deploy/installed.txt"
        Pack = "$Root/ac-deploy/pack.zip"
        State = "$Root/ac-deploy"
        Run = "$Root/ac-deploy/run.txt"
        Crashes = "$Root/ac-deploy/crashes.txt"
        Server = "$Root/acserver"
        Log = "$Root/ac-deployment.log"
        Output = "$Root/ac-server-log.txt"
        Errors = "$Root/ac-server-error.txt"
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
        [IO.File]::AppendAllText($Places.Log, [DateTime]::UtcNow.ToString('s') + "Z $Text`r`n")
    } catch {
        return
    }
}

# One id per boot: a volatile registry key lives until the machine is shut down, so the set-up and
# the monitor agree on it, also when the monitor is started again.
function Get-BootId {
    $rights = [Microsoft.Win32.RegistryKeyPermissionCheck]::ReadWriteSubTree
    $volatile = [Microsoft.Win32.RegistryOptions]::Volatile
    $key = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey('SOFTWARE\ac-deploy-boot', $rights, $volatile)
    if (-not $key.GetValue('Id')) {
        $key.SetValue('Id', [Guid]::NewGuid().ToString('N'))
    }
    return [string]$key.GetValue('Id')
}

# At a new boot, what an earlier one left: its address and its server's state are no longer ours.
function Clear-Old($Places, [string]$Boot) {
    if ((Test-Path $Places.Report) -and [IO.File]::ReadAllText($Places.Report).Contains("BOOT=$Boot")) {
        return
    }
    foreach ($path in @($Places.Report, $Places.Run)) {
        if (Test-Path $path) {
            Remove-Item $path -Force
        }
    }
}

# The report as text, without its time: what is not known is left out.
function Format-Report([hashtable]$Values) {
    $text = "SCHEMA=1`r`n"
    foreach ($key in @('BOOT', 'PHASE', 'AC_SERVER_LINK', 'LINK_SOURCE', 'SERVER_STATUS', 'PROCESS_ID', 'EXIT_CODE', 'RESTARTS', 'PUBLIC_IP', 'HTTP_PORT', 'TCP_PORT', 'UDP_PORT', 'PORTS_OPEN', 'CLIENTS', 'MAX_CLIENTS', 'ERROR')) {
        $value = [string]$Values[$key] -creplace '[^ -~]', ' '
        if ($value) {
            $text += "$key=$value`r`n"
        }
    }
    return $text
}

# Written beside it and put in its place, so that nobody reads half a report. Replacing fails for
# the moment in which somebody holds the file.
function Save-Report([string]$Path, [string]$Text) {
    $new = "$Path.new"
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    [IO.File]::WriteAllText($new, $Text + 'UPDATED=' + [DateTime]::UtcNow.ToString('s') + "Z`r`n", [Text.Encoding]::ASCII)
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
