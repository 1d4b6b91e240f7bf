package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mortise.testing.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real launcher in a checkout whose mvnw and JDK are small scripts. */
final class LauncherTest {
  private static final String MAIN = "mortise.cli/mortise.cli.Main";
  private static final String BUILDING = "mortise: building (first use; about a minute) ...";

  private Shell shell;
  private Path checkout;
  private Path launcher;

  /** Each build adds a line. */
  private Path builds;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    // For the tests that run as another user.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    shell = new Shell(folder.resolve("with a space"));
    checkout = Files.createDirectories(shell.home().resolveSibling("check out"));
    builds = shell.home().resolve("builds");
    launcher = copy("mortise");
    copy("bin/find-jdk");
    copy("bin/launch");
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
    Files.writeString(checkout.resolve("library.jar"), "");
    builder("");
    age();
    shell.set("JAVA_HOME", shell.jdk(shell.home().resolve("jdk 25"), "25.0.3").toString());
  }

  @Test
  void buildsOnceWithOneLineOnStandardError() throws Exception {
    Shell.Ended first = shell.run(launcher, "verb", "an argument");
    assertThat(first.status()).isZero();
    assertThat(first.err()).isEqualTo(BUILDING);
    assertThat(first.out()).endsWith("-m", MAIN, "verb", "an argument");
    Shell.Ended second = shell.run(launcher, "verb");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).endsWith("-m", MAIN, "verb");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void terminalSeesTheStepsOfTheBuildInOneLine() throws Exception {
    Path seen = shell.home().resolve("seen");
    Files.createFile(seen);
    builder(
        "echo '[INFO] Building mortise command 1.0       [3/4]'",
        "until grep -q '\\[3/4] mortise command 1.0' '" + seen + "'; do sleep 0.1; done");
    Needs.program("script");
    Shell.Ended ended =
        shell.run("/usr/bin/script", "-qefc", "'" + launcher + "' verb", seen.toString());
    assertThat(ended.status()).isZero();
    String shown = Files.readString(seen);
    assertThat(shown.lines()).contains(BUILDING).contains("\033[K  0 s  Maven and its plugins");
    assertThat(shown).containsPattern("\r\033\\[K {2}\\d+ s  \\[3/4] mortise command 1.0\r");
    assertThat(shown.substring(shown.lastIndexOf("\r\033[K"))).doesNotContain(" s ");
  }

  /** The JVM reads names in the locale's encoding; children get back what the user had. */
  @Test
  void jvmRunsInUtf8AndIsGivenTheLocaleOfTheUser() throws Exception {
    Path java = shell.home().resolve("jdk 25").resolve("bin/java");
    Shell.script(java, "printf '%s\\n' \"$@\" \"LC_ALL is $LC_ALL\"");
    assertThat(shell.run(launcher, "verb").out()).contains("-Dmortise.lc_all=");
    for (String locale : List.of("C", "de_DE.ISO-8859-1", "")) {
      shell.set("LC_ALL", locale);
      List<String> out = shell.run(launcher, "verb").out();
      assertThat(out).contains("-Dmortise.lc_all==" + locale, "LC_ALL is C.UTF-8");
    }
  }

  @Test
  void givesTheJarsAndTheGrants() throws Exception {
    List<String> arguments = shell.run(launcher).out();
    assertThat(arguments).contains("--enable-native-access=mortise");
    assertThat(arguments).contains("--add-opens=java.base/java.lang=mortise,mortise.cli");
    String path = arguments.get(arguments.indexOf("--module-path") + 1);
    assertThat(path.split(":"))
        .extracting(jar -> Path.of(jar).getFileName().toString())
        .containsExactlyInAnyOrder("mortise.jar", "mortise-cli.jar", "library.jar");
    assertThat(path.split(":")).allSatisfy(jar -> assertThat(Path.of(jar)).exists());
  }

  @Test
  void worksThroughLinksFromAnyFolder() throws Exception {
    Path links = Files.createDirectories(shell.home().resolve("links"));
    Path first = Files.createSymbolicLink(links.resolve("first"), launcher);
    Files.createSymbolicLink(links.resolve("mortise"), links.relativize(first));
    assertThat(shell.run(links.resolve("mortise"), "verb").out()).endsWith("-m", MAIN, "verb");
    shell.set("PATH", links + ":" + shell.home().resolveSibling("tools"));
    assertThat(shell.run("/bin/sh", "-c", "cd /; mortise").out()).endsWith("-m", MAIN);
    assertThat(builds()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc", "ncat"})
  void isNcWhenCalledSo(String name) throws Exception {
    Path link = Files.createSymbolicLink(shell.home().resolve(name), launcher);
    assertThat(shell.run(link, "-l", "80").out()).endsWith("-m", MAIN, "ncat", "-l", "80");
  }

  @Test
  void passesPropertiesBeforeTheVerbToTheJvm() throws Exception {
    shell.set("MORTISE_JAVA_OPTS", "-Xmx64m -Da=*");
    assertThat(shell.run(launcher, "-Dx=1 2", "-Dy", "verb", "-Dz").out())
        .containsSubsequence("-Xmx64m", "-Da=*", "-Dx=1 2", "-Dy", "-m", MAIN, "verb", "-Dz")
        .endsWith("verb", "-Dz");
  }

  @Test
  void exitStatusIsTheCommands() throws Exception {
    Shell.script(shell.home().resolve("jdk 25/bin/java"), "exit 7");
    assertThat(shell.run(launcher).status()).isEqualTo(7);
  }

  @Test
  void buildsAgainWhenSourcesHaveChanged() throws Exception {
    shell.run(launcher);
    Files.writeString(checkout.resolve("core/src/main/java/A.java"), "changed");
    assertThat(shell.run(launcher).err()).contains("the sources have changed");
    assertThat(shell.run(launcher).err()).isEmpty();
    Files.delete(checkout.resolve("cli/src/main/java/B.java"));
    assertThat(shell.run(launcher).err()).contains("the sources have changed");
    assertThat(shell.run(launcher).err()).isEmpty();
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void buildsAgainWhenASourceIsSavedDuringTheBuild() throws Exception {
    builder("sleep 0.1; echo x >'" + checkout + "/pom.xml'");
    age();
    shell.run(launcher);
    builder("");
    assertThat(shell.run(launcher).err()).contains("the sources have changed");
    assertThat(shell.run(launcher).err()).isEmpty();
  }

  @Test
  void sourcesFromTheFutureDoNotBuildForEver() throws Exception {
    FileTime tomorrow = FileTime.from(Instant.now().plusSeconds(86400));
    Files.setLastModifiedTime(checkout.resolve("pom.xml"), tomorrow);
    shell.run(launcher);
    assertThat(shell.run(launcher).err()).isEmpty();
  }

  @Test
  void failedBuildNamesTheLogAndTheReason() throws Exception {
    builder(
        "echo '[INFO] so far so good'",
        "echo \"[ERROR] $PWD/core/src/main/java/A.java:[1,2] ';' expected\"; exit 1");
    Shell.Ended failed = shell.run(launcher);
    assertThat(failed.status()).isEqualTo(2);
    assertThat(failed.out()).isEmpty();
    Path log = checkout.resolve(".mortise/build.log");
    assertThat(failed.err())
        .contains("mortise: the build failed; its whole log is " + log)
        .contains("  [ERROR] core/src/main/java/A.java:[1,2] ';' expected")
        .doesNotContain("so far so good");
    assertThat(log).content().contains("so far so good");
    builder("");
    assertThat(shell.run(launcher).status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void startsAtTheSameTimeDoNotDisturbEachOther(boolean flock) throws Exception {
    assumeTrue(shell.has("flock") || !flock, "flock is not installed");
    if (!flock && shell.has("flock")) {
      shell.without("flock");
    }
    builder("sleep 0.5");
    List<Shell.Running> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(shell.start(launcher, "verb"));
    }
    for (Shell.Running start : starts) {
      Shell.Ended ended = start.end();
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).endsWith("-m", MAIN, "verb");
    }
    // Without flock they do not wait for each other.
    assertThat(builds()).isBetween(1L, flock ? 1L : 4L);
    assertThat(shell.run(launcher).err()).isEmpty();
    if (flock) {
      assertNothingLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void killedBuildLeavesNothingThatCounts(boolean flock) throws Exception {
    assumeTrue(shell.has("flock") || !flock, "flock is not installed");
    if (!flock && shell.has("flock")) {
      shell.without("flock");
    }
    builder("sleep 2");
    Shell.Running killed = shell.start(launcher);
    while (builds() == 0) {
      Thread.sleep(10);
    }
    killed.process().destroyForcibly();
    killed.end();
    builder("");
    Shell.Ended next = shell.run(launcher, "verb");
    assertThat(next.status()).as(next.err()).isZero();
    assertThat(next.err()).contains("building");
    assertThat(next.out()).endsWith("-m", MAIN, "verb");
    if (flock) {
      assertNothingLeft();
    }
  }

  @Test
  void interruptedBuildCleansUp() throws Exception {
    builder("sleep 0.5");
    Shell.Running start = shell.start(launcher);
    while (builds() == 0) {
      Thread.sleep(10);
    }
    start.process().destroy();
    assertThat(start.end().status()).isEqualTo(143);
    assertNothingLeft();
  }

  @Test
  void withoutJdkItSaysSoAndBuildsNothing() throws Exception {
    shell.set("JAVA_HOME", "");
    Shell.Ended ended = shell.run(launcher);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).startsWith("mortise: needs a JDK 25 or newer");
    assertThat(builds()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve echo", "nc -l 1", "nc --ssl h 1", "nc -k -l 1", "sockets"})
  void propertiesChangeNoOtherOption(String line) throws Exception {
    Shell.script(
        shell.home().resolve("jdk 25/bin/java"),
        "for a; do case $a in -XX:AOTCacheOutput=*) : >\"${a#*=}\";; esac; done",
        "printf '%s\n' \"$@\"");
    List<Object> call = new ArrayList<>(List.of(launcher));
    Collections.addAll(call, line.split(" "));
    shell.run(call.toArray());
    List<String> without = shell.run(call.toArray()).out();
    call.add(1, "-Da=b");
    List<String> with = new ArrayList<>(shell.run(call.toArray()).out());
    assertThat(with.remove("-Da=b")).isTrue();
    assertThat(with).isEqualTo(without).anyMatch(a -> a.startsWith("-XX:AOTCache="));
  }

  @Test
  void cacheIsOnlyForTheJdkThatMadeIt() throws Exception {
    Shell.script(
        shell.home().resolve("jdk 25/bin/java"),
        "for a; do case $a in -XX:AOTCacheOutput=*) : >\"${a#*=}\";; esac; done",
        "printf '%s\\n' \"$@\"");
    shell.run(launcher);
    assertThat(shell.run(launcher).out()).anyMatch(a -> a.startsWith("-XX:AOTCache="));
    shell.set("JAVA_HOME", shell.jdk(shell.home().resolve("other"), "25.0.3").toString());
    assertThat(shell.run(launcher).out()).noneMatch(a -> a.startsWith("-XX:AOTCache="));
  }

  @ParameterizedTest
  @CsvSource({
    "--version, version",
    "--help, mortise.80",
    "help, mortise.80",
    "serve --help, verbs/serve.80",
    "serve -h, verbs/serve.80",
    "help serve, verbs/serve.80",
    "nc --help, nc",
    "nc --help=all, nc-all",
    "nc --version, nc-version",
    "ncat --help, ncat",
  })
  void helpIsPrintedWithoutAJvm(String line, String text) throws Exception {
    jvmThatWritesTexts();
    shell.run(launcher);
    assertThat(called(line)).containsExactly("text of " + text);
    assertThat(shell.set("MORTISE_JAVA_OPTS", "-Xint").run(launcher, "--help").out())
        .endsWith("-m", MAIN, "--help");
  }

  @Test
  void helpOfALinkNamedNcatIsPrintedWithoutAJvm() throws Exception {
    jvmThatWritesTexts();
    shell.run(launcher);
    Path link = Files.createSymbolicLink(shell.home().resolve("ncat"), launcher);
    assertThat(shell.run(link, "--help").out()).containsExactly("text of ncat");
    assertThat(shell.run(link, "--version").out()).containsExactly("text of nc-version");
    assertThat(shell.run(link, "serve", "--help").out()).contains("-m", MAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Da=b --help",
        "serv --help",
        "../serve --help",
        "help help nc",
        "serve --help echo",
        "nc --help=some",
        "help --man",
        "--version x"
      })
  void otherLinesGoToTheJvm(String line) throws Exception {
    jvmThatWritesTexts();
    shell.run(launcher);
    assertThat(called(line)).contains("-m", MAIN);
  }

  @Test
  void widthOfTheHelpIsThatOfTheColumns() throws Exception {
    jvmThatWritesTexts();
    shell.run(launcher);
    shell.set("COLUMNS", "120");
    assertThat(shell.run(launcher, "serve", "--help").out())
        .containsExactly("text of verbs/serve.100");
    for (String other : List.of("79", "90", "08", "1000", "wide")) {
      shell.set("COLUMNS", other);
      assertThat(shell.run(launcher, "serve", "--help").out())
          .endsWith("-m", MAIN, "serve", "--help");
    }
  }

  @Test
  void helpThatCannotBeWrittenIsTheJvms() throws Exception {
    jvmThatWritesTexts();
    shell.run(launcher);
    Shell.Ended ended = shell.run("/bin/sh", "-c", "\"$0\" --help >/dev/full || echo $?", launcher);
    assertThat(ended.out()).containsExactly("7");
  }

  /** Other JVMs have another version. */
  @Test
  void textsAreOnlyForTheJdkThatMadeThem() throws Exception {
    jvmThatWritesTexts();
    shell.run(launcher);
    shell.set("JAVA_HOME", shell.jdk(shell.home().resolve("other"), "25.0.3").toString());
    assertThat(shell.run(launcher, "--version").out()).endsWith("-m", MAIN, "--version");
  }

  /** What the launcher prints with these arguments. */
  private List<String> called(String line) throws Exception {
    return shell.run("/bin/sh", "-c", "\"$0\" " + line, launcher).out();
  }

  private void jvmThatWritesTexts() throws IOException {
    Shell.script(
        shell.home().resolve("jdk 25/bin/java"),
        "for a; do case $a in --texts=*)",
        "  folder=${a#*=}; mkdir -p \"$folder/verbs\"",
        "  for t in version mortise.80 verbs/serve.80 verbs/serve.100 nc nc-all nc-version ncat; do",
        "    echo \"text of $t\" >\"$folder/$t\"",
        "  done; exit",
        "esac; done",
        "printf '%s\\n' \"$@\" || exit 7");
  }

  @Test
  void userWhoCannotWriteRunsTheBuildThatIsThereOrHisOwn() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can be two users");
    assumeTrue(shell.has("setpriv"), "setpriv is not installed");
    shell.run(launcher);
    Path home = Files.createDirectories(shell.home().resolveSibling("nobody"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    shell.set("HOME", home.toString());
    Shell.Ended current = asNobody();
    assertThat(current.err()).isEmpty();
    assertThat(current.out()).endsWith("-m", MAIN, "verb");

    Files.writeString(checkout.resolve("pom.xml"), "changed");
    builds = home.resolve("builds");
    builder("");
    age();
    Files.setLastModifiedTime(checkout.resolve("pom.xml"), FileTime.from(Instant.now()));
    Shell.Ended stale = asNobody();
    assertThat(stale.err()).isEqualTo(BUILDING);
    assertThat(stale.out()).anyMatch(a -> a.contains(home + "/.cache/mortise"));
    assertThat(asNobody().err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  /** What root runs is root's, or the owner's of the script that root has called. */
  @Test
  void buildOfAnotherUserIsNotRun() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can be two users");
    assumeTrue(shell.has("setpriv"), "setpriv is not installed");
    Path home = Files.createDirectories(shell.home().resolveSibling("nobody"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    shell.set("HOME", home.toString());
    builds = home.resolve("builds");
    builder("");
    age();
    assertThat(asNobody().out()).anyMatch(a -> a.contains(home + "/.cache/mortise"));
    assertThat(builds()).isEqualTo(1);
    Shell.Ended root = shell.run(launcher, "verb");
    assertThat(root.out())
        .anyMatch(a -> a.contains(checkout + "/.mortise"))
        .noneMatch(a -> a.contains(home + "/.cache"));
    assertThat(builds()).isEqualTo(2);

    // Nor is the folder used where no other can be: here, for its path.
    Path odd = checkout.resolveSibling("check:out");
    Files.move(checkout, odd);
    checkout = odd;
    launcher = odd.resolve("mortise");
    builder("");
    age();
    assertThat(asNobody().status()).isZero();
    Shell.Ended refused = shell.run(launcher, "verb");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("belongs to another user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "100%p", "a=:%3A:", "[*] \"q \\ $x"})
  void jarsAreInPathsThatTheJvmTakesAsTheyAre(String name) throws Exception {
    Path odd = checkout.resolveSibling(name);
    Files.move(checkout, odd);
    checkout = odd;
    launcher = odd.resolve("mortise");
    Shell.script(
        shell.home().resolve("jdk 25/bin/java"),
        "for a; do case $a in -XX:AOTCacheOutput=*) : >\"${a#*=}\";; esac; done",
        "printf '%s\\n' \"$@\"");
    builder("");
    Files.writeString(checkout.resolve("library.jar"), "");
    age();
    Shell.Ended ended = shell.run(launcher, "verb");
    assertThat(ended.status()).as(ended.err()).isZero();
    List<String> out = ended.out();
    String path = out.get(out.indexOf("--module-path") + 1);
    assertThat(path.split(":"))
        .hasSize(3)
        .allSatisfy(jar ->
            assertThat(jar).doesNotContain("%").satisfies(j -> assertThat(Path.of(j)).exists()));
    assertThat(out).anyMatch(a -> a.matches("-XX:AOTCache=[^:%]*"));
    assertThat(shell.run(launcher, "verb").err()).isEmpty();
  }

  @Test
  void relativeCallMindsNoCdpath() throws Exception {
    Path other = Files.createDirectories(shell.home().resolve("elsewhere/check out"));
    shell.set("CDPATH", other.getParent().toString());
    String parent = checkout.getParent().toString();
    for (String call :
        List.of("cd \"$0\"; 'check out/mortise'", "cd \"$0/check out\"; ./mortise")) {
      Shell.Ended ended = shell.run("/bin/sh", "-c", call, parent);
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).endsWith("-m", MAIN);
    }
    assertThat(builds()).isEqualTo(1);
  }

  /** The place that the build has noted is the other one's. */
  @Test
  void copyOfACheckoutRunsItsOwnBuild() throws Exception {
    shell.run(launcher);
    Path copy = checkout.resolveSibling("copy");
    assertThat(shell.run("/bin/cp", "-Rp", checkout, copy).status()).isZero();
    assertThat(modulePath(copy)).contains(copy + "/.mortise/").doesNotContain(checkout + "/");
  }

  @Test
  void pathsAreWithoutTheLinksOnTheWay() throws Exception {
    Path link = Files.createSymbolicLink(shell.home().resolve("folder"), checkout);
    for (String state : List.of("first", "built")) {
      assertThat(modulePath(link)).as(state).startsWith(checkout.toRealPath() + "/.mortise/");
    }
    assertThat(builds()).isEqualTo(1);
  }

  private String modulePath(Path folder) throws Exception {
    List<String> out = shell.run(folder.resolve("mortise"), "verb").out();
    return out.get(out.indexOf("--module-path") + 1);
  }

  @Test
  void folderMayBeginWithAHyphen() throws Exception {
    Path link = Files.createDirectories(shell.home().resolve("-links"));
    Files.createSymbolicLink(link.resolve("mortise"), launcher);
    Shell.Ended ended = shell.run("/bin/sh", "-c", "cd \"$0\"; -links/mortise", shell.home());
    assertThat(ended.out()).as(ended.err()).endsWith("-m", MAIN);
  }

  /** A shell exports what it assigns to a variable that it got from its caller. */
  @Test
  void variablesOfTheCallerArriveUnchanged() throws Exception {
    Set<String> names = new TreeSet<>();
    Pattern assigned = Pattern.compile("(?m)(?:^|[\\s;{(|])(?:for )?([A-Za-z_]\\w*)(?:=| in\\b|;)");
    Pattern read = Pattern.compile("read -r((?: [A-Za-z_]\\w*)+)");
    for (String script : List.of("mortise", "bin/launch", "bin/find-jdk", "bin/packaged")) {
      String text = Files.readString(Shell.checkout().resolve(script));
      assigned.matcher(text).results().forEach(found -> names.add(found.group(1)));
      read.matcher(text)
          .results()
          .forEach(found -> names.addAll(List.of(found.group(1).strip().split(" "))));
    }
    // What a caller says by them is for these scripts.
    names.removeIf(name -> name.startsWith("mortise_"));
    names.removeAll(List.of("IFS", "JAVA_HOME", "HOME", "PATH"));
    // The JVM has its own, and a property with the caller's.
    names.remove("LC_ALL");
    assertThat(names).contains("CDPATH");
    names.addAll(List.of("build", "JDK_HOME", "name", "java"));
    names.forEach(name -> shell.set(name, "the caller's"));
    Shell.script(shell.home().resolve("jdk 25/bin/java"), "env");
    shell.run(launcher);
    List<String> environment = shell.run(launcher).out();
    assertThat(environment).containsAll(names.stream().map(n -> n + "=the caller's").toList());
  }

  @Test
  void umaskIsTheCallersAndNobodyElseMayWriteTheBuild() throws Exception {
    Shell.script(shell.home().resolve("jdk 25/bin/java"), "umask");
    Shell.Ended ended = shell.run("/bin/sh", "-c", "umask 0; exec \"$0\"", launcher);
    assertThat(ended.out()).as(ended.err()).last().asString().endsWith("000");
    try (Stream<Path> files = Files.walk(checkout.resolve(".mortise"))) {
      assertThat(files.filter(Files::exists))
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .doesNotEndWith("w-")
                  .doesNotEndWith("wx"));
    }
  }

  /** The JVM would open its own files there, and the command read and write those. */
  @ParameterizedTest
  @ValueSource(strings = {"<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"})
  void closedStandardDescriptorsAreOpenForTheJvm(String closed) throws Exception {
    Path seen = shell.home().resolve("seen");
    Shell.script(
        shell.home().resolve("jdk 25/bin/java"),
        "{",
        "for n in 0 1 2; do readlink /proc/$$/fd/$n || echo closed; done",
        "cat /proc/$$/fdinfo/1 | grep flags",
        "} 9>&1 >'" + seen + "' 2>/dev/null",
        "{ cat; } >>'" + seen + "' 2>&1",
        "echo out || exit 5");
    for (String state : List.of("first", "built")) {
      Shell.Ended ended =
          shell.run("/bin/sh", "-c", "\"$0\" </dev/null " + closed, launcher.toString());
      assertThat(Files.readAllLines(seen)).as(state).doesNotContain("closed");
      assertThat(ended.status())
          .as(state)
          .isEqualTo(closed.contains(" >&-") || closed.startsWith(">") ? 5 : 0);
    }
    assertThat(builds()).isEqualTo(1);
  }

  /** The launcher of the package, which finds everything beside itself. */
  @ParameterizedTest
  @ValueSource(strings = {"unpacked", "un:packed 100%p"})
  void packageRunsFromWhereverItIsCalled(String name) throws Exception {
    Path home = Files.createDirectories(shell.home().resolve(name));
    Path command = home.resolve("bin/mortise");
    Files.createDirectories(command.getParent());
    Files.copy(Shell.checkout().resolve("bin/packaged"), command);
    assertThat(command.toFile().setExecutable(true)).isTrue();
    Files.copy(Shell.checkout().resolve("bin/launch"), home.resolve("launch"));
    Files.createDirectories(home.resolve("app/classpath"));
    Files.writeString(home.resolve("app/mortise.jar"), "");
    Files.writeString(home.resolve("app/classpath/luaj.jar"), "");
    Files.writeString(home.resolve("app/verbs.aot"), "");
    Shell.script(
        home.resolve("runtime/bin/java"), "printf '%s\\n' \"$@\"", "readlink /proc/$$/fd/0");
    shell.set("CDPATH", shell.home().resolve("elsewhere").toString());
    Files.createDirectories(shell.home().resolve("elsewhere/bin"));
    for (String call :
        List.of("cd \"$0\"; bin/mortise verb <&-", "cd \"$0/bin\"; ./mortise verb <&-")) {
      Shell.Ended ended = shell.run("/bin/sh", "-c", call, home);
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).endsWith("-m", MAIN, "verb", "/dev/null");
      String jar = ended.out().get(ended.out().indexOf("--module-path") + 1);
      assertThat(jar).doesNotContain(":").doesNotContain("%");
      assertThat(Path.of(jar)).exists();
    }
  }

  private Shell.Ended asNobody() throws IOException, InterruptedException {
    return shell.run(
        "/usr/bin/env", "setpriv", "--reuid=65534", "--clear-groups", launcher, "verb");
  }

  /** Writes the mvnw of the checkout: it does what it is told, then pretends to have built. */
  private void builder(String... first) throws IOException {
    Shell.script(
        checkout.resolve("mvnw"),
        "echo build >>'" + builds + "'",
        String.join("\n", first),
        "mkdir -p core/target cli/target/launcher hub/target",
        "echo hub >hub/target/mortise-hub.jar",
        "echo core >core/target/mortise.jar",
        "echo cli >cli/target/mortise-cli.jar",
        "echo '" + checkout + "/library.jar' >cli/target/launcher/libraries");
  }

  /** Makes all sources an hour old. */
  private void age() throws IOException {
    FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, old);
      }
    }
  }

  private long builds() throws IOException {
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(checkout.resolve(".mortise"))) {
      assertThat(files.map(file -> file.getFileName().toString().replaceFirst("^b\\..*", "b")))
          .isSubsetOf("lock", "current", "build.log", "b");
    }
  }

  private Path copy(String file) throws IOException {
    Path copy = checkout.resolve(file);
    Files.createDirectories(copy.getParent());
    Files.copy(Shell.checkout().resolve(file), copy);
    if (!copy.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + copy + " executable");
    }
    return copy;
  }
}
