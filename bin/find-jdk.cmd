@rem Called by mortise.cmd and mvnw.cmd, as bin/find-jdk is by the POSIX scripts: sets mortise_jdk to the
@rem home of a JDK of version 25 or newer, or says what to install and returns 2. What the environment
@rem names comes first, then the java on PATH, then the newest of the usual folders. No JVM is started,
@rem since each JDK has a file "release" with its version.
@echo off
set mortise_jdk=
set mortise_jdk_best=0
if defined MORTISE_JAVA_HOME call :take "%MORTISE_JAVA_HOME:"=%"
if defined mortise_jdk exit /b 0
if defined JAVA_HOME call :take "%JAVA_HOME:"=%"
if defined mortise_jdk exit /b 0
set mortise_jdk_on_path=
for %%j in (java.exe) do set "mortise_jdk_on_path=%%~dp$PATH:j"
if defined mortise_jdk_on_path call :take "%mortise_jdk_on_path%.."
if defined mortise_jdk exit /b 0
if defined ProgramFiles call :programs "%ProgramFiles%"
if defined ProgramW6432 call :programs "%ProgramW6432%"
if defined LOCALAPPDATA call :folders "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
if defined USERPROFILE call :folders "%USERPROFILE%\.jdks"
if defined USERPROFILE call :folders "%USERPROFILE%\.sdkman\candidates\java"
if defined USERPROFILE call :scoop "%USERPROFILE%\scoop\apps"
if defined mortise_jdk exit /b 0
>&2 echo mortise: needs a JDK 25 or newer and found none: install one (winget install EclipseAdoptium.Temurin.25.JDK, or Temurin 25 from https://adoptium.net) or point JAVA_HOME at it.
exit /b 2

:programs
for %%v in (Java "Eclipse Adoptium" Microsoft Zulu "Amazon Corretto" BellSoft) do call :folders "%~1\%%~v"
exit /b 0

:folders
if not exist "%~1" exit /b 0
pushd "%~1"
for /d %%d in (*) do call :newer "%%~fd"
popd
exit /b 0

:scoop
if not exist "%~1" exit /b 0
pushd "%~1"
for /d %%d in (*) do call :newer "%%~fd\current"
popd
exit /b 0

:take
call :rank "%~1"
if %mortise_jdk_rank% gtr 0 set "mortise_jdk=%~f1"
exit /b 0

:newer
call :rank "%~1"
if %mortise_jdk_rank% leq %mortise_jdk_best% exit /b 0
set mortise_jdk_best=%mortise_jdk_rank%
set "mortise_jdk=%~1"
exit /b 0

@rem Sets mortise_jdk_rank to a number that orders versions; to 0 for what is no JDK, or too old.
:rank
set mortise_jdk_rank=0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set mortise_jdk_version=
for /f "usebackq tokens=1,2 delims==" %%a in ("%~1\release") do if "%%a"=="JAVA_VERSION" set "mortise_jdk_version=%%~b"
if not defined mortise_jdk_version exit /b 0
set mortise_jdk_a=0
set mortise_jdk_b=
set mortise_jdk_c=
for /f "tokens=1-3 delims=.-+_" %%a in ("%mortise_jdk_version%") do call :numbers "%%a" "%%b" "%%c"
if %mortise_jdk_a% lss 25 exit /b 0
set /a mortise_jdk_rank=(%mortise_jdk_a%*1000+%mortise_jdk_b%)*1000+%mortise_jdk_c%
exit /b 0

@rem What is no number counts as 0.
:numbers
set /a mortise_jdk_a=0
set /a mortise_jdk_b=0
set /a mortise_jdk_c=0
set /a "mortise_jdk_a=%~1" 2>nul
if not "%~2"=="" set /a "mortise_jdk_b=%~2" 2>nul
if not "%~3"=="" set /a "mortise_jdk_c=%~3" 2>nul
exit /b 0
