# Stand-ins for what only a machine of Amazon's with Windows has. Dot-source this after the scripts
# of scripts/windows: functions win over commands of the same name. Each writes down what was asked
# in $global:Machine, which New-Machine makes anew.
#
# They declare no parameters: what a declared one does not take would be bound to it by position.

# A machine with an empty disk; returns its places.
function New-Machine {
    $root = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'ac-deploy-' + [Guid]::NewGuid().ToString('N'))
    [void][IO.Directory]::CreateDirectory($root)
    $global:Machine = @{
        Root = $root
        Calls = New-Object Collections.ArrayList
        Rules = New-Object Collections.ArrayList
        Tasks = @{}
        Processes = @()
        Info = ''
        Ip = '203.0.113.9'
        Listens = $true
        Looks = 0
        Boot = 'boot1'
        Used = @{ Sent = 123456789012; Busy = 42 }
        Account = $null
    }
    return Get-Places $root
}

function Write-Call([string]$Name, $Arguments) {
    $words = @($Arguments | ForEach-Object { $_ -join ',' })
    [void]$global:Machine.Calls.Add("$Name " + ($words -join ' '))
}

# How often the machine was asked for something that begins with this.
function Measure-Call([string]$Start) {
    return @($global:Machine.Calls | Where-Object { $_.StartsWith($Start) }).Count
}

# The argument after a parameter's name.
function Get-Named($Arguments, [string]$Name) {
    for ($at = 0; $at -lt $Arguments.Count - 1; $at++) {
        if ($Arguments[$at] -eq $Name) {
            return $Arguments[$at + 1]
        }
    }
}

function Get-BootId {
    return $global:Machine.Boot
}

function Test-Listening {
    return $global:Machine.Listens
}

# What the server says of itself, as an object or as JSON.
function Get-Info {
    $info = $global:Machine.Info
    if (-not $info) {
        return
    }
    if ($info -is [string]) {
        return ConvertFrom-Json $info
    }
    return $info
}

# A machine that cannot count it, where there is nothing.
function Get-Usage {
    if (-not $global:Machine.Used) {
        throw 'no such class'
    }
    return $global:Machine.Used
}

function Get-LocalUser {
    return $global:Machine.Account
}

function New-LocalUser {
    Write-Call 'New-LocalUser' $args
    $global:Machine.Account = @{ SID = 'S-1-5-21-1-2-3-1001' }
    return $global:Machine.Account
}

# As on a new machine, where nobody of ours may run tasks.
function secedit.exe {
    Write-Call 'secedit' $args
    if ($args -contains '/export') {
        [IO.File]::WriteAllText([string](Get-Named $args '/cfg'), "[Privilege Rights]`r`nSeBatchLogonRight = *S-1-5-32-544,*S-1-5-32-551`r`n")
    }
}

function Set-ItemProperty {
    Write-Call 'Set-ItemProperty' $args
}

function Get-NetFirewallRule {
    $group = Get-Named $args '-Group'
    return $global:Machine.Rules | Where-Object { $_ -eq $group }
}

function Remove-NetFirewallRule {
    Write-Call 'Remove-NetFirewallRule' $args
    $group = Get-Named $args '-Group'
    $left = @($global:Machine.Rules | Where-Object { $_ -ne $group })
    $global:Machine.Rules = New-Object Collections.ArrayList
    foreach ($rule in $left) {
        [void]$global:Machine.Rules.Add($rule)
    }
}

function New-NetFirewallRule {
    Write-Call 'New-NetFirewallRule' $args
    [void]$global:Machine.Rules.Add([string](Get-Named $args '-Group'))
    return 'a rule'
}

function Add-MpPreference {
    Write-Call 'Add-MpPreference' $args
}

# As where Defender is not installed: not worth failing for.
function Remove-MpPreference {
    throw "no such command: $args"
}

function New-ScheduledTaskAction {
    return '{0} {1}' -f (Get-Named $args '-Execute'), (Get-Named $args '-Argument')
}

function New-ScheduledTaskTrigger {
    return 'trigger'
}

function New-ScheduledTaskPrincipal {
    return '{0} {1}' -f (Get-Named $args '-UserId'), (Get-Named $args '-LogonType')
}

function New-ScheduledTaskSettingsSet {
    return 'settings'
}

function Register-ScheduledTask {
    Write-Call 'Register-ScheduledTask' $args
    $global:Machine.Tasks[[string](Get-Named $args '-TaskName')] = 'Ready'
    return 'a task'
}

function Get-ScheduledTask {
    $name = [string](Get-Named $args '-TaskName')
    if ($global:Machine.Tasks[$name]) {
        return @{ State = $global:Machine.Tasks[$name] }
    }
}

function Get-ScheduledTaskInfo {
    return @{ LastTaskResult = 267011 }
}

function Start-ScheduledTask {
    Write-Call 'Start-ScheduledTask' $args
    $global:Machine.Tasks[[string](Get-Named $args '-TaskName')] = 'Running'
}

function Stop-ScheduledTask {
    Write-Call 'Stop-ScheduledTask' $args
    $global:Machine.Tasks[[string](Get-Named $args '-TaskName')] = 'Ready'
}

function icacls.exe {
    Write-Call 'icacls' $args
}

function Invoke-RestMethod {
    $uri = [string]$args[0]
    if ($uri.EndsWith('/latest/api/token') -and (Get-Named $args '-Method') -eq 'Put') {
        return 'a token'
    }
    if ($uri.EndsWith('/public-ipv4') -and $global:Machine.Ip) {
        if ((Get-Named $args '-Headers')['X-aws-ec2-metadata-token'] -eq 'a token') {
            return $global:Machine.Ip
        }
    }
    throw "nothing answers at $uri"
}

function Get-Process {
    $name = ''
    if ($args.Count -gt 0) {
        $name = [string]$args[0]
    }
    return $global:Machine.Processes | Where-Object { -not $name -or $_.Name -eq $name }
}

# The supervisor obeys at once.
function Stop-Process {
    Write-Call 'Stop-Process' @($input | ForEach-Object { $_.Name })
    $global:Machine.Processes = @()
    $global:Machine.Tasks['ac-deploy-server'] = 'Ready'
}

function shutdown.exe {
    Write-Call 'shutdown' $args
}

# Ends the monitor's loop, which would go on for ever, after as many looks as are left.
function Start-Sleep {
    if ((Get-Named $args '-Seconds') -eq 3) {
        $global:Machine.Looks--
        if ($global:Machine.Looks -le 0) {
            throw 'enough looks'
        }
    }
}
