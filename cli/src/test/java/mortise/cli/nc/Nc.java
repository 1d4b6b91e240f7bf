package mortise.cli.nc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.cli.flow.DescriptorConnection;
import mortise.process.Pipe;
import mortise.testing.Needs;
import mortise.testing.Program;

/** nc within this JVM, on pipes of its own, while it runs. */
final class Nc implements AutoCloseable {
  /** Only a failure takes so long. */
  private static final Duration LIMIT = Needs.patience();

  private static final Pattern PORT = Pattern.compile("Listening on .*[:\\]](\\d+)\n");

  private final String name;
  private final Pipe in = Pipe.open();
  private final Pipe out = Pipe.open();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final FutureTask<Integer> run;
  private final Thread thread;
  private final Thread collector;

  private Nc(String... arguments) throws IOException {
    name = "nc " + String.join(" ", arguments);
    DescriptorConnection stdio = new DescriptorConnection(in.reader(), out.writer(), "test");
    run =
        new FutureTask<>(() -> {
          try (stdio) {
            return Ncat.run(stdio, new PrintStream(errors, true), arguments);
          }
        });
    collector = Thread.ofVirtual().start(this::collect);
    thread = Thread.ofPlatform().daemon().start(run);
  }

  /** Starts nc; arguments that are lists are taken apart. */
  static Nc start(Object... arguments) throws IOException {
    return new Nc(Program.words(arguments).toArray(String[]::new));
  }

  /** Runs it with an input, and waits for its end. */
  static Ended run(byte[] input, Object... arguments) throws Exception {
    try (Nc nc = start(arguments)) {
      return nc.say(input).endInput().end();
    }
  }

  /** How it ended and what it printed. */
  record Ended(int status, byte[] out, String err) {
    String text() {
      return new String(out, UTF_8);
    }
  }

  private void collect() {
    byte[] part = new byte[1 << 16];
    try {
      for (int count; (count = out.reader().read(part)) > 0; ) {
        synchronized (output) {
          output.write(part, 0, count);
        }
      }
    } catch (IOException _) {
      // Closed with the test.
    }
  }

  /** Types into it. */
  Nc say(String text) throws IOException {
    return say(text.getBytes(UTF_8));
  }

  /** The same with bytes; waits until they are read. */
  Nc say(byte[] bytes) throws IOException {
    in.writer().write(bytes);
    return this;
  }

  Nc endInput() {
    in.writer().close();
    return this;
  }

  /** Nobody reads what it prints any more. */
  Nc closeOutput() {
    out.reader().close();
    return this;
  }

  boolean runs() {
    return !run.isDone();
  }

  /** What it has printed so far. */
  byte[] bytes() {
    synchronized (output) {
      return output.toByteArray();
    }
  }

  String out() {
    return new String(bytes(), UTF_8);
  }

  /** What it has said on standard error. */
  String err() {
    return errors.toString(UTF_8);
  }

  Nc awaitOutput(String part) throws Exception {
    return await("that it prints '" + part + "'", () -> out().contains(part));
  }

  /** Waits until it has printed so many bytes. */
  Nc awaitBytes(int count) throws Exception {
    return await("that it prints " + count + " bytes", () -> bytes().length >= count);
  }

  Nc awaitError(String part) throws Exception {
    return await("that it says '" + part + "'", () -> err().contains(part));
  }

  /** The port that it listens on, which takes -v. */
  int port() throws Exception {
    return Math.toIntExact(vsockPort());
  }

  /** The same of vsock, whose ports have 32 bits and are random. */
  long vsockPort() throws Exception {
    await("that it listens", () -> PORT.matcher(err()).find());
    Matcher port = PORT.matcher(err());
    port.find();
    return Long.parseLong(port.group(1));
  }

  Nc await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (run.isDone()) {
        // What it has printed last may still be in the pipe.
        collector.join();
        if (!condition.call()) {
          throw new AssertionError("waited in vain: " + what + "; it has ended\n" + this);
        }
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain: " + what + "\n" + this);
      }
      Thread.sleep(5);
    }
    return this;
  }

  /** Waits for its end. */
  Ended end() throws Exception {
    try {
      int status = run.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      collector.join();
      return new Ended(status, bytes(), err());
    } catch (TimeoutException e) {
      throw new AssertionError("does not end\n" + this, e);
    }
  }

  /** Ends it where it has not ended by itself. */
  @Override
  public void close() {
    thread.interrupt();
    in.close();
    out.close();
  }

  @Override
  public String toString() {
    String shown = out().replaceAll("[^\\x20-\\x7e\n]", "?");
    return "$ %s\n%s\n(%d bytes)\n%s"
        .formatted(name, shown.substring(0, Math.min(200, shown.length())), bytes().length, err());
  }
}
