package mortise.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a release of the checkout as it is would publish, made once for all tests. */
final class Release {
  static final Path CHECKOUT = Examples.FOLDER.getParent();
  static final String VERSION = PomsTest.VERSION.replaceFirst("-.*", "");
  private static final Path FOLDER = CHECKOUT.resolve("target/release/one");

  private Release() {}

  private static final class Made {
    static final String OUTPUT =
        run(CHECKOUT, Map.of(), CHECKOUT.resolve("bin/release").toString(), VERSION, "--dry-run");
  }

  /** What the script said. */
  static String output() {
    return Made.OUTPUT;
  }

  /** The Maven repository with what would be published. */
  static Path repository() {
    output();
    return FOLDER.resolve("repository");
  }

  /** The sources, with the version of the release. */
  static Path sources() {
    output();
    return FOLDER.resolve("sources");
  }

  /** Runs a command without input to its end; output and errors, where it ended well. */
  static String run(Path folder, Map<String, String> variables, String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      // Each Maven is over before the second compiler would pay.
      builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
      builder.environment().putAll(variables);
      Path output = Files.createTempFile("mortise", ".out");
      Process process = null;
      try {
        process =
            builder
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String text = Files.readString(output);
        if (status != 0) {
          throw new AssertionError(
              String.join(" ", command) + " ended with " + status + "\n" + text);
        }
        return text;
      } finally {
        if (process != null) {
          process.destroy();
        }
        Files.delete(output);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
