package mortise.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mortise.cli.shell.Terminal;
import mortise.net.Printable;
import mortise.net.Trace;

/**
 * The lines of two sides, distinguished by a prefix, and by colour on a terminal. A call whose
 * effect the other side may see before it returns has its place where it began: what comes after it
 * waits until it has ended.
 */
final class Transcript implements Trace.OrderedListener {
  private static final Map<String, String> COLOURS =
      Map.of("server", "\033[36m", "client", "\033[33m");
  private static final String DIM = "\033[2m";
  private static final String PLAIN = "\033[0m";

  /** What a side does at each step, in the order of the steps. */
  private static final Map<String, List<String>> STEPS =
      Map.of(
          "server", List.of("socket", "bind", "listen", "accept", "send/recv", "close"),
          "client", List.of("socket", "connect", "send/recv", "close"));

  private final PrintWriter out;
  private final boolean coloured = Terminal.isColoured(1);

  /** The lines that are not printed yet; the first is of a call in progress. Guarded by this. */
  private final Deque<Line> waiting = new ArrayDeque<>();

  Transcript(PrintWriter out) {
    this.out = out;
  }

  /** What a side prints: each of its lines has the prefix, and none can steer the terminal. */
  void line(String side, String text) {
    print(side, "", text);
  }

  /** A line about a side, which it does not print itself. */
  void note(String side, String text) {
    print(side, DIM, "(" + text + ")");
  }

  @Override
  public synchronized void begins(Thread side) {
    if (STEPS.containsKey(side.getName())) {
      waiting.add(new Line(side));
    }
  }

  /** A call that a side made, with the number of the step that it belongs to. */
  @Override
  public synchronized void accept(Trace.Call call) {
    String side = call.thread().getName();
    if (STEPS.containsKey(side)) {
      int step = step(STEPS.get(side), call.name());
      Line line = begun(call.thread());
      line.text = text(side, DIM, (step == 0 ? "   " : step + ". ") + call);
      printFinished();
    }
  }

  /** The line of the call that began in this thread, else a new one at the end. */
  private Line begun(Thread thread) {
    for (Line line : waiting) {
      if (line.text == null && line.thread == thread) {
        return line;
      }
    }
    Line line = new Line(thread);
    waiting.add(line);
    return line;
  }

  private void printFinished() {
    while (!waiting.isEmpty() && waiting.getFirst().text != null) {
      out.print(waiting.removeFirst().text);
    }
    out.flush();
  }

  /** From 1; 0 for a call that is part of no step. */
  private static int step(List<String> steps, String call) {
    return switch (call) {
      case "send", "recv" -> steps.indexOf("send/recv") + 1;
      default -> steps.indexOf(call) + 1;
    };
  }

  private synchronized void print(String side, String manner, String text) {
    Line line = new Line(Thread.currentThread());
    line.text = text(side, manner, text);
    waiting.add(line);
    printFinished();
  }

  private String text(String side, String manner, String text) {
    String begin = (coloured ? manner + COLOURS.get(side) : "") + side + " | ";
    String end = (coloured ? PLAIN : "") + System.lineSeparator();
    return Stream.of(text.split("\\R", -1))
        .map(line -> begin + Printable.line(line) + end)
        .collect(joining());
  }

  /** Its text is null while the call is in progress. */
  private static final class Line {
    private final Thread thread;
    private String text;

    Line(Thread thread) {
      this.thread = thread;
    }
  }
}
