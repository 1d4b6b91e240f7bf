package mortise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A place to run our shell scripts in: commands see only the variables that are set here, and only
 * the tools that the scripts may expect on any system, so no JDK and no Maven.
 */
final class Shell {
  private static final String TOOLS =
      "cat chmod cp cut dash dirname env false find flock grep head ln ls mkdir mktemp mv ps pwd"
          + " readlink rm sed setpriv sh sha512sum sleep sort tail tar timeout touch tr true";

  private final Path folder;
  private final Map<String, String> variables = new HashMap<>();

  Shell(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS.split(" ")) {
      for (String bin : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
        Path installed = Path.of(bin, tool);
        if (Files.isExecutable(installed) && !has(tool)) {
          // No link, of which JUnit would warn when it clears up.
          script(tools.resolve(tool), "exec " + installed + " \"$@\"");
        }
      }
    }
    set("PATH", tools.toString());
    set("HOME", Files.createDirectories(folder.resolve("home")).toString());
    // No folder of this system is searched for a JDK.
    set("MORTISE_SYSROOT", folder.resolve("root").toString());
  }

  /** The checkout that these tests belong to. */
  static Path checkout() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
  }

  Shell set(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  Shell without(String tool) throws IOException {
    Files.delete(folder.resolve("tools").resolve(tool));
    return this;
  }

  boolean has(String tool) {
    return Files.exists(folder.resolve("tools").resolve(tool));
  }

  Path root() {
    return folder.resolve("root");
  }

  Path home() {
    return folder.resolve("home");
  }

  /** A folder that looks like a JDK, whose java says what it was called with, a line for each. */
  Path jdk(Path home, String version) throws IOException {
    script(home.resolve("bin/java"), "printf '%s\\n' \"$@\"");
    script(home.resolve("bin/javac"), "exit 1");
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Linux\"\n".formatted(version));
    return home;
  }

  static Path script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + file + " executable");
    }
    return file;
  }

  Running start(Object... command) throws IOException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(variables);
    return new Running(builder.start(), out, err);
  }

  Ended run(Object... command) throws IOException, InterruptedException {
    return start(command).end();
  }

  record Running(Process process, Path out, Path err) {
    Ended end() throws IOException, InterruptedException {
      int status = process.waitFor();
      return new Ended(status, Files.readAllLines(out), Files.readString(err).strip());
    }
  }

  record Ended(int status, List<String> out, String err) {}
}
