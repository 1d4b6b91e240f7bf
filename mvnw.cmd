@rem Maven for this checkout, as ./mvnw is on UNIX: finds a JDK that fits, then runs the mvn.cmd on PATH
@rem or, where there is none, fetches one into .m2\wrapper\dists: from Apache's archive, or from the Maven
@rem repository that MVNW_REPOURL names. Fetching takes the curl, tar and certutil of Windows 10 and later.
@echo off
setlocal DisableDelayedExpansion
set mvnw_version=3.9.16
set mvnw_sha512=831a8591fe20c8243b1dbe7d71e3244f31d1665b0804b2e825e38cbbe5ce0cafb8338851f90780735568773e0a6cd07bbec107cda0b896b008b861075358b6f6
call "%~dp0bin\find-jdk.cmd"
if not defined mortise_jdk exit /b 2
set "JAVA_HOME=%mortise_jdk%"
set mvnw_mvn=
for %%m in (mvn.cmd) do set "mvnw_mvn=%%~f$PATH:m"
if defined mvnw_mvn goto run
set "mvnw_dists=%USERPROFILE%\.m2\wrapper\dists"
set "mvnw_mvn=%mvnw_dists%\apache-maven-%mvnw_version%\bin\mvn.cmd"
if exist "%mvnw_mvn%" goto run

set "mvnw_part=%mvnw_dists%\part.%RANDOM%%RANDOM%"
set "mvnw_archive=%mvnw_part%\apache-maven-%mvnw_version%-bin.tar.gz"
set "mvnw_url=https://archive.apache.org/dist/maven/maven-3/%mvnw_version%/binaries/apache-maven-%mvnw_version%-bin.tar.gz"
if defined MVNW_REPOURL set "mvnw_url=%MVNW_REPOURL%/org/apache/maven/apache-maven/%mvnw_version%/apache-maven-%mvnw_version%-bin.tar.gz"
mkdir "%mvnw_part%"
>&2 echo mvnw: fetching Maven %mvnw_version% ...
call curl -fsSL --retry 2 -o "%mvnw_archive%" "%mvnw_url%"
if errorlevel 1 goto unfetched
set mvnw_sum=
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%mvnw_archive%" SHA512') do if not defined mvnw_sum set "mvnw_sum=%%h"
if not defined mvnw_sum goto unlike
if /i not "%mvnw_sum%"=="%mvnw_sha512%" goto unlike
call tar -xzf "%mvnw_archive%" -C "%mvnw_part%"
if errorlevel 1 goto unfetched
move "%mvnw_part%\apache-maven-%mvnw_version%" "%mvnw_dists%" >nul 2>&1
rmdir /s /q "%mvnw_part%"
if exist "%mvnw_mvn%" goto run
>&2 echo mvnw: could not put Maven into %mvnw_dists%
exit /b 2

:unfetched
rmdir /s /q "%mvnw_part%"
>&2 echo mvnw: could not fetch %mvnw_url%; install Maven, or set MVNW_REPOURL
exit /b 2

:unlike
rmdir /s /q "%mvnw_part%"
>&2 echo mvnw: %mvnw_url% is not Maven %mvnw_version% as released (its SHA-512 differs)
exit /b 2

@rem Without "call", which would expand the arguments once more; the exit code is Maven's.
:run
"%mvnw_mvn%" %*
