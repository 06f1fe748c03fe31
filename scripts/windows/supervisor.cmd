@echo off
rem Keeps the server program running. Started by the task ac-deploy-server.
rem   supervisor.cmd FOLDER PROGRAM OUTPUT ERRORS STATE [SECONDS]
rem Writes STATE\run.txt, one line "STATE RUN CODE": STATE is running, stopped or gaveup, RUN
rem counts the starts since boot and CODE is what the program last ended with. 0 is no success:
rem acServer ends with 0 when the lobby cannot reach it. STATE\crashes.txt counts the ends; the
rem monitor deletes it once the server has been well for a while, so that it counts anew.
setlocal
set "PROGRAM=%~1\%~2"
if not exist "%PROGRAM%" exit /b 2
cd /d "%~1"
set "OUTPUT=%~3"
set "ERRORS=%~4"
set "STATE=%~5"
set "UNIT=%~6"
if "%UNIT%"=="" set UNIT=5
set RUN=0
set CODE=none
del /q "%STATE%\crashes.txt" 2>nul
:start
set /a RUN+=1
rem A fresh log for every start: an old link must not be taken for a new one.
if exist "%OUTPUT%" move /y "%OUTPUT%" "%OUTPUT%.old" >nul 2>nul
if exist "%ERRORS%" move /y "%ERRORS%" "%ERRORS%.old" >nul 2>nul
rem A wrapper that died may have left its server behind, with the ports in its hands.
if /i not "%~2"=="acServer.exe" taskkill /f /im acServer.exe >nul 2>nul
>"%STATE%\run.txt" echo running %RUN% %CODE%
"%PROGRAM%" >"%OUTPUT%" 2>"%ERRORS%" <nul
set CODE=%ERRORLEVEL%
set CRASHES=0
if exist "%STATE%\crashes.txt" set /p CRASHES=<"%STATE%\crashes.txt"
set /a CRASHES+=1
>"%STATE%\crashes.txt" echo %CRASHES%
if %CRASHES% GEQ 5 goto giveup
>"%STATE%\run.txt" echo stopped %RUN% %CODE%
rem Pauses grow with every end. "timeout" refuses to work without a console; ping -n N waits N-1 s.
set /a WAIT=UNIT*CRASHES+1
ping -n %WAIT% 127.0.0.1 >nul
goto start
:giveup
>"%STATE%\run.txt" echo gaveup %RUN% %CODE%
rem Success, or the task scheduler might start it all over.
exit /b 0
