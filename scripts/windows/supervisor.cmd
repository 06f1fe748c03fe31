@echo off
rem Keeps the server program running. Started by the task ac-deploy-server, under an account that
rem may write OUTPUT, ERRORS, both with .old, and STATE\run.txt, but may make no file beside them:
rem so a log is copied away and begun anew, never renamed. Nor may it delete, as "copy" wants to.
rem   supervisor.cmd FOLDER PROGRAM OUTPUT ERRORS STATE [SECONDS [LIMIT]]
rem It writes STATE\run.txt, one line "WORD RUN CODE": WORD is running, stopped, over, gaveup or missing,
rem RUN counts the starts since boot, and CODE is what the program last ended with. 0 is no
rem success: acServer ends with 0 when the lobby cannot reach it.
rem It reads two files that others write there. STATE\well.txt holds the RUN that has been well for
rem a while: when that ends, ends are counted anew. STATE\ask.txt holds "restart RUN" (that run is
rem ended on purpose, so no pause and no count), "once RUN" (that run is the last if it ends with 0),
rem "over RUN" (it is the last) or "stop".
setlocal
set "PROGRAM=%~1\%~2"
set "OUTPUT=%~3"
set "ERRORS=%~4"
set "STATE=%~5"
set "UNIT=%~6"
set "LIMIT=%~7"
if "%UNIT%"=="" set UNIT=5
if "%LIMIT%"=="" set LIMIT=5
set RUN=0
set CRASHES=0
set CODE=none
cd /d "%~1"
:start
set "ASK="
if exist "%STATE%\ask.txt" set /p ASK=<"%STATE%\ask.txt"
if "%ASK%"=="stop" goto stop
set /a RUN+=1
rem Defender may have taken it away.
if not exist "%PROGRAM%" goto missing
rem A wrapper that died may have left its server behind, with the ports in its hands.
if /i not "%~2"=="acServer.exe" taskkill /f /im acServer.exe >nul 2>nul
rem A fresh log for every start: an old link must not be taken for a new one.
if exist "%OUTPUT%" type "%OUTPUT%" >"%OUTPUT%.old" 2>nul
if exist "%ERRORS%" type "%ERRORS%" >"%ERRORS%.old" 2>nul
set TRIES=0
:open
rem A redirection that fails would keep the program from being started, and fails while somebody
rem reads the log and lets nobody write: wait a little for that, then do without a log.
set "OUT=nul"
set "ERR=nul"
>"%OUTPUT%" set "OUT=%OUTPUT%"
>"%ERRORS%" set "ERR=%ERRORS%"
set /a TRIES+=1
if %TRIES% GEQ 5 goto run
if not "%OUT%"=="nul" if not "%ERR%"=="nul" goto run
ping -n 2 127.0.0.1 >nul
goto open
:run
>"%STATE%\run.txt" echo running %RUN% %CODE%
"%PROGRAM%" >"%OUT%" 2>"%ERR%" <nul
set CODE=%ERRORLEVEL%
set "ASK="
if exist "%STATE%\ask.txt" set /p ASK=<"%STATE%\ask.txt"
if "%ASK%"=="stop" goto stop
if "%ASK%"=="restart %RUN%" goto start
if "%ASK%"=="over %RUN%" goto over
if "%ASK%"=="once %RUN%" if "%CODE%"=="0" goto over
set "WELL="
if exist "%STATE%\well.txt" set /p WELL=<"%STATE%\well.txt"
if "%WELL%"=="%RUN%" set CRASHES=0
set /a CRASHES+=1
if %CRASHES% GEQ %LIMIT% goto giveup
>"%STATE%\run.txt" echo stopped %RUN% %CODE%
rem Pauses grow with every end. "timeout" refuses to work without a console; ping -n N waits N-1 s.
set /a WAIT=UNIT*CRASHES+1
ping -n %WAIT% 127.0.0.1 >nul
goto start
:giveup
>"%STATE%\run.txt" echo gaveup %RUN% %CODE%
rem Success, or the task scheduler might start it all over.
exit /b 0
:over
>"%STATE%\run.txt" echo over %RUN% %CODE%
exit /b 0
:missing
>"%STATE%\run.txt" echo missing %RUN% %CODE%
exit /b 0
:stop
>"%STATE%\run.txt" echo stopped %RUN% %CODE%
exit /b 0
