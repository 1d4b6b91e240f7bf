package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import mortise.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a dry run of a release makes, against the requirements of Maven Central:
 * https://central.sonatype.org/publish/requirements/.
 */
@Isolated
@EnabledIfSystemProperty(
    named = "package.test",
    matches = "true",
    disabledReason = "builds twice: -Dpackage.test=true")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class ReleaseTest {
  private static final String GROUP = PomsTest.GROUP.replace('.', '/');

  @Test
  void twoBuildsAreEqualToTheByte() {
    assertThat(Release.output()).containsPattern("reproducible: [0-9]+ files are the same");
  }

  @Test
  void publishesTheLibraryItsMetricsAndTheBomOnly() throws IOException {
    try (Stream<Path> artifacts = Files.list(Release.repository().resolve(GROUP))) {
      assertThat(artifacts.map(artifact -> artifact.getFileName().toString()))
          .containsExactlyInAnyOrder("mortise", "mortise-micrometer", "mortise-bom");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mortise", "mortise-micrometer", "mortise-bom"})
  void pomHasWhatCentralAsksFor(String artifact) throws IOException {
    assertThat(Files.readString(file(artifact, ".pom")))
        .contains(
            "<groupId>" + PomsTest.GROUP + "</groupId>",
            "<artifactId>" + artifact + "</artifactId>",
            "<version>" + Release.VERSION + "</version>",
            "<name>",
            "<description>",
            "<url>https://",
            "<license>",
            "<developer>",
            "<connection>scm:git:https://",
            "<developerConnection>scm:git:")
        .doesNotContain("<parent>", "<profile>", "<repository>", "SNAPSHOT", "test");
  }

  @Test
  void libraryHasNoDependencies() throws IOException {
    assertThat(Files.readString(file("mortise", ".pom"))).doesNotContain("<depend");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mortise", "mortise-micrometer"})
  void jarComesWithSourcesJavadocAndSbom(String artifact) throws IOException {
    for (String suffix : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
      assertThat(names(file(artifact, suffix))).as(suffix).contains("META-INF/MANIFEST.MF");
    }
    assertThat(names(file(artifact, ".jar"))).contains("META-INF/LICENSE", "META-INF/NOTICE");
    assertThat(names(file(artifact, "-sources.jar")))
        .contains("META-INF/LICENSE", "META-INF/NOTICE");
    assertThat(names(file(artifact, "-javadoc.jar"))).contains("index.html", "META-INF/LICENSE");
    assertThat(Files.readString(file(artifact, "-cyclonedx.json")))
        .contains("\"bomFormat\" : \"CycloneDX\"", "\"version\" : \"" + Release.VERSION + "\"");
  }

  @Test
  void everyFileHasItsChecksums() throws Exception {
    List<Path> files = published();
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      assertThat(Files.readString(sibling(file, ".md5"))).isEqualTo(digest("MD5", file));
      assertThat(Files.readString(sibling(file, ".sha1"))).isEqualTo(digest("SHA-1", file));
    }
  }

  @Test
  void everyFileIsSigned() throws IOException {
    Needs.program("gpg");
    for (Path file : published()) {
      assertThat(sibling(file, ".asc")).content().startsWith("-----BEGIN PGP SIGNATURE-----");
    }
  }

  @Test
  void pageGetsTheJarsAndThePackagesOfTheCommand() throws Exception {
    assertThat(Release.output()).contains("target/release/attach");
    Path attach = Release.CHECKOUT.resolve("target/release/attach");
    String name = "mortise-" + Release.VERSION;
    List<String> sums = Files.readAllLines(attach.resolve("SHA256SUMS"));
    assertThat(sums.stream().map(line -> line.substring(line.indexOf("  ") + 2)))
        .contains(name + ".jar", name + "-sources.jar", name + "-javadoc.jar")
        .contains(name + "-executable.jar", name + ".zip", name + ".tar.gz");
    for (String line : sums) {
      Path file = attach.resolve(line.substring(line.indexOf("  ") + 2));
      assertThat(line).startsWith(digest("SHA-256", file));
    }
    Path command = attach.resolve(name + "-executable.jar");
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    assertThat(Release.run(attach, Map.of(), java, "-jar", command.toString(), "--version"))
        .startsWith("mortise " + Release.VERSION + " ");
  }

  @Test
  void portablePackageRunsWhereItIsUnpacked(@TempDir Path folder) {
    assertThat(Release.output()).contains("target/release/attach");
    String name = "mortise-" + Release.VERSION;
    Path packed = Release.CHECKOUT.resolve("target/release/attach").resolve(name + ".tar.gz");
    Release.run(folder, Map.of(), "tar", "-xzf", packed.toString());
    Map<String, String> java = Map.of("MORTISE_JAVA_HOME", System.getProperty("java.home"));
    assertThat(Release.run(folder, java, "sh", name + "/mortise", "-Dmortise.sys=portable", "demo"))
        .contains("the data received is byebye");
  }

  /** All files but checksums, signatures and what the repository says of itself. */
  private static List<Path> published() throws IOException {
    try (Stream<Path> files = Files.walk(Release.repository())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().matches("maven-metadata.*"))
          .filter(file -> !file.toString().matches(".*\\.(md5|sha1|asc)"))
          .toList();
    }
  }

  private static Path file(String artifact, String suffix) {
    return Release.repository()
        .resolve(GROUP)
        .resolve(artifact)
        .resolve(Release.VERSION)
        .resolve(artifact + "-" + Release.VERSION + suffix);
  }

  private static Path sibling(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static List<String> names(Path jar) throws IOException {
    try (JarFile open = new JarFile(jar.toFile())) {
      return open.stream().map(entry -> entry.getName()).toList();
    }
  }

  private static String digest(String algorithm, Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
  }
}
