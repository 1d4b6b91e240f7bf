package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mortise.testing.Needs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The scripts of Windows in Wine's cmd.exe, with stand-ins for Java and Maven. Wine 8 loses percent
 * signs in arguments, so none is passed here.
 */
@Execution(ExecutionMode.SAME_THREAD)
final class CmdScriptsTest {
  private static final Path DLLS = Path.of("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows");

  private static Path prefix;

  private final Map<String, String> variables = new TreeMap<>();
  private Path wine;
  private Path folder;
  private Path checkout;

  /** Without the copies of all DLLs that Wine makes for a user. */
  @BeforeAll
  static void prefix() throws IOException {
    Needs.program("wine");
    assumeTrue(Files.exists(DLLS.resolve("cmd.exe")), "Wine has no cmd.exe in " + DLLS);
    prefix = Files.createTempDirectory("mortise-wine");
    Path drive = Files.createDirectories(prefix.resolve("drive_c/windows"));
    Files.createSymbolicLink(drive.resolve("system32"), DLLS);
    Path devices = Files.createDirectories(prefix.resolve("dosdevices"));
    Files.createSymbolicLink(devices.resolve("c:"), prefix.resolve("drive_c"));
    Files.createSymbolicLink(devices.resolve("z:"), Path.of("/"));
    Files.writeString(prefix.resolve(".update-timestamp"), "disable\n");
  }

  /** The server of Wine outlives the last program by seconds and writes into the prefix then. */
  @AfterAll
  static void end() throws Exception {
    if (prefix == null) {
      return;
    }
    for (String name : List.of("wineserver64", "wineserver")) {
      Path server = Path.of("/usr/lib/wine", name);
      for (String option : Files.isExecutable(server) ? List.of("-k", "-w") : List.<String>of()) {
        ProcessBuilder builder = new ProcessBuilder(server.toString(), option);
        builder.environment().put("WINEPREFIX", prefix.toString());
        builder.start().waitFor();
      }
    }
    try (Stream<Path> files = Files.walk(prefix)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    wine = Needs.program("wine");
    folder = Files.createDirectories(temporary.resolve("with a space"));
    checkout = Files.createDirectories(folder.resolve("check out"));
    Files.createDirectories(checkout.resolve("bin"));
    for (String script : List.of("mortise.cmd", "mvnw.cmd", "bin/find-jdk.cmd")) {
      Files.copy(Shell.checkout().resolve(script), checkout.resolve(script));
    }
    Files.writeString(checkout.resolve("pom.xml"), "");
  }

  @Test
  void jarIsRunWithTheArgumentsAsTheyAre() throws Exception {
    Path jar = jar();
    variables.put("JAVA_HOME", dos(jdk("jdk 25", "25.0.3")));
    variables.put("MORTISE_JAVA_OPTS", "-Xmx64m -Da=b");
    assertThat(
            driver(
                    script("mortise.cmd")
                        + " -Dx=y verb \"a b\" \"c&d|e\" \"f\\\"g\" \"\" =h,i;j !k!")
                .out())
        .containsExactly(
            "-Xmx64m", "-Da=b", "-jar", dos(jar), "-Dx=y", "verb", "a b", "c&d|e", "f\"g", "",
            "=h,i;j", "!k!");
  }

  /** The stand-in is Wine's cmd.exe: programs of UNIX give Wine no exit code. */
  @Test
  void exitCodeIsThatOfTheCommand() throws Exception {
    jar();
    Path home = jdk("jdk", "25");
    Files.delete(home.resolve("bin/java.exe"));
    Files.copy(DLLS.resolve("cmd.exe"), home.resolve("bin/java.exe"));
    Files.writeString(folder.resolve("stand-in.cmd"), "@exit 7\r\n");
    variables.put("JAVA_HOME", dos(home));
    variables.put("MORTISE_JAVA_OPTS", "/d /c stand-in.cmd");
    assertThat(driver(script("mortise.cmd") + " verb").status()).isEqualTo(7);
  }

  @Test
  void jdkOfTheEnvironmentComesBeforeThatOnPathBeforeTheNewest() throws Exception {
    String find = "call " + script("bin\\find-jdk.cmd");
    String programs = "set \"ProgramFiles=" + dos(folder.resolve("programs")) + "\"";
    Ended none = driver(script("mortise.cmd"));
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).startsWith("mortise: needs a JDK 25 or newer").contains("winget");
    jdk("programs/Java/jdk-25", "25.0.9");
    jdk("programs/Java/jdk-21", "21.0.20");
    Path newest = jdk("programs/Zulu/zulu 25", "25.0.10");
    String show = "echo %mortise_jdk%";
    assertThat(driver(programs, find, show).out()).containsExactly(dos(newest));
    Path onPath = jdk("on path", "26");
    variables.put("WINEPATH", dos(onPath.resolve("bin")));
    assertThat(driver(programs, find, show).out()).containsExactly(dos(onPath));
    Path javaHome = jdk("java home", "25.0.1");
    variables.put("JAVA_HOME", dos(javaHome));
    assertThat(driver(programs, find, show).out()).containsExactly(dos(javaHome));
    Path own = jdk("own", "27-ea");
    variables.put("MORTISE_JAVA_HOME", "\"" + dos(own) + "\"");
    assertThat(driver(programs, find, show).out()).containsExactly(dos(own));
    variables.put("MORTISE_JAVA_HOME", dos(jdk("old", "17.0.15")));
    assertThat(driver(programs, find, show).out()).containsExactly(dos(javaHome));
  }

