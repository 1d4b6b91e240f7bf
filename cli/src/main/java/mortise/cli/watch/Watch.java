package mortise.cli.watch;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.cli.inspect.InspectSettings;
import mortise.cli.inspect.Inspector;
import mortise.cli.shell.StandardError;
import mortise.net.Address;
import mortise.net.Trace;
import mortise.server.Connection;

/**
 * What watches the conversations of one program: opens the files that were asked for, creates an
 * observer for each conversation, and reports its end, at Ctrl-C too.
 *
 * <pre>{@code
 * try (Watch watch = Watch.open(settings)) {
 *   Connection peer = ...;
 *   Watcher watcher = watch.dialled();
 *   watcher.opened(peer);
 *   ...
 * }
 * }</pre>
 */
public final class Watch implements AutoCloseable {
  private static final Watcher NOBODY = new Watcher() {};

  private final WatchSettings settings;
  private final StatusScreen screen;
  private final JsonEvents events;
  private final boolean coloured;
  private final RecordFiles records;
  private final ProgressDisplay progress;

  /** Null where neither a page nor a table was asked for. */
  private final Inspector inspector;

  private final AtomicLong numbers = new AtomicLong();
  private final long begin = System.nanoTime();
  private final Thread atExit = new Thread(this::interrupted, "report");

  /** The conversations that go on. */
  private final Set<TransferStats> open = ConcurrentHashMap.newKeySet();

  /** What the conversations that are over have moved. */
  private final AtomicLong sent = new AtomicLong();

  private final AtomicLong received = new AtomicLong();

  private final HexView.Turns turns = new HexView.Turns();

  /** Guarded by this. */
  private boolean told;

  private Watch(WatchSettings settings, StandardDescriptors standard, PrintStream err)
      throws IOException {
    this.settings = settings;
    screen = new StatusScreen(StandardError.raw(err));
    events = settings.json() ? new JsonEvents(screen) : null;
    coloured = standard.coloursErrors();
    records = new RecordFiles(settings);
    progress =
        wantsProgress(standard)
            ? new ProgressDisplay(screen, standard, standard.drawsErrors())
            : null;
    inspector = settings.inspect() == null ? null : inspector(settings.inspect());
  }

  private Inspector inspector(InspectSettings asked) throws IOException {
    try {
      return Inspector.open(asked, HistoryCapture::of);
    } catch (IOException e) {
      records.close();
      throw e;
    }
  }

  /**
   * Opens what the settings ask for, on this process's standard error.
   *
   * @throws RecordException when a file cannot be written
   */
  public static Watch open(WatchSettings settings) throws IOException {
    return open(settings, System.err);
  }

  /**
   * Watches with another stream as standard error.
   *
   * @throws RecordException when a file cannot be written
   */
  public static Watch open(WatchSettings settings, PrintStream err) throws IOException {
    Watch watch = open(settings, StandardDescriptors.OF_PROCESS, err);
    if (settings.trace()) {
      Trace.to(Trace.printer(err));
    }
    if (watch.counts()) {
      Runtime.getRuntime().addShutdownHook(watch.atExit);
    }
    return watch;
  }

  static Watch open(WatchSettings settings, StandardDescriptors standard, PrintStream err)
      throws IOException {
    return new Watch(settings, standard, err);
  }

  private boolean wantsProgress(StandardDescriptors standard) {
    return switch (settings.progress()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          !settings.hex()
              && !settings.showsTable()
              && !settings.json()
              && !settings.trace()
              && standard.drawsErrors()
              && (standard.hasFile() || standard.typesInput() != standard.showsOutput());
    };
  }

  private boolean counts() {
    return settings.report() || settings.json() || progress != null;
  }

  /** Whether there is anything to see at all. */
  public boolean isOn() {
    return counts() || records.areAny() || settings.hex() || inspector != null;
  }

  /** Whether the connections are shown in the terminal. */
  public boolean showsTable() {
    return settings.showsTable();
  }

  /** A watcher for a conversation that this side begins. */
  public Watcher dialled() {
    return everybody(conversation(Initiator.DIALLED, false));
  }

  /** A watcher for a conversation that the peer begins. */
  public Watcher accepted() {
    return everybody(conversation(Initiator.ACCEPTED, false));
  }

  /**
   * An observer for one of several conversations that get identical data. What is sent to it is not
   * for the output files, the dumps and the progress: {@link #toAll} has that once.
   */
  public Watcher member() {
    return everybody(conversation(Initiator.ACCEPTED, true));
  }

  /** An observer for data sent to all members, and nothing else. */
  public Watcher toAll() {
    return everybody(views("all"));
  }

