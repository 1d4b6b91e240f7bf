package mortise.cli.relay;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import mortise.cli.flow.Watcher;
import mortise.cli.shell.Terminal;
import mortise.cli.watch.Watch;
import mortise.net.Printable;
import mortise.process.DescriptorLimit;
import mortise.server.Connection;

/** One run of the verb: two addresses, and the connections that they give, taken in pairs. */
public final class RelayRun {
  private final AddressSpec first;
  private final AddressSpec second;
  private final RelaySettings manner;
  private final Watch watch;
  private final PrintWriter notices;

  /** Resources that the shutdown hook closes. */
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  /** Whether a signal has closed everything; resulting errors are not reported. */
  private volatile boolean ending;

  /**
   * Reads two addresses.
   *
   * @param notices the output for notices; null for none
   * @throws BadAddressException when one cannot be
   */
  public RelayRun(
      String first, String second, RelaySettings manner, Watch watch, PrintWriter notices) {
    this.first = AddressSpec.parse(first);
    this.second = AddressSpec.parse(second);
    this.manner = manner;
    this.watch = watch;
    this.notices = notices;
    if (this.second.has(AddressOption.FORK)) {
      throw this.second.wrong("option 'fork' belongs to the first address");
    }
    if (this.first.has(AddressOption.MAX) && !this.first.has(AddressOption.FORK)) {
      throw this.first.wrong("option 'max' needs 'fork'");
    }
    boolean once =
        this.second.kind() == AddressKind.STDIO
            || this.second.kind() == AddressKind.NUMBER
            || this.second.kind() == AddressKind.TERMINAL;
    if (this.first.has(AddressOption.FORK) && once) {
      throw this.second.wrong("exists once, and with 'fork' each connection needs its own");
    }
    if (watch.showsTable() && (Terminal.is(0) || Terminal.is(1))) {
      for (AddressSpec each : List.of(this.first, this.second)) {
        if (each.kind() == AddressKind.STDIO) {
          throw each.wrong("--watch needs the terminal: redirect standard input and output");
        }
      }
    }
  }

  /** Whether an address gives several conversations at once; false where it cannot be read. */
  public static boolean forks(String address) {
    try {
      return AddressSpec.parse(address).has(AddressOption.FORK);
    } catch (BadAddressException e) {
      return false;
    }
  }

  /** Runs until the conversation is over; with fork, for ever. */
  public void run() throws IOException {
    Thread atExit = new Thread(this::closeAll, "relay-end");
    Runtime.getRuntime().addShutdownHook(atExit);
    try (RelayEndpoint a = keep(EndpointFactory.of(first, new Role(true, manner.oneWay())));
        RelayEndpoint b = keep(EndpointFactory.of(second, new Role(false, manner.oneWay())))) {
      printNotice(first, a);
      printNotice(second, b);
      inspect(a, b);
      if (!first.kind().has(AddressGroup.PROGRAM) && !second.kind().has(AddressGroup.PROGRAM)) {
        // Programs inherit the limit, and are to have the one of the caller.
        DescriptorLimit.raise();
      }
      if (first.has(AddressOption.FORK)) {
        forkAll(a, b);
      } else {
        once(a, b);
      }
    } catch (IOException e) {
      // A signal has closed everything under this thread, and that is no failure.
      if (!ending) {
        throw e;
      }
    } finally {
      closeAll();
      removeHook(atExit);
    }
  }

