# What EC2Launch runs at every boot: puts the other scripts of this folder on the disk and starts
# the set-up. A template: the placeholders stand for the plan (one line of JSON in which no
# character can end the string) and for the scripts (JSON of name and text, gzip, base64). They are
# written anew at every boot, so that a machine whose user data was changed follows it.
$BootJson = '@@BOOT@@'
$Scripts = '@@SCRIPTS@@'
$ErrorActionPreference = 'Stop'
$folder = 'C:\ac-deploy'
[void][IO.Directory]::CreateDirectory($folder)
[IO.File]::WriteAllText("$folder\plan.json", $BootJson)
$packed = New-Object IO.MemoryStream(, [Convert]::FromBase64String($Scripts))
$stream = New-Object IO.Compression.GZipStream($packed, [IO.Compression.CompressionMode]::Decompress)
$json = (New-Object IO.StreamReader($stream)).ReadToEnd()
foreach ($file in (ConvertFrom-Json $json).PSObject.Properties) {
    [IO.File]::WriteAllText("$folder\$($file.Name)", $file.Value)
}
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$folder\setup.ps1" -Run