  private List<Watcher> conversation(Initiator origin, boolean amongOthers) {
    List<Watcher> watchers = new ArrayList<>();
    long number = numbers.incrementAndGet();
    if (settings.report() || settings.json()) {
      TransferStats tally = new TransferStats(origin, number);
      watchers.add(tally);
      watchers.add(new Membership(tally));
      if (events != null) {
        watchers.add(new EventWatcher(events, tally));
      }
      if (settings.report()) {
        watchers.add(new TransferReport(screen, tally));
      }
    }
    if (inspector != null) {
      watchers.add(inspector.conversation(origin == Initiator.DIALLED));
    }
    if (records.capture() != null) {
      watchers.add(records.capture().conversation(origin, number));
    }
    for (Watcher view : views("conversation " + number)) {
      watchers.add(amongOthers ? new DirectionWatcher(Direction.RECEIVED, view) : view);
    }
    return watchers;
  }

  /** Observers that print the bytes themselves. */
  private List<Watcher> views(String name) {
    List<Watcher> watchers = new ArrayList<>();
    if (records.output() != null) {
      watchers.add(new OutputFile(records.output()));
    }
    if (records.hexDump() != null) {
      watchers.add(new HexDump(records.hexDump()));
    }
    if (settings.hex()) {
      watchers.add(new HexView(screen, coloured, turns, name));
    }
    if (progress != null) {
      watchers.add(progress);
    }
    return watchers;
  }

  private static Watcher everybody(List<Watcher> watchers) {
    return switch (watchers.size()) {
      case 0 -> NOBODY;
      case 1 -> watchers.getFirst();
      default -> new CompositeWatcher(watchers);
    };
  }

  /** The first record that could not be written, which ends the program; null where all could. */
  public RecordException failure() {
    return records.failure();
  }

  /** Has this run, on any thread, once a record cannot be written. */
  public void whenFailed(Runnable action) {
    records.whenFailed(action);
  }

  /** A listener is ready. */
  public void listening(Address address) {
    if (events != null) {
      events.listening(address);
    }
  }

  /**
   * The program serves from now on: shows where its connections are seen, so that the address of a
   * page does not precede the error of another one.
   *
   * @param counters of limits and rejections
   */
  public void serves(Supplier<Map<String, Long>> counters) throws IOException {
    if (inspector == null) {
      return;
    }
    inspector.counters(counters);
    inspector
        .url()
        .ifPresent(url -> {
          if (events == null) {
            screen.print("mortise: the connections are shown at " + url + "\n");
          } else {
            events.inspecting(url);
          }
        });
    inspector.show();
  }

  /** How a replay from the page opens a connection. */
  public void dial(Inspector.Dial source) {
    if (inspector != null) {
      inspector.dial(source);
    }
  }

  /** Something failed that belongs to no conversation, such as a connect. */
  public void failed(Exception failure) {
    if (events != null) {
      events.failed(failure);
    }
  }

  /**
   * Ends the progress line, prints the report, and closes the files.
   *
   * @throws RecordException when a file cannot be closed, so that it may lack its end
   */
  @Override
  public void close() throws IOException {
    if (counts()) {
      tellWhole();
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException _) {
        // The program is at its end already.
      }
    }
    if (inspector != null) {
      inspector.close();
    }
    records.close();
  }

  /** The program ends in the middle of things: Ctrl-C. */
  private void interrupted() {
    for (TransferStats tally : open) {
      tally.look();
      if (events != null) {
        events.closed(tally, "interrupted");
      }
      if (settings.report()) {
        screen.print(TransferReport.sentence(tally) + "\n");
      }
      settle(tally);
    }
    tellWhole();
  }

  private void settle(TransferStats tally) {
    if (open.remove(tally)) {
      sent.addAndGet(tally.sent());
      received.addAndGet(tally.received());
    }
  }

  private synchronized void tellWhole() {
    if (progress != null) {
      progress.close();
    }
    if (!told && settings.report() && numbers.get() > 1) {
      Duration time = Duration.ofNanos(System.nanoTime() - begin);
      screen.print(TransferReport.total(numbers.get(), sent.get(), received.get(), time) + "\n");
    }
    told = true;
  }

  /** Keeps the list of the conversations that go on. */
  private final class Membership implements Watcher {
    private final TransferStats tally;

    Membership(TransferStats tally) {
      this.tally = tally;
    }

    @Override
    public void opened(Connection peer) {
      open.add(tally);
    }

    @Override
    public void closed(Connection peer, IOException failure) {
      settle(tally);
    }
  }
}