  /** What --inspect and --watch show beside the conversations. */
  private void inspect(RelayEndpoint a, RelayEndpoint b) throws IOException {
    Optional<Long> max = new OptionValues(first).number(AddressOption.MAX, 1, Integer.MAX_VALUE);
    watch.serves(() -> {
      Map<String, Long> counts = new TreeMap<>();
      if (a.listens() || b.listens()) {
        counts.put("rejected_access", a.denied() + b.denied());
      }
      max.ifPresent(most -> counts.put("limit", most));
      return counts;
    });
    if (second.kind().has(AddressGroup.SOCKET) && !second.kind().listens()) {
      watch.dial(() -> opened(second, next(second, b)).connection());
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process ends already.
    }
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private void closeAll() {
    ending = true;
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception _) {
        // The others have to be closed too.
      }
    }
  }

  private void printNotice(AddressSpec spec, RelayEndpoint place) {
    boolean unnamed = spec.kind() == AddressKind.TERMINAL && !spec.has(AddressOption.LINK);
    boolean serves = spec.kind().listens() && spec.kind().has(AddressGroup.TLS);
    boolean unsigned = serves && !spec.has(AddressOption.CERT);
    boolean needed = unnamed || unsigned;
    if (!place.notice().isEmpty() && (needed || notices != null)) {
      String text = Printable.line("mortise: " + spec + ": " + place.notice());
      if (notices == null) {
        System.err.println(text);
      } else {
        notices.println(text);
        notices.flush();
      }
    }
  }

  private void once(RelayEndpoint a, RelayEndpoint b) throws IOException {
    RelaySide one = opened(first, next(first, a));
    if (a.listens()) {
      // Further clients are refused at once, instead of waiting in the backlog.
      a.close();
    }
    join(one, b);
  }

  private static RelayEndpoint.Offer next(AddressSpec spec, RelayEndpoint place)
      throws IOException {
    try {
      return place.next();
    } catch (IOException e) {
      throw RelayFailure.at(spec, e);
    }
  }

  private static RelaySide opened(AddressSpec spec, RelayEndpoint.Offer offer) throws IOException {
    try {
      return offer.open();
    } catch (IOException e) {
      throw RelayFailure.at(spec, e);
    }
  }

  /** Opens the second end for a first one, and joins both. */
  private void join(RelaySide one, RelayEndpoint b) throws IOException {
    Connection left = keep(one.connection());
    Connection right = null;
    try {
      RelaySide other = opened(second, next(second, b));
      right = keep(other.connection());
      if (!first.has(AddressOption.FORK) && b.listens()) {
        b.close();
      }
      boolean accepted = first.kind().listens() || !second.kind().hasPeers();
      Watcher watcher = first.kind().listens() ? watch.accepted() : watch.dialled();
      new RelayFlow(one, other, manner, watcher, accepted).run();
    } catch (IOException e) {
      watch.failed(e);
      throw e;
    } finally {
      left.close();
      open.remove(left);
      if (right != null) {
        right.close();
        open.remove(right);
      }
    }
  }

  private void forkAll(RelayEndpoint a, RelayEndpoint b) throws IOException {
    Optional<Long> max = new OptionValues(first).number(AddressOption.MAX, 1, Integer.MAX_VALUE);
    Semaphore turns = new Semaphore(max.map(Long::intValue).orElse(Integer.MAX_VALUE));
    try (LoopPool loops = new LoopPool()) {
      while (true) {
        // Before accept, so excess clients wait in the kernel's accept queue.
        turns.acquireUninterruptibly();
        RelayEndpoint.Offer offer = next(first, a);
        try {
          loops.next().start(() -> serve(offer, b, turns));
        } catch (RuntimeException | Error e) {
          offer.decline();
          turns.release();
          reportFailure(e);
        }
      }
    }
  }

  /** Relays one of several connections; any failure ends only this one. */
  private void serve(RelayEndpoint.Offer offer, RelayEndpoint b, Semaphore turns) {
    try {
      join(opened(first, offer), b);
    } catch (IOException | RuntimeException | Error e) {
      offer.decline();
      reportFailure(e);
    } finally {
      turns.release();
    }
  }

  private void reportFailure(Throwable t) {
    if (ending) {
      return;
    }
    try {
      String text = t instanceof IOException io ? RelayFailure.words(io) : t.toString();
      System.err.println("mortise: " + Printable.line(text));
    } catch (RuntimeException | Error e) {
      // No memory for the message; the listener continues.
    }
  }

  /** The kinds of address, with a colon where more follows. */
  public static List<String> kinds() {
    return Stream.of(AddressKind.values())
        .map(kind -> kind.syntax.isEmpty() ? kind.name : kind.name + ":")
        .toList();
  }
}
