package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FindJdkTest {
  private Shell shell;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    shell = new Shell(folder.resolve("with a space"));
  }

  @Test
  void saysWhatToInstallWhereThereIsNone() throws Exception {
    Shell.Ended found = find();
    assertThat(found.status()).isEqualTo(2);
    assertThat(found.out()).isEmpty();
    assertThat(found.err()).startsWith("mortise: needs a JDK 25 or newer").contains("apt install");
    assertThat(found.err().lines()).hasSize(1);
  }

  @Test
  void takesMortiseJavaHomeBeforeJavaHomeBeforePathBeforeFolders() throws Exception {
    Path folder = shell.jdk(shell.root().resolve("usr/lib/jvm/jdk-27"), "27");
    assertThat(find().out()).containsExactly(folder + " 27");
    Path onPath = shell.jdk(shell.root().resolve("elsewhere/jdk"), "25.0.1");
    linkJava(onPath);
    assertThat(find().out()).containsExactly(onPath + " 25.0.1");
    Path javaHome = shell.jdk(shell.home().resolve("java home"), "26");
    shell.set("JAVA_HOME", javaHome.toString());
    assertThat(find().out()).containsExactly(javaHome + " 26");
    Path own = shell.jdk(shell.home().resolve("own"), "25");
    shell.set("MORTISE_JAVA_HOME", own.toString());
    assertThat(find().out()).containsExactly(own + " 25");
  }

  @Test
  void passesOverWhatIsTooOldOrNoJdk() throws Exception {
    shell.set("JAVA_HOME", shell.jdk(shell.home().resolve("old"), "17.0.15").toString());
    shell.set("MORTISE_JAVA_HOME", shell.home().resolve("missing").toString());
    linkJava(shell.jdk(shell.home().resolve("older"), "1.8.0_412"));
    Files.delete(shell.jdk(shell.root().resolve("opt/jdk-30"), "30").resolve("bin/javac"));
    Path good = shell.jdk(shell.root().resolve("opt/jdk-25"), "25");
    assertThat(find().out()).containsExactly(good + " 25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root/usr/lib/jvm/java-25-openjdk-amd64",
        "root/usr/java/jdk-25",
        "root/opt/jdk-25.0.1",
        "root/opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home",
        "root/usr/local/opt/openjdk/libexec/openjdk.jdk/Contents/Home",
        "root/Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
        "home/.sdkman/candidates/java/25.0.1-tem",
        "home/.asdf/installs/java/temurin-25.0.1",
        "home/.local/share/mise/installs/java/25",
        "home/.jenv/versions/25",
        "home/.jdks/temurin-25",
      })
  void looksInTheUsualFolders(String place) throws Exception {
    Path home = shell.jdk(shell.home().getParent().resolve(place), "25.0.1");
    assertThat(find().out()).containsExactly(home + " 25.0.1");
  }

  @Test
  void takesTheNewestOfTheFolders() throws Exception {
    shell.jdk(shell.root().resolve("usr/lib/jvm/a"), "25.0.9");
    Path newest = shell.jdk(shell.root().resolve("usr/lib/jvm/b"), "25.0.10");
    shell.jdk(shell.root().resolve("usr/lib/jvm/c"), "25");
    shell.jdk(shell.root().resolve("usr/lib/jvm/d"), "21.0.11");
    assertThat(find().out()).containsExactly(newest + " 25.0.10");
  }

  @Test
  void asksJavaWhereThereIsNoReleaseFile() throws Exception {
    Path home = shell.jdk(shell.root().resolve("usr/lib/jvm/bare"), "25");
    Files.delete(home.resolve("release"));
    Shell.script(home.resolve("bin/java"), "echo 'openjdk version \"25.0.2\" 2026-01-20' >&2");
    assertThat(find().out()).containsExactly(home + " 25.0.2");
  }

  /** Puts java on PATH as Debian does: a link to a link to the JDK's. */
  private void linkJava(Path home) throws IOException {
    Path alternatives = Files.createDirectories(shell.root().resolve("etc/alternatives"));
    Path link = Files.createSymbolicLink(alternatives.resolve("java"), home.resolve("bin/java"));
    Files.createSymbolicLink(shell.home().resolveSibling("tools").resolve("java"), link);
  }

  private Shell.Ended find() throws IOException, InterruptedException {
    Path script = Shell.checkout().resolve("bin/find-jdk");
    return shell.run(
        "/bin/sh",
        "-euc",
        ". \"$0\"; find_jdk || exit; echo \"$mortise_jdk $mortise_jdk_version\"",
        script);
  }
}
