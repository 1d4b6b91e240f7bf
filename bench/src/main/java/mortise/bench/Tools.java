package mortise.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The compilers and other programs of this machine, and what they build here. */
record Tools(Path home) {
  /** Held while something is built, which others may wait for. */
  private static final Object BUILDING = new Object();

  /** The module's folder: where the script says, or the current one. */
  static Tools here() {
    return new Tools(Path.of(System.getProperty("bench.home", ".")).toAbsolutePath().normalize());
  }

  /** The program of that name on the search path, or null. */
  static Path find(String name) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      Path file = Path.of(folder, name);
      if (Files.isExecutable(file) && Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  /** The commit of this checkout, with a + where files differ from it; "unknown" without git. */
  String commit() throws IOException {
    String commit = git("rev-parse", "--short", "HEAD");
    if (commit.isEmpty()) {
      return "unknown";
    }
    return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + "+";
  }

  private String git(String... arguments) throws IOException {
    if (find("git") == null) {
      return "";
    }
    List<String> command = new ArrayList<>(List.of("git", "-C", home.toString()));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  Path source(String path) {
    return home.resolve("src/main").resolve(path);
  }

  /** Files with a certificate of P-256 for localhost and its key, made by openssl(1) once a day. */
  List<String> certificate() throws IOException {
    Path chain = home.resolve("target/native/chain.pem");
    Path key = chain.resolveSibling("key.pem");
    synchronized (BUILDING) {
      boolean fresh =
          Files.exists(chain)
              && Files.getLastModifiedTime(chain)
                  .toInstant()
                  .isAfter(Instant.now().minus(Duration.ofDays(1)));
      if (!fresh) {
        Files.createDirectories(chain.getParent());
        String request =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                + " -subj /CN=localhost";
        List<String> command = new ArrayList<>(List.of(request.split(" ")));
        command.addAll(List.of("-keyout", key.toString(), "-out", chain.toString()));
        Child.run(command, -1, 60);
      }
    }
    return List.of(chain.toString(), key.toString());
  }

  /** Compiles a C program. */
  Path c(String name, String... libraries) throws IOException {
    Path source = source("c/" + name + ".c");
    List<String> command = new ArrayList<>(List.of("cc", "-O2", "-std=gnu17", "-Wall", "-Wextra"));
    command.add(source.toString());
    return build(name, source, command, List.of(libraries));
  }

  /** Compiles a Go program. */
  Path go(String name) throws IOException {
    Path source = source("go/" + name + ".go");
    return build("go-" + name, source, List.of("go", "build"), List.of(source.toString()));
  }

  /** Runs the compiler unless what it made is newer than all sources. */
  private Path build(String name, Path source, List<String> before, List<String> after)
      throws IOException {
    synchronized (BUILDING) {
      return buildAlone(name, source, before, after);
    }
  }

  private Path buildAlone(String name, Path source, List<String> before, List<String> after)
      throws IOException {
    Path folder = home.resolve("target/native");
    Path program = folder.resolve(name);
    if (isNewer(program, source.getParent())) {
      return program;
    }
    if (find(before.getFirst()) == null) {
      throw new IOException(before.getFirst() + " is not installed");
    }
    Files.createDirectories(folder);
    // Built aside, so that another process that builds at the same time runs no half a program.
    Path unfinished = Files.createTempFile(folder, name, "");
    try {
      List<String> command = new ArrayList<>(before);
      command.addAll(List.of("-o", unfinished.toString()));
      command.addAll(after);
      Child.run(command, -1, 120);
      return Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static boolean isNewer(Path program, Path sources) throws IOException {
    if (!Files.exists(program)) {
      return false;
    }
    try (Stream<Path> files = Files.list(sources)) {
      Optional<Path> newer =
          files
              .filter(file -> file.toFile().lastModified() >= program.toFile().lastModified())
              .findAny();
      return newer.isEmpty();
    }
  }
}