  @Test
  void checkoutWithoutAJarIsBuilt() throws Exception {
    variables.put("JAVA_HOME", dos(jdk("jdk", "25")));
    String target = "\"" + dos(checkout.resolve("cli/target/executable")) + "\"";
    maven(
        "echo %* >&2",
        "mkdir " + target,
        "echo.>\"" + dos(checkout.resolve("cli/target/executable/mortise-1.jar")) + "\"");
    Ended ended = driver(script("mortise.cmd") + " verb");
    assertThat(ended.err())
        .contains("mortise: building (first use; about a minute)")
        .contains("-pl cli -am package");
    assertThat(ended.out())
        .containsExactly(
            "-jar", dos(checkout.resolve("cli/target/executable/mortise-1.jar")), "verb");
    assertThat(driver(script("mortise.cmd") + " verb").err()).isEmpty();
    maven("exit /b 1");
    Files.delete(checkout.resolve("cli/target/executable/mortise-1.jar"));
    assertThat(driver(script("mortise.cmd") + " verb").status()).isEqualTo(2);
  }

  @Test
  void mavenOnPathIsRunWithTheJdkAndItsExitCodePasses() throws Exception {
    Path home = jdk("jdk 25", "25");
    variables.put("MORTISE_JAVA_HOME", dos(home));
    maven("echo [%*] %JAVA_HOME%", "exit /b 5");
    Ended ended = driver(script("mvnw.cmd") + " -Da=\"b c\" verify");
    assertThat(ended.out()).containsExactly("[-Da=\"b c\" verify] " + dos(home));
    assertThat(ended.status()).isEqualTo(5);
  }

  @Test
  void mavenIsFetchedOnceAndComparedWithItsSum() throws Exception {
    variables.put("JAVA_HOME", dos(jdk("jdk", "25")));
    variables.put("MVNW_REPOURL", "https://repository.example");
    Path tools = folder.resolve("tools");
    variables.put("WINEPATH", dos(tools) + ";c:\\windows\\system32");
    // Wine's "for /f" takes no space in the path of its temporary file.
    Path user = Files.createDirectories(folder.resolveSibling("user"));
    String profile = "set \"USERPROFILE=" + dos(user) + "\"";
    cmd(tools.resolve("curl.cmd"), "echo %*>&2", "echo.>%5");
    cmd(tools.resolve("certutil.cmd"), "echo SHA512", "echo 00");
    cmd(
        tools.resolve("tar.cmd"),
        "mkdir %4\\apache-maven-3.9.16\\bin",
        "echo @echo maven>%4\\apache-maven-3.9.16\\bin\\mvn.cmd");
    Ended other = driver(profile, script("mvnw.cmd") + " verify");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err())
        .contains(
            "https://repository.example/org/apache/maven/apache-maven/3.9.16/apache-maven-3.9.16-bin.tar.gz",
            "is not Maven 3.9.16 as released");
    String sum =
        Files.readAllLines(Shell.checkout().resolve("mvnw")).stream()
            .filter(line -> line.startsWith("MAVEN_SHA512="))
            .map(line -> line.substring("MAVEN_SHA512=".length()))
            .findFirst()
            .orElseThrow();
    cmd(tools.resolve("certutil.cmd"), "echo SHA512", "echo " + sum, "echo done");
    Ended fetched = driver(profile, script("mvnw.cmd") + " verify");
    assertThat(fetched.err()).contains("mvnw: fetching Maven 3.9.16");
    assertThat(fetched.out()).containsExactly("maven");
    Ended again = driver(profile, script("mvnw.cmd") + " verify");
    assertThat(again.err()).isEmpty();
    assertThat(again.out()).containsExactly("maven");
  }

  private Path jar() throws IOException {
    Path jar = checkout.resolve("cli/target/executable/mortise-1.jar");
    Files.createDirectories(jar.getParent());
    return Files.writeString(jar, "");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Shell.script(home.resolve("bin/java.exe"), "printf '%s\\r\\n' \"$@\"");
    Shell.script(home.resolve("bin/javac.exe"), "exit 1");
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Some company\"\r\nJAVA_VERSION=\"%s\"\r\n".formatted(version));
    return home;
  }

  private void maven(String... lines) throws IOException {
    cmd(folder.resolve("maven/mvn.cmd"), lines);
    variables.put("WINEPATH", dos(folder.resolve("maven")));
  }

  private static void cmd(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "@echo off\r\n" + String.join("\r\n", lines) + "\r\n");
  }

  private String script(String name) {
    return "\"" + dos(checkout) + "\\" + name + "\"";
  }

  private static String dos(Path path) {
    return "Z:" + path.toString().replace('/', '\\');
  }

  /** What these lines of a batch file print; it ends with the status of the last one. */
  private Ended driver(String... lines) throws Exception {
    cmd(folder.resolve("driver.cmd"), lines);
    return run(List.of(wine.toString(), "cmd", "/d", "/c", "driver.cmd"));
  }

  private Ended run(List<String> command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Stream.of("JAVA_HOME", "MORTISE_JAVA_HOME", "MORTISE_JAVA_OPTS", "MVNW_REPOURL")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(variables);
    builder.environment().put("WINEPREFIX", prefix.toString());
    builder.environment().put("WINEDEBUG", "-all");
    int status = builder.start().waitFor();
    return new Ended(status, Files.readAllLines(out), Files.readString(err).strip());
  }

  private record Ended(int status, List<String> out, String err) {}
}
