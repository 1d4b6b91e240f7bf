package mortise.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mortise.cli.shell.Terminal;
import mortise.net.Printable;
import mortise.net.Trace;

/** The lines of two sides, distinguished by a prefix, and by colour on a terminal. */
final class Transcript {
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

  /** A call that a side made, with the number of the step that it belongs to. */
  void call(Trace.Call call) {
    String side = call.thread().getName();
    if (STEPS.containsKey(side)) {
      int step = step(STEPS.get(side), call.name());
      print(side, DIM, (step == 0 ? "   " : step + ". ") + call);
    }
  }

  /** From 1; 0 for a call that is part of no step. */
  private static int step(List<String> steps, String call) {
    return switch (call) {
      case "send", "recv" -> steps.indexOf("send/recv") + 1;
      default -> steps.indexOf(call) + 1;
    };
  }

  private void print(String side, String manner, String text) {
    String begin = (coloured ? manner + COLOURS.get(side) : "") + side + " | ";
    String end = (coloured ? PLAIN : "") + System.lineSeparator();
    // A message is printed as one string, so that concurrent output does not split it.
    out.print(
        Stream.of(text.split("\\R", -1))
            .map(line -> begin + Printable.line(line) + end)
            .collect(joining()));
    out.flush();
  }
}
