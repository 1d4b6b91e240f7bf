package mortise.cli.sockets;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mortise.cli.shell.Columns;
import mortise.cli.shell.Terminal;
import mortise.diag.KernelSockets;
import mortise.net.Printable;
import mortise.net.SocketFailure;

/** Shows the sockets that are wanted, once or again and again, or ends them. */
public final class SocketLister {
  private static final String HOME_AND_CLEAR = "\033[H\033[J";

  private final PrintWriter out;
  private final PrintWriter err;
  private final SocketFilter wanted;
  private final ListSettings manner;

  public SocketLister(PrintWriter out, PrintWriter err, SocketFilter wanted, ListSettings manner) {
    this.out = out;
    this.err = err;
    this.wanted = wanted;
    this.manner = manner;
  }

  /** Prints them repeatedly until the output is closed. */
  public void show() throws IOException, InterruptedException {
    try (KernelSockets kernel = KernelSockets.open()) {
      SocketCollector listing = new SocketCollector(kernel, wanted, manner.info());
      boolean clears = manner.again() != null && !manner.json() && Terminal.draws(1);
      while (true) {
        List<ListedSocket> sockets = listing.read();
        if (clears) {
          out.print(HOME_AND_CLEAR);
        }
        print(sockets);
        if (manner.again() == null || out.checkError()) {
          return;
        }
        Thread.sleep(manner.again());
        if (!clears && !manner.json()) {
          out.println();
        }
      }
    }
  }

  /**
   * Ends them and shows which were ended. The rest of them is tried when one cannot be.
   *
   * @return whether all could be ended
   */
  public boolean kill() throws IOException {
    try (KernelSockets kernel = KernelSockets.open()) {
      List<ListedSocket> sockets = new SocketCollector(kernel, wanted, false).read();
      List<ListedSocket> ended = sockets.stream().filter(listed -> kill(kernel, listed)).toList();
      print(ended);
      return ended.size() == sockets.size();
    }
  }

  private boolean kill(KernelSockets kernel, ListedSocket listed) {
    String ends =
        RowFormat.kind(listed) + " " + RowFormat.local(listed) + " -> " + RowFormat.peer(listed);
    try {
      if (!listed.kind().isInternet()) {
        throw new IOException("the kernel can close IP sockets only");
      }
      kernel.destroy(listed.socket());
      return true;
    } catch (IOException e) {
      err.println(Printable.line("mortise: cannot close " + ends + ": " + reason(e)));
      return false;
    }
  }

  private static String reason(IOException e) {
    String name = e instanceof SocketFailure failure ? failure.errno().name() : "";
    return switch (name) {
      case "EPERM" -> "requires CAP_NET_ADMIN";
      case "EOPNOTSUPP" -> "the kernel was built without CONFIG_INET_DIAG_DESTROY";
      case "ENOENT" -> "it is closed already";
      default -> e.getMessage();
    };
  }

  private void print(List<ListedSocket> sockets) {
    if (manner.summary()) {
      summary(sockets).forEach(out::println);
    } else if (manner.json()) {
      sockets.forEach(listed -> out.println(SocketJson.of(listed)));
    } else {
      table(sockets).lines(Terminal.is(1) ? Terminal.width(1) : 0).forEach(out::println);
    }
    out.flush();
  }

  private Columns table(List<ListedSocket> sockets) {
    boolean timers = manner.timers();
    boolean extended = manner.extended();
    Columns table = new Columns("LLRRLL" + (timers ? "L" : "") + (extended ? "RRL" : "") + "L");
    if (manner.heads()) {
      table.add(RowFormat.heads(timers, extended));
    }
    for (ListedSocket listed : sockets) {
      table.add(
          RowFormat.cells(listed, timers, extended),
          manner.info() ? TcpInfoFormat.words(listed.socket()) : "");
    }
    return table;
  }

  private static List<String> summary(List<ListedSocket> sockets) {
    Map<SocketKind, Map<String, Long>> counts =
        sockets.stream()
            .collect(
                Collectors.groupingBy(
                    ListedSocket::kind,
                    TreeMap::new,
                    Collectors.groupingBy(
                        listed -> StateNames.name(listed.socket().state()),
                        TreeMap::new,
                        Collectors.counting())));
    Columns table = new Columns("LRL");
    counts.forEach((kind, states) -> {
      long all = states.values().stream().mapToLong(Long::longValue).sum();
      String each =
          states.entrySet().stream()
              .map(state -> state.getValue() + " " + state.getKey().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
      table.add(List.of(kind.toString(), Long.toString(all), each));
    });
    return table.lines(0);
  }
}
