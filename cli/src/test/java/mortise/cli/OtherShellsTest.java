package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts of UNIX in strict shells, with the tools of busybox, which lack GNU's own options,
 * and without what macOS lacks: flock, timeout and sha512sum.
 */
final class OtherShellsTest {
  private static final String TOOLS =
      "cat chmod cp cut dirname env false find grep head id ln ls mkdir mktemp mv printf ps pwd readlink rm"
          + " sed sleep sort tail tar touch tr true uname";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"dash", "posh", "busybox sh"})
  void checkoutIsBuiltAndRun(String name) throws Exception {
    Shell shell = shell(name);
    Path checkout = folder.resolve("check out");
    for (String file : List.of("mortise", "bin/find-jdk", "bin/launch")) {
      copy(file, checkout.resolve(file));
    }
    for (String file :
        List.of(
            ".mvn/jvm.config",
            "LICENSE",
            "NOTICE",
            "pom.xml",
            "core/pom.xml",
            "core/src/main/java/A.java",
            "cli/pom.xml",
            "cli/src/main/java/B.java",
            "cli/src/launcher/Modernize.java",
            "hub/pom.xml",
            "hub/src/main/java/C.java",
            "examples/pom.xml",
            "bench/pom.xml",
            "micrometer/pom.xml",
            "bom/pom.xml")) {
      Files.createDirectories(checkout.resolve(file).getParent());
      Files.writeString(checkout.resolve(file), file);
    }
    Shell.script(
        checkout.resolve("mvnw"),
        "mkdir -p core/target cli/target/launcher hub/target",
        "echo hub >hub/target/mortise-hub.jar",
        "echo core >core/target/mortise.jar",
        "echo cli >cli/target/mortise-cli.jar",
        ": >cli/target/launcher/libraries");
    Shell.Ended first = run(shell, name, checkout.resolve("mortise"), "verb", "an  argument*");
    assertThat(first.err()).isEqualTo("mortise: building (first use; about a minute) ...");
    assertThat(first.out()).endsWith("-m", "mortise.cli/mortise.cli.Main", "verb", "an  argument*");
    Shell.Ended second = run(shell, name, checkout.resolve("mortise"), "-Da=b", "verb");
    assertThat(second.err()).isEmpty();
    assertThat(second.out())
        .containsSubsequence("-Da=b", "-m", "mortise.cli/mortise.cli.Main", "verb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "posh", "busybox sh"})
  void mavenIsFoundOrFetched(String name) throws Exception {
    Shell shell = shell(name);
    Path checkout = folder.resolve("check out");
    copy("mvnw", checkout.resolve("mvnw"));
    copy("bin/find-jdk", checkout.resolve("bin/find-jdk"));
    Path tools = shell.home().resolveSibling("tools");
    Shell.script(tools.resolve("shasum"), "echo 00 -");
    shell.set("MVNW_REPOURL", "file://" + folder);
    Path archive =
        folder.resolve("org/apache/maven/apache-maven/3.9.16/apache-maven-3.9.16-bin.tar.gz");
    Files.createDirectories(archive.getParent());
    Files.writeString(archive, "");
    Shell.Ended fetched = run(shell, name, checkout.resolve("mvnw"), "verify");
    assertThat(fetched.err()).contains("is not Maven 3.9.16 as released");
    assertThat(fetched.status()).isEqualTo(2);
    Shell.script(
        tools.resolve("mvn"),
        "[ \"$1\" = --version ] && echo 'Apache Maven 3.9.1 (x)' && exit",
        "printf '%s\\n' \"$JAVA_HOME\" \"$@\"",
        "exit 5");
    Shell.Ended found = run(shell, name, checkout.resolve("mvnw"), "-Da=b  c", "verify");
    assertThat(found.out())
        .containsExactly(shell.home().resolve("jdk 25").toString(), "-Da=b  c", "verify");
    assertThat(found.status()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "posh", "busybox sh"})
  void packageForAllSystemsRunsItsJar(String name) throws Exception {
    Shell shell = shell(name);
    Path home = folder.resolve("mortise 1");
    copy("bin/portable", home.resolve("mortise"));
    copy("bin/find-jdk", home.resolve("find-jdk"));
    Path jar = Files.writeString(home.resolve("mortise-1.jar"), "");
    Path link = Files.createSymbolicLink(shell.home().resolve("ncat"), home.resolve("mortise"));
    shell.set("MORTISE_JAVA_OPTS", "-Xmx64m -Da=*");
    assertThat(run(shell, name, home.resolve("mortise"), "-Db=c", "verb", "a  b*", "").out())
        .containsExactly("-Xmx64m", "-Da=*", "-jar", jar.toString(), "-Db=c", "verb", "a  b*", "");
    assertThat(run(shell, name, link, "-l", "80").out())
        .containsExactly("-Xmx64m", "-Da=*", "-jar", jar.toString(), "ncat", "-l", "80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "posh", "busybox sh"})
  void packageForAllSystemsOpensClosedDescriptors(String name) throws Exception {
    Shell shell = shell(name);
    Path home = folder.resolve("mortise");
    copy("bin/portable", home.resolve("mortise"));
    copy("bin/find-jdk", home.resolve("find-jdk"));
    Files.writeString(home.resolve("mortise-1.jar"), "");
    Shell.script(
        shell.home().resolve("jdk 25/bin/java"),
        "for fd in 0 1; do echo \"$(readlink /proc/$$/fd/$fd)\" >&2; done");
    String line = "exec " + interpreter(name) + " '" + home.resolve("mortise") + "' <&- >&-";
    Shell.Ended ended = shell.run("/bin/sh", "-c", line);
    assertThat(ended.err().lines()).containsExactly("/dev/null", "/dev/null");
  }

  /** Options of GNU that busybox takes too. */
  @Test
  void scriptsUseNoOptionOfGnu() throws IOException {
    for (String script : List.of("mortise", "mvnw", "bin/portable", "bin/find-jdk", "bin/launch")) {
      assertThat(Files.readString(Shell.checkout().resolve(script)))
          .as(script)
          .doesNotContainPattern(
              "\\b(sed -i|sed -r|readlink -f|cp -a|grep -P|stat -c|date -d|sort -V|xargs -r)\\b");
    }
  }

  private Shell shell(String name) throws IOException {
    Needs.program(name.split(" ")[0]);
    Path busybox = Needs.program("busybox");
    Shell shell = new Shell(folder.resolve("with a space"));
    Path tools = shell.home().resolveSibling("tools");
    try (var files = Files.list(tools)) {
      for (Path tool : files.toList()) {
        Files.delete(tool);
      }
    }
    for (String tool : TOOLS.split(" ")) {
      Shell.script(tools.resolve(tool), "exec " + busybox + " " + tool + " \"$@\"");
    }
    Shell.script(tools.resolve("sh"), "exec " + interpreter(name) + " \"$@\"");
    shell.set("JAVA_HOME", shell.jdk(shell.home().resolve("jdk 25"), "25.0.3").toString());
    return shell;
  }

  private static String interpreter(String name) {
    String[] words = name.split(" ");
    return Needs.program(words[0]) + (words.length > 1 ? " " + words[1] : "");
  }

  private static Shell.Ended run(Shell shell, String name, Path script, String... arguments)
      throws Exception {
    List<Object> command = new ArrayList<>(List.of((Object[]) interpreter(name).split(" ")));
    command.add(script);
    command.addAll(List.of(arguments));
    return shell.run(command.toArray());
  }

  private static void copy(String from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(Shell.checkout().resolve(from), to);
  }
}
