package mortise.sys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A C compiler, the command with its options, run in one directory. */
record Cc(Path directory, List<String> compiler) {
  /** That of this system. */
  Cc(Path directory) {
    this(directory, List.of("cc"));
  }

  /** What a program printed, both streams together, and how it ended. */
  record Result(int status, String output) {
    boolean succeeded() {
      return status == 0;
    }

    /** The first few lines of what was printed. */
    String summary() {
      return output.lines().limit(5).reduce("", (all, line) -> all + "\n    " + line);
    }
  }

  static boolean exists(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, name)));
  }

  /** Runs the compiler with more arguments. */
  Result run(String... arguments) {
    return execute(Stream.concat(compiler.stream(), Arrays.stream(arguments)).toList());
  }

  /** Runs a program that was compiled into the directory. */
  Result execute(String program) {
    return execute(List.of(directory.resolve(program).toString()));
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result execute(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("LC_ALL", "C");
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
