# What EC2Launch runs at every boot: puts the other scripts of this folder on the disk and starts
# the set-up. A template: the placeholders stand for the plan (one line of JSON in which no
# character can end the string) and for the scripts (JSON of name and text, gzip, base64). They are
# looked at at every boot, so that a machine whose user data was changed follows it; what has not
# changed is left alone, because at a later boot the tasks may be reading it just now.
$BootJson = '@@PLAN@@'
$Scripts = '@@SCRIPTS@@'
$ErrorActionPreference = 'Stop'
$folder = 'C:\ac-deploy'
[void][IO.Directory]::CreateDirectory($folder)
$packed = New-Object IO.MemoryStream(, [Convert]::FromBase64String($Scripts))
$stream = New-Object IO.Compression.GZipStream($packed, [IO.Compression.CompressionMode]::Decompress)
$files = (New-Object IO.StreamReader($stream)).ReadToEnd() | ConvertFrom-Json
$files | Add-Member -NotePropertyName 'plan.json' -NotePropertyValue $BootJson
foreach ($file in $files.PSObject.Properties) {
    $path = "$folder\$($file.Name)"
    if (-not (Test-Path $path) -or [IO.File]::ReadAllText($path) -cne $file.Value) {
        [IO.File]::WriteAllText($path, $file.Value)
    }
}
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$folder\setup.ps1" -Run
