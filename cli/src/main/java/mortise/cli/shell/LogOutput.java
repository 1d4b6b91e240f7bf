package mortise.cli.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedList;
import java.util.Queue;
import java.util.function.LongFunction;

/**
 * The log of a command that serves several peers at once. It never blocks its callers: a thread
 * writes the records, and if that does not keep up, because the pipe is not read or the terminal is
 * stopped, at most 1 MiB is queued. What is logged beyond that is dropped and counted, and the
 * count is logged as soon as writing works again.
 *
 * <p>A record is what was written up to a flush or to a line feed at the end of a write, and is
 * written or dropped as a whole. At the end what waits has a second to be written.
 */
public final class LogOutput extends OutputStream {
  /** Writes one record. May block, and may fail. */
  @FunctionalInterface
  public interface Sink {
    void write(byte[] record) throws IOException;
  }

  private static final int ROOM = 1 << 20;
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
  private static PrintStream standardError;

  private final Sink sink;
  private final LongFunction<String> notice;
  private final int room;
  private final long lastMoment;

  /** Guarded by this, as all below. A list of nodes: an add that fails leaves it as it was. */
  private final Queue<byte[]> queue = new LinkedList<>();

  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private Thread writer;
  private boolean writing;
  private boolean works = true;
  private int waiting;
  private long dropped;
  private long total;

  /** When everything has to be written, by {@code nanoTime}; valid once {@link #ending}. */
  private long end;

  private boolean ending;

  LogOutput(Sink sink, LongFunction<String> notice, int room, Duration lastMoment) {
    this.sink = sink;
    this.notice = notice;
    this.room = room;
    this.lastMoment = lastMoment.toNanos();
  }

  /**
   * A log.
   *
   * @param notice a whole record with the number of dropped ones
   */
  public static LogOutput to(Sink sink, LongFunction<String> notice) {
    return new LogOutput(sink, notice, ROOM, LAST_MOMENT);
  }

  /** A log that goes to a stream. */
  public static LogOutput to(OutputStream stream) {
    Sink sink =
        record -> {
          stream.write(record);
          stream.flush();
        };
    return to(sink, LogOutput::sentence);
  }

  private static String sentence(long dropped) {
    return "(" + dropped + " messages dropped: the log's reader is too slow)\n";
  }

  /**
   * Makes this process's standard error such a log, for everything that is written to {@link
   * System#err} from now on, and returns it. Does nothing a second time.
   */
  public static synchronized PrintStream standardError() {
    if (standardError == null || standardError != System.err) {
      PrintStream err = StandardError.raw(System.err);
      LogOutput log = to(err);
      Runtime.getRuntime().addShutdownHook(new Thread(log::close, "mortise-log-end"));
      standardError = StandardError.install(log);
    }
    return standardError;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) {
    try {
      pending.write(bytes, offset, count);
    } catch (OutOfMemoryError e) {
      pending.reset();
      drop();
    }
    if (count > 0 && bytes[offset + count - 1] == '\n') {
      commit();
    }
  }

  @Override
  public synchronized void flush() {
    commit();
  }

  private void commit() {
    if (pending.size() == 0) {
      return;
    }
    try {
      add(pending.toByteArray());
    } catch (OutOfMemoryError e) {
      drop();
    }
    pending.reset();
    if (ending) {
      drain();
    }
  }

  private void add(byte[] record) {
    if (waiting > 0 && waiting + record.length > room) {
      drop();
      return;
    }
    if (writer == null) {
      writer = Thread.ofPlatform().daemon().name("mortise-log").start(this::writeAll);
    }
    if (dropped > 0) {
      byte[] told = notice.apply(dropped).getBytes(StandardCharsets.UTF_8);
      queue.add(told);
      waiting += told.length;
      dropped = 0;
    }
    queue.add(record);
    waiting += record.length;
    notifyAll();
  }

  private void drop() {
    dropped++;
    total++;
  }

  /** How many records were dropped in all. */
  public synchronized long dropped() {
    return total;
  }

  private void writeAll() {
    while (true) {
      try {
        byte[] record = next();
        boolean written = tryWrite(record);
        synchronized (this) {
          works = written;
          writing = false;
          waiting -= record.length;
          if (!written) {
            drop();
          }
          notifyAll();
        }
      } catch (InterruptedException | OutOfMemoryError e) {
        // There is one more turn in any case.
      }
    }
  }

  private boolean tryWrite(byte[] record) {
    try {
      sink.write(record);
      return true;
    } catch (Throwable t) {
      return false; // no reader, or no room on the disk; the next record is tried all the same
    }
  }

  private synchronized byte[] next() throws InterruptedException {
    while (queue.isEmpty() && (dropped == 0 || !works)) {
      wait();
    }
    if (queue.isEmpty()) {
      byte[] told = notice.apply(dropped).getBytes(StandardCharsets.UTF_8);
      waiting += told.length;
      dropped = 0;
      queue.add(told);
    }
    writing = true;
    return queue.remove();
  }

  /** Guarded by this. */
  private void drain() {
    boolean interrupted = false;
    for (long left; isBusy() && (left = end - System.nanoTime()) > 0; ) {
      try {
        wait(left / 1_000_000 + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isBusy() {
    return writer != null && (writing || !queue.isEmpty() || dropped > 0 && works);
  }

  /**
   * Waits until all is written, for a second at the most. What is logged later waits for what is
   * left of that second.
   */
  @Override
  public synchronized void close() {
    commit();
    if (!ending) {
      ending = true;
      end = System.nanoTime() + lastMoment;
    }
    drain();
  }
}
