package mortise.net;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import mortise.poll.Outcome;
import mortise.sys.SysSocket;
import org.jspecify.annotations.Nullable;

/**
 * Every socket call as it ends, in the manner of strace(1).
 *
 * <p>{@code -Dmortise.trace=stderr} (or {@code stdout}, or the name of a file to append to) traces
 * a whole program; {@link #to} lets a program listen to itself. Without a listener, a call costs
 * one field read.
 */
public final class Trace {
  /** The bytes of a message that are shown. */
  private static final int SHOWN = 48;

  private static volatile @Nullable Consumer<Call> listener;

  static {
    to(fromProperty());
  }

  private Trace() {}

  /**
   * One call that has ended.
   *
   * @param thread the thread that made it
   * @param start when it began
   * @param duration how long it took, waiting included
   * @param name the C name, such as {@code recv}
   * @param fd the descriptor's number, -1 where the call had none
   * @param arguments the other arguments as strace writes them
   * @param result what the call returned: 0 or more, or -1
   * @param failure the errno's name and words, or empty
   */
  public record Call(
      Thread thread,
      Instant start,
      Duration duration,
      String name,
      int fd,
      String arguments,
      long result,
      String failure) {

    /** {@code bind(5, 127.0.0.1:80) = -1 EACCES (Permission denied) <0.000012>}. */
    @Override
    public String toString() {
      String number = fd < 0 ? "" : arguments.isEmpty() ? "" + fd : fd + ", ";
      String error = failure.isEmpty() ? "" : " " + failure;
      double seconds = duration.toNanos() / 1e9;
      return name
          + ("(" + number + arguments + ") = " + result + error)
          + String.format(Locale.ROOT, " <%.6f>", seconds);
    }
  }

  /**
   * A listener that also learns when a call begins whose effect other threads may see before it
   * returns: connect, the calls that send, and close. The lines of several threads can then be put
   * into the order in which things happen: such a call where it began, every other where it ended.
   */
  public interface OrderedListener extends Consumer<Call> {
    /** Such a call begins in {@code thread}, the current one; its end is the thread's next call. */
    void begins(Thread thread);
  }

  /**
   * Hands every call of this process to {@code listener}, in the thread that made it and after it
   * has ended, or as an {@link OrderedListener} wants it; null ends the trace. What the listener
   * throws reaches the caller of the socket.
   */
  public static void to(@Nullable Consumer<Call> listener) {
    if (listener != null) {
      // Linking the calls takes longer than the calls do: not in the times that are shown.
      SysSocket.link();
    }
    Trace.listener = listener;
  }

  /** The time at which a call begins, or 0 without a listener. */
  static long begin() {
    return listener == null ? 0 : System.nanoTime() | 1;
  }

  /**
   * The time at which a call begins, or 0: for a call whose effect may be seen before it returns.
   */
  static long beginEffect() {
    if (listener instanceof OrderedListener ordered) {
      ordered.begins(Thread.currentThread());
    }
    return begin();
  }

  /** Reports a call that has ended with a result, {@code -errno} or an {@link Outcome}. */
  static void end(long begin, String name, int fd, String arguments, long result) {
    Consumer<Call> listener = Trace.listener;
    if (listener == null || begin == 0) {
      return;
    }
    Duration duration = Duration.ofNanos(Math.max(0, System.nanoTime() - begin));
    listener.accept(
        new Call(
            Thread.currentThread(),
            Instant.now().minus(duration),
            duration,
            name,
            fd,
            arguments,
            result < 0 ? -1 : result,
            result < 0 ? failure(result) : ""));
  }

  private static String failure(long result) {
    if (result == Outcome.CLOSED) {
      return "EBADF (closed)";
    }
    if (result == Outcome.TIMED_OUT) {
      return "ETIMEDOUT (timed out)";
    }
    if (result == Outcome.INTERRUPTED) {
      return "EINTR (interrupted)";
    }
    Errno errno = new Errno((int) -result);
    return errno.name() + " (" + errno.message() + ")";
  }

  /** The first bytes of a message as a C string. */
  static String quote(MemorySegment buffer, long length) {
    StringBuilder text = new StringBuilder("\"");
    for (long i = 0; i < Math.min(length, SHOWN); i++) {
      int b = buffer.get(ValueLayout.JAVA_BYTE, i) & 0xff;
      switch (b) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '"', '\\' -> text.append('\\').append((char) b);
        default ->
            text.append(
                b >= ' ' && b < 0x7f ? "" + (char) b : String.format(Locale.ROOT, "\\x%02x", b));
      }
    }
    return text.append(length > SHOWN ? "\"..." : "\"").toString();
  }

  private static @Nullable Consumer<Call> fromProperty() {
    String target = System.getProperty("mortise.trace", "");
    return switch (target) {
      case "" -> null;
      case "stderr" -> printer(System.err);
      case "stdout" -> printer(System.out);
      default -> file(target);
    };
  }

  /** The file; if it cannot be written, the program continues without a trace, after a message. */
  private static @Nullable Consumer<Call> file(String name) {
    try {
      OutputStream out =
          Files.newOutputStream(
              Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return printer(new PrintStream(out, true, StandardCharsets.UTF_8));
    } catch (IOException | InvalidPathException e) {
      System.err.println(
          Printable.line(
              "mortise: no trace, because this file cannot be written: " + e.getMessage()));
      return null;
    }
  }

  /** A listener that prints an escaped line for each call, as {@code -Dmortise.trace} does. */
  public static Consumer<Call> printer(PrintStream out) {
    return call -> {
      Thread thread = call.thread();
      String name = thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
      LocalTime time = call.start().atZone(ZoneId.systemDefault()).toLocalTime();
      out.println(Printable.line(Clock.TIME.format(time) + " [" + name + "] " + call));
    };
  }

  /** Loaded with a trace only: it costs more classes than all else here. */
  private static final class Clock {
    static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);
  }
}
