package mortise.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import mortise.testing.Needs;
import mortise.testing.Program;

/**
 * Terminals of a test's own, by tmux: panes of any size, each with a shell that knows the command,
 * typed into and looked at.
 */
final class Tmux implements AutoCloseable {
  private final String server = "mortise-" + UUID.randomUUID();
  private final Path folder;
  private int panes;

  /**
   * @param folder where the shells are
   */
  Tmux(Path folder) throws IOException {
    Needs.program("tmux");
    Needs.program("bash");
    this.folder = folder;
    Shell.script(
        folder.resolve("mortise"), "exec " + String.join(" ", Mortise.quoted()) + " \"$@\"");
  }

  /** A terminal with bash, whose prompt is {@code $ }. */
  Pane open(int columns, int rows) throws Exception {
    String name = "pane" + panes++;
    String shell = "env LC_ALL=C.UTF-8 PS1='$ ' PATH=\"" + folder + ":$PATH\" bash --norc";
    run("new-session", "-d", "-s", name, "-x", columns, "-y", rows, "-c", folder, shell);
    return new Pane(name).await("$"::equals);
  }

  /** A terminal. */
  final class Pane {
    private final String name;

    private Pane(String name) {
      this.name = name;
    }

    /** Types a line into it. */
    Pane line(String text) throws Exception {
      run("send-keys", "-t", name, "-l", text);
      return key("Enter");
    }

    /** Presses a key: {@code Enter}, {@code C-c}, {@code C-d}. */
    Pane key(String key) throws Exception {
      run("send-keys", "-t", name, key);
      return this;
    }

    Pane resize(int columns, int rows) throws Exception {
      run("resize-window", "-t", name, "-x", columns, "-y", rows);
      return this;
    }

    /** What is on it, each line without the blanks at its end. */
    List<String> screen() throws Exception {
      return run("capture-pane", "-p", "-t", name).lines().toList();
    }

    /** The first line that is such a one; waits for it until the test's time is up. */
    String find(Predicate<String> line) throws Exception {
      while (true) {
        for (String shown : screen()) {
          if (line.test(shown)) {
            return shown;
          }
        }
        Thread.sleep(50);
      }
    }

    Pane await(Predicate<String> line) throws Exception {
      find(line);
      return this;
    }

    /** Waits until no line is such a one. */
    Pane awaitNone(Predicate<String> line) throws Exception {
      while (screen().stream().anyMatch(line)) {
        Thread.sleep(20);
      }
      return this;
    }

    /** Waits for a line that begins like this. */
    Pane await(String start) throws Exception {
      return await(line -> line.startsWith(start));
    }

    /** The port that a listener with -v has told. */
    String port() throws Exception {
      String line = find(shown -> shown.startsWith("Ncat: Listening on "));
      return line.substring(line.lastIndexOf(':') + 1);
    }
  }

  private String run(Object... words) throws IOException, InterruptedException {
    List<String> line =
        Program.words("tmux", "-u", "-L", server, "-f", "/dev/null", List.of(words));
    try (Program tmux = Program.start(line.toArray())) {
      Program.Ended ended = tmux.end();
      if (ended.status() != 0) {
        throw new IOException(String.join(" ", line) + ": " + ended.err());
      }
      return ended.out();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (panes > 0) {
        run("kill-server");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
