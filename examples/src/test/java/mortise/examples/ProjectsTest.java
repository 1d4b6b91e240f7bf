package mortise.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mortise.testing.Needs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The projects of examples/projects, built and run by the commands of docs/use-it.md, against what
 * a release would publish.
 */
@Isolated
@EnabledIfSystemProperty(
    named = "package.test",
    matches = "true",
    disabledReason = "builds projects with Maven: -Dpackage.test=true")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class ProjectsTest {
  /** What a program prints that has both grants. */
  private static final String GRANTED = "event loops: true";

  /**
   * Of the JVM's warning and of mortise's, where a grant is missing. Maven has warnings of its own.
   */
  private static final String[] MISSING = {"restricted method", "the JDK's scheduler"};

  @TempDir private static Path folder;

  /** JUnit would warn of links that lead out of the folder that it clears. */
  @AfterAll
  static void unlink() throws IOException {
    for (String place : new String[] {"repository", "repository/io", "repository/io/github"}) {
      if (Files.exists(folder.resolve(place))) {
        try (Stream<Path> links = Files.list(folder.resolve(place))) {
          for (Path link : links.filter(Files::isSymbolicLink).toList()) {
            Files.delete(link);
          }
        }
      }
    }
  }

  @Test
  void classPathAndTestsBySurefire() throws IOException {
    String output = run("maven", "Class path, and tests by surefire");
    assertThat(output).doesNotContain(MISSING).contains("Tests run: 1, Failures: 0");
    assertThat(output.split(GRANTED, -1)).hasSize(3);
  }

  @Test
  void modulePathAndImages() throws IOException {
    Needs.program("objcopy"); // what jlink strips debug information with
    String output = run("modules", "Module path, jlink, jpackage");
    assertThat(output).doesNotContain(MISSING);
    assertThat(output.split(GRANTED, -1)).hasSize(4);
  }

  @Test
  void shadedJar() throws IOException {
    assertThat(run("shade", "Executable jar by shade")).contains(GRANTED).doesNotContain(MISSING);
  }

  @Test
  void springBoot() throws IOException {
    assertThat(run("spring-boot", "Executable jar of Spring Boot"))
        .contains(GRANTED, "Started EchoApplication")
        .doesNotContain(MISSING);
  }

  @Test
  void jshell() throws IOException {
    assertThat(run(null, "jshell")).contains(GRANTED).doesNotContain(MISSING);
  }

  @Test
  void programInOneFile() throws IOException {
    assertThat(run(null, "A program in one file")).contains(GRANTED).doesNotContain(MISSING);
  }

  /** The commands of a section of the page, in a copy of the project. */
  private static String run(String project, String section) throws IOException {
    String commands = UseItTest.blocks(section, "sh").collect(joining("\n"));
    assertThat(commands).as(section).isNotEmpty();
    Path place = Files.createTempDirectory(folder, "project");
    if (project != null) {
      copy(Release.sources().resolve("examples/projects").resolve(project), place);
    }
    String path = tools() + ":" + System.getProperty("java.home") + "/bin:" + System.getenv("PATH");
    String library = repository().resolve("mortise").resolve(Release.VERSION).toString();
    return Release.run(
        place,
        Map.of("PATH", path, "MORTISE_JAR", library + "/mortise-" + Release.VERSION + ".jar"),
        "sh",
        "-ec",
        commands);
  }

  private static Path repository() {
    return Release.repository().resolve(PomsTest.GROUP.replace('.', '/'));
  }

  /** A folder with mvn, which finds mortise in a repository of its own. */
  private static Path tools() throws IOException {
    Path tools = folder.resolve("tools");
    if (!Files.exists(tools)) {
      Path local = localRepository();
      Files.createDirectories(tools);
      Path mvn = tools.resolve("mvn");
      Files.writeString(
          mvn,
          """
          #!/bin/sh
          # mvnw looks for a mvn on PATH, and is not to find this one.
          PATH='%s'
          exec '%s' -B -ntp -Dmaven.repo.local='%s' "$@"
          """
              .formatted(System.getenv("PATH"), Release.CHECKOUT.resolve("mvnw"), local));
      Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return tools;
  }

  /**
   * The user's local repository by links, so that nothing is fetched twice, with a copy of mortise
   * in the place of what the user may have installed.
   */
  private static Path localRepository() throws IOException {
    Path users =
        Path.of(
            System.getProperty(
                "localRepository", System.getProperty("user.home") + "/.m2/repository"));
    // So that what is fetched for them stays.
    for (String group : new String[] {"ch", "com", "io/github", "jakarta", "org"}) {
      Files.createDirectories(users.resolve(group));
    }
    Path local = folder.resolve("repository");
    link(users, local, "io");
    link(users.resolve("io"), local.resolve("io"), "github");
    String group = "mortise-sockets";
    link(users.resolve("io/github"), local.resolve("io/github"), group);
    copy(repository(), local.resolve("io/github").resolve(group));
    return local;
  }

  private static void link(Path from, Path to, String without) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> children = Files.list(from)) {
      for (Path child : children.toList()) {
        if (!child.endsWith(without)) {
          Files.createSymbolicLink(to.resolve(child.getFileName()), child);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
