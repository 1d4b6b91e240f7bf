@rem The mortise command on Windows, from a checkout or from the package for other systems than Linux:
@rem finds a JDK, builds the executable jar when a checkout has none, and runs it. After changes of the
@rem sources, "mvnw.cmd -Dquick -pl cli -am package" builds it again.
@rem
@rem   mortise [-Dname=value ...] VERB ...
@rem
@rem MORTISE_JAVA_HOME  the JDK to use before any other
@rem MORTISE_JAVA_OPTS  more options for the JVM
@echo off
setlocal DisableDelayedExpansion
set "mortise_root=%~dp0"
set "mortise_bin=%mortise_root%"
if exist "%mortise_root%bin\find-jdk.cmd" set "mortise_bin=%mortise_root%bin\"
call "%mortise_bin%find-jdk.cmd"
if not defined mortise_jdk exit /b 2
call :find
if defined mortise_jar goto run
if not exist "%mortise_root%mvnw.cmd" goto none
>&2 echo mortise: building (first use; about a minute) ...
call "%mortise_root%mvnw.cmd" -B -q -ntp -Dquick -f "%mortise_root%pom.xml" -pl cli -am package >&2
if errorlevel 1 exit /b 2
call :find
if defined mortise_jar goto run
:none
>&2 echo mortise: there is no mortise-VERSION.jar in "%mortise_root%"
exit /b 2

:run
"%mortise_jdk%\bin\java.exe" %MORTISE_JAVA_OPTS% -jar "%mortise_jar%" %*
exit /b %ERRORLEVEL%

@rem In a folder of its own, since "for" with a path in quotes finds nothing in Wine.
:find
set mortise_jar=
set "mortise_folder=%mortise_root%."
if exist "%mortise_root%mvnw.cmd" set "mortise_folder=%mortise_root%cli\target\executable"
if not exist "%mortise_folder%" exit /b 0
pushd "%mortise_folder%"
for %%j in (mortise-*.jar) do set "mortise_jar=%%~fj"
popd
exit /b 0
