package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import mortise.cli.flow.Stdio;
import mortise.net.Deadline;
import mortise.process.Pipe;

/** nc within this process: a thread that runs it, with pipes for its input and output. */
final class Nc implements AutoCloseable {
  private final Pipe in;
  private final Pipe out;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private final CompletableFuture<byte[]> printed = new CompletableFuture<>();

  private Nc(Object... args) throws IOException {
    in = Pipe.open();
    out = Pipe.open();
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    Thread.ofPlatform().daemon().name("nc").start(() -> run(words));
    Thread.ofVirtual().start(this::collect);
  }

  /** Starts it. */
  static Nc start(Object... args) throws IOException {
    return new Nc(args);
  }

  /** Runs it with an input, and waits for its end. */
  static Ended run(byte[] input, Object... args) throws Exception {
    try (Nc nc = start(args)) {
      nc.say(input).endInput();
      return nc.end();
    }
  }

  /** How it ended and what it printed. */
  record Ended(int status, byte[] out, String err) {
    String text() {
      return new String(out, StandardCharsets.UTF_8);
    }
  }

  private void run(String... args) {
    try {
      Stdio stdio = Stdio.of(in.reader(), out.writer());
      int result;
      try (PrintStream printer = new PrintStream(err, true)) {
        result = Ncat.run(stdio, printer, args);
      }
      out.writer().close();
      in.reader().close();
      status.complete(result);
    } catch (Throwable e) {
      status.completeExceptionally(e);
    }
  }

  private void collect() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[1 << 16];
    try {
      for (int count; (count = out.reader().read(part)) > 0; ) {
        synchronized (this) {
          all.write(part, 0, count);
          soFar = all.toByteArray();
          notifyAll();
        }
      }
      printed.complete(all.toByteArray());
    } catch (IOException e) {
      printed.completeExceptionally(e);
    }
  }

  /** Guarded by this. */
  private byte[] soFar = {};

  /** Waits until it has printed this. */
  Nc awaitOutput(String text) throws InterruptedException {
    synchronized (this) {
      while (!new String(soFar, StandardCharsets.UTF_8).contains(text)) {
        if (status.isDone() && printed.isDone()) {
          throw new AssertionError("never printed '" + text + "': " + err());
        }
        wait(100);
      }
    }
    return this;
  }

  /** Waits until it has said this on standard error. */
  Nc awaitError(String text) throws InterruptedException {
    while (!err().contains(text)) {
      if (status.isDone()) {
        throw new AssertionError("never said '" + text + "': " + err());
      }
      Thread.sleep(5);
    }
    return this;
  }

  /** The port that a listener with -v has told; waits for it. */
  int port() throws InterruptedException {
    awaitError("Listening on ");
    while (true) {
      String said = err();
      int begin = said.indexOf("Listening on ");
      int end = said.indexOf('\n', begin);
      if (end > 0) {
        return Integer.parseInt(said.substring(said.lastIndexOf(':', end) + 1, end).strip());
      }
      Thread.sleep(5);
    }
  }

  /** What it has said on standard error. */
  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  Nc say(byte[] bytes) throws IOException {
    in.writer().write(bytes, 0, bytes.length, Deadline.NEVER);
    return this;
  }

  Nc say(String text) throws IOException {
    return say(text.getBytes(StandardCharsets.UTF_8));
  }

  Nc endInput() {
    in.writer().close();
    return this;
  }

  boolean runs() {
    return !status.isDone();
  }

  /** Nobody reads what it prints any more. */
  Nc closeOutput() {
    out.reader().close();
    return this;
  }

  /** Waits for its end, where nobody reads what it prints. */
  void awaitStatus(int expected) throws Exception {
    assertEquals(expected, status.get());
  }

  Ended end() throws Exception {
    int result = status.get();
    return new Ended(result, printed.get(), err());
  }

  @Override
  public void close() {
    in.writer().close();
    in.reader().close();
    out.reader().close();
  }
}
