# What EC2Launch runs at every boot: fetches the other scripts of this folder, puts them on the disk
# and starts the set-up. A template: the placeholders stand for the plan (one line of JSON in which no
# character can end the string), and for where the scripts lie (JSON of name and text) and what their
# SHA-256 is. At a later boot that address is good no more, and what was fetched is there.
#
# Plan and scripts are looked at at every boot, so that a machine whose user data was changed follows
# it; what has not changed is left alone, because the tasks may be reading it just now.
$BootJson = '@@PLAN@@'
$Address = '@@SCRIPTS_URL@@'
$Sum = '@@SCRIPTS_SHA256@@'
$ErrorActionPreference = 'Stop'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$folder = 'C:\ac-deploy'
$fetched = "$folder\scripts.json"
[void][IO.Directory]::CreateDirectory($folder)
for ($left = 8; -not ((Test-Path $fetched) -and (Get-FileHash $fetched -Algorithm SHA256).Hash -eq $Sum); $left--) {
    if ($left -eq 0) {
        # Only what goes wrong before the set-up can tell of itself.
        $now = [DateTime]::UtcNow.ToString('s') + 'Z'
        [void][IO.Directory]::CreateDirectory('C:\ac-server-info')
        [IO.File]::WriteAllText('C:\ac-server-info\server-info.txt', "SCHEMA=1`r`nPHASE=failed`r`nERROR=The machine failed while getting ready: its scripts could not be fetched; their address is good for some hours. Deploy the server again.`r`nUPDATED=$now`r`n")
        exit 1
    }
    try {
        (New-Object Net.WebClient).DownloadFile($Address, $fetched)
    } catch {
        [IO.File]::AppendAllText('C:\ac-deployment.log', "the scripts: $($_.Exception.GetBaseException().Message)`r`n")
        Start-Sleep -Seconds 5
    }
}
$files = [IO.File]::ReadAllText($fetched) | ConvertFrom-Json
$files | Add-Member -NotePropertyName 'plan.json' -NotePropertyValue $BootJson
foreach ($file in $files.PSObject.Properties) {
    $path = "$folder\$($file.Name)"
    if (-not (Test-Path $path) -or [IO.File]::ReadAllText($path) -cne $file.Value) {
        [IO.File]::WriteAllText($path, $file.Value)
    }
}
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$folder\setup.ps1" -Run
