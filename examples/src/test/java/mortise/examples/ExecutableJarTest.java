package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The command as one jar, which {@code java -jar} starts. */
@EnabledIf(
    value = "isBuilt",
    disabledReason = "./mvnw package makes cli/target/executable/mortise-VERSION.jar")
final class ExecutableJarTest {
  private static final Path JAR =
      Examples.FOLDER.resolveSibling("cli/target/executable/mortise-" + PomsTest.VERSION + ".jar");

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  static boolean isBuilt() {
    return Files.exists(JAR);
  }

  @Test
  void demoRunsOnBothLayers() throws Exception {
    for (String layer : List.of("auto", "portable")) {
      Ended ended = run(JAVA_HOME, Map.of(), "-Dmortise.sys=" + layer, "demo", "--port", "0");
      assertThat(ended.err()).isEmpty();
      assertThat(ended.out()).contains("client | the data received is byebye", "server | hihi");
      assertThat(ended.status()).isZero();
    }
  }

  /** With the calls of libc, and the library as the module that programs know. */
  @Test
  void programsGetTheLibraryAsAModule(@TempDir Path folder) throws Exception {
    Path program = folder.resolve("Which.java");
    Files.writeString(
        program,
        """
        import module mortise;

        void main(String[] arguments) {
          IO.println(Platform.current() + " " + Family.class.getModule() + " " + arguments[0]);
          System.exit(7);
        }
        """);
    Ended ended = run(JAVA_HOME, Map.of(), "run", program.toString(), "a  b");
    assertThat(ended.out()).containsExactly("LINUX module mortise a  b");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isEqualTo(7);
  }

  @Test
  void versionsAreThoseOfTheProject() throws Exception {
    assertThat(run(JAVA_HOME, Map.of(), "--version").out().getFirst())
        .startsWith("mortise " + PomsTest.VERSION + " ");
    assertThat(run(JAVA_HOME, Map.of(), "nc", "--version").out().getFirst())
        .contains("Version " + PomsTest.VERSION + " ");
    try (JarFile jar = new JarFile(JAR.toFile())) {
      var attributes = jar.getManifest().getMainAttributes();
      assertThat(attributes.getValue("Implementation-Version")).isEqualTo(PomsTest.VERSION);
      assertThat(attributes.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
      assertThat(new TreeSet<>(Arrays.asList(attributes.getValue("Add-Opens").split(" "))))
          .isEqualTo(opened());
      for (String file : List.of("LICENSE", "NOTICE", "THIRD-PARTY")) {
        assertThat(bytes(jar, "META-INF/" + file))
            .isEqualTo(Files.readAllBytes(Examples.FOLDER.resolveSibling(file)));
      }
    }
  }

  /** What the script of a checkout opens. */
  private static TreeSet<String> opened() throws IOException {
    TreeSet<String> opened = new TreeSet<>(List.of("java.base/java.lang"));
    String launch = Files.readString(Examples.FOLDER.resolveSibling("bin/launch"));
    var loop = Pattern.compile("for mortise_opened in ([^;]*);").matcher(launch);
    assertThat(loop.find()).isTrue();
    for (String name : loop.group(1).replace("\\\n", " ").trim().split("\\s+")) {
      opened.add("java.base/" + name);
    }
    return opened;
  }

  @Test
  void asAModuleItIsTheLibrary() {
    ModuleDescriptor whole = ModuleFinder.of(JAR).find("mortise").orElseThrow().descriptor();
    ModuleDescriptor library =
        ModuleFinder.of(
                Examples.FOLDER.resolveSibling("core/target/mortise-" + PomsTest.VERSION + ".jar"))
            .find("mortise")
            .orElseThrow()
            .descriptor();
    assertThat(whole.exports()).isEqualTo(library.exports());
    assertThat(whole.isAutomatic()).isFalse();
  }

  /** The first class and the one that it uses are older than the others. */
  @Test
  void firstClassesAreForJava8() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("mortise.executable.Launcher");
      List<String> names =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith("mortise/executable/") && name.endsWith(".class"))
              .toList();
      assertThat(names).hasSize(2);
      for (String name : names) {
        assertThat(ClassFile.of().parse(bytes(jar, name)).majorVersion())
            .isEqualTo(ClassFile.JAVA_8_VERSION);
      }
    }
  }

  @Test
  void olderJavaStartsANewerOneOrSaysWhatIsNeeded(@TempDir Path folder) throws Exception {
    Path old = olderJava();
    Map<String, String> found = Map.of("MORTISE_JAVA_HOME", JAVA_HOME.toString());
    assertThat(run(old, found, "-Dmortise.sys=portable", "--version").out().getFirst())
        .contains("Java " + Runtime.version().feature());
    assertThat(run(old, found, "no-such-verb").status()).isEqualTo(2);
    Path usual = Files.createDirectories(folder.resolve("usr/lib/jvm"));
    Map<String, String> nowhere =
        Map.of("MORTISE_SYSROOT", folder.toString(), "HOME", folder.toString());
    Ended none = run(old, nowhere, "--version");
    assertThat(none.err())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("mortise: needs Java 25 or newer, and this is Java ")
        .contains("JAVA_HOME");
    assertThat(none.status()).isEqualTo(2);
    Path home = Files.createDirectories(usual.resolve("jdk/bin")).getParent();
    Files.copy(JAVA_HOME.resolve("release"), home.resolve("release"));
    Path java = home.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Ended ended = run(old, nowhere, "verb", "a  b");
    assertThat(ended.out()).containsExactly("-jar", JAR.toRealPath().toString(), "verb", "a  b");
    assertThat(ended.status()).isEqualTo(7);
  }

  private static Path olderJava() throws IOException {
    Path folder = Path.of("/usr/lib/jvm");
    assumeTrue(Files.isDirectory(folder), "no older Java in " + folder);
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder)) {
      for (Path home : homes) {
        boolean older = home.getFileName().toString().matches(".*\\b(8|11|17|21)\\b.*");
        if (older && Files.isExecutable(home.resolve("bin/java"))) {
          return home;
        }
      }
    }
    assumeTrue(false, "no older Java in " + folder);
    throw new AssertionError();
  }

  private static byte[] bytes(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return in.readAllBytes();
    }
  }

  private static Ended run(Path home, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(List.of("-jar", JAR.toRealPath().toString()));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile("mortise", "err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
      builder.environment().keySet().removeAll(List.of("JAVA_HOME", "JAVA_TOOL_OPTIONS"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), out.lines().toList(), Files.readAllLines(err));
    } finally {
      Files.delete(err);
    }
  }

  private record Ended(int status, List<String> out, List<String> err) {}
}
