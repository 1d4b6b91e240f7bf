package mortise.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another program: a child process that can be talked to while it runs, and that ends with the
 * test. Where the program is not installed, the test is skipped.
 */
public final class Program implements AutoCloseable {
  /** How long anything may take that a test waits for; only a failure takes so long. */
  private static final Duration LIMIT = Needs.patience();

  private static final boolean INTERRUPT_IS_IGNORED = isInterruptIgnored();

  private final String name;
  private final Process process;
  private final Output out;
  private final Output err;

  private Program(String name, Process process) {
    this.name = name;
    this.process = process;
    this.out = new Output(process.inputReader(StandardCharsets.UTF_8));
    this.err = new Output(process.errorReader(StandardCharsets.UTF_8));
  }

  /** Starts a program of this machine, in the test's own network. */
  public static Program start(Object... command) throws IOException {
    return start(new ProcessBuilder(words(command)));
  }

  /** The same with whatever else is to be set. */
  public static Program start(ProcessBuilder builder) throws IOException {
    List<String> command = builder.command();
    Needs.program(command.getFirst());
    String name = String.join(" ", command);
    if (INTERRUPT_IS_IGNORED) {
      builder.command(words("env", "--default-signal=INT,QUIT", command));
    }
    return new Program(name, builder.start());
  }

  /**
   * Whether these tests run as a background job of a shell, which lets it and all of its children
   * ignore SIGINT; a program could not be ended by it then.
   */
  private static boolean isInterruptIgnored() {
    try {
      String ignored =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .findFirst()
              .orElse("SigIgn: 0");
      int interrupt = 2;
      long bits = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
      return (bits >> interrupt - 1 & 1) != 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The command that runs another one on a terminal of its own. */
  public static List<String> onTerminal(Object... command) {
    Needs.program("script");
    Needs.program(words(command).getFirst());
    String line =
        words(command).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    return List.of("script", "-qec", line, "/dev/null");
  }

  /** Flattens lists and turns everything else into its text. */
  public static List<String> words(Object... command) {
    return Stream.of(command)
        .flatMap(part -> part instanceof List<?> list ? list.stream() : Stream.of(part))
        .map(Object::toString)
        .toList();
  }

  /** Types into the program. */
  public Program say(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return this;
  }

  /** Types no more. */
  public Program endInput() throws IOException {
    process.getOutputStream().close();
    return this;
  }

  /** Whether it has not ended yet. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Sends a signal: {@code INT}, {@code TERM}. */
  public Program signal(String signal) throws IOException, InterruptedException {
    start("kill", "-" + signal, process.pid()).end();
    return this;
  }

  /** Waits until {@code part} has been printed on standard output. */
  public Program awaitOutput(String part) throws InterruptedException {
    return await("that it prints '" + part + "'", () -> out.text().contains(part));
  }

  /** Waits until what has been printed begins with what fits {@code start}. */
  public Program awaitOutput(Pattern start) throws InterruptedException {
    return await("that it prints " + start, () -> start.matcher(out.text()).lookingAt());
  }

  /** Waits until {@code part} has been printed {@code times} times. */
  public Program awaitOutputs(String part, int times) throws InterruptedException {
    return await(times + " times '" + part + "'", () -> out.text().split(part, -1).length > times);
  }

  /** The same of standard error. */
  public Program awaitError(String part) throws InterruptedException {
    return await("that it complains '" + part + "'", () -> err.text().contains(part));
  }

  /** Waits until {@code part} has been printed {@code times} times on standard error. */
  public Program awaitErrors(String part, int times) throws InterruptedException {
    return await(times + " times '" + part + "'", () -> err.text().split(part, -1).length > times);
  }

  /** Waits until somebody in the program's network listens on a TCP port. */
  public Program awaitListening(int port) throws InterruptedException {
    String local = ":%04X".formatted(port);
    Predicate<String[]> listens = row -> row[1].endsWith(local) && row[3].equals("0A");
    return await("listener on port " + port, () -> has("tcp", listens) || has("tcp6", listens));
  }

  /** Waits until a UDP socket in the program's network is bound to a port. */
  public Program awaitDatagramSocket(int port) throws InterruptedException {
    String local = ":%04X".formatted(port);
    Predicate<String[]> bound = row -> row[1].endsWith(local);
    return await("UDP socket on port " + port, () -> has("udp", bound) || has("udp6", bound));
  }

  /** Waits until somebody listens at a path. */
  public Program awaitListening(Path path) throws InterruptedException {
    String name = new String(path.toString().getBytes(UTF_8), ISO_8859_1);
    return await(
        "listener at " + path,
        () ->
            has("unix", row -> row.length > 7 && row[7].equals(name) && row[3].equals("00010000")));
  }

  /** Whether a table in /proc/net, as the program sees it, has a row; names in it are bytes. */
  private boolean has(String table, Predicate<String[]> wanted) throws IOException {
    try (Stream<String> rows =
        Files.lines(Path.of("/proc/" + process.pid() + "/net/" + table), ISO_8859_1)) {
      return rows.skip(1).map(row -> row.strip().split(" +")).anyMatch(wanted);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private Program await(String what, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    boolean alive = true;
    while (alive && System.nanoTime() < end) {
      // Before the condition, so that what a program did last is seen.
      alive = process.isAlive();
      try {
        if (!alive) {
          out.join();
          err.join();
        }
        if (condition.holds()) {
          return this;
        }
      } catch (IOException _) {
        // A table of a process that just ends cannot be read; the next round knows.
      }
      Thread.sleep(10);
    }
    String state = alive ? "still runs" : "has ended with " + process.exitValue();
    throw new AssertionError("waited in vain: " + what + "; the program " + state + "\n" + this);
  }

  /** What it printed so far. */
  public String out() {
    return out.text();
  }

  /** What it printed on standard error so far. */
  public String err() {
    return err.text();
  }

  /** Waits for the program's end. */
  public Ended end() throws InterruptedException {
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("does not end\n" + this);
    }
    out.join();
    err.join();
    return new Ended(process.exitValue(), out.text(), err.text());
  }

  /** How a program ended and all it printed. */
  public record Ended(int status, String out, String err) {}

  /** Ends the program where it has not ended by itself. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "$ " + name + "\n" + out.text() + err.text();
  }

  /** What a program prints, collected while it runs. */
  private static final class Output {
    /** Guarded by itself. */
    private final StringBuilder text = new StringBuilder();

    private final Thread reader;

    Output(Reader from) {
      reader = Thread.ofPlatform().daemon().start(() -> collect(from));
    }

    private void collect(Reader from) {
      char[] some = new char[4096];
      try (from) {
        for (int count; (count = from.read(some)) > 0; ) {
          synchronized (text) {
            text.append(some, 0, count);
          }
        }
      } catch (IOException _) {
        // The process was destroyed; what it had printed is here.
      }
    }

    String text() {
      synchronized (text) {
        return text.toString();
      }
    }

    void join() throws InterruptedException {
      // A grandchild may hold the pipe for longer than its parent lived.
      reader.join(Duration.ofSeconds(5));
    }
  }
}
