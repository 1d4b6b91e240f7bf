package mortise.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import mortise.cli.shell.Signals;
import mortise.cli.shell.Terminal;
import mortise.net.Loop;

/** Puts load on a target, shows how it goes, and what came of it. */
public final class Bencher {
  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final String CLEAR = "\r\033[K";

  private final BenchSettings settings;
  private final BenchStats tally = new BenchStats();
  private final StopCondition clock;
  private final BenchReport report;

  /** What runs from now on. */
  public Bencher(BenchSettings settings) {
    this.settings = settings;
    this.clock = new StopCondition(settings.time(), settings.count(), tally);
    this.report = new BenchReport(settings, tally);
  }

  /**
   * Runs it to its end, which Ctrl-C brings nearer.
   *
   * @param live the terminal for the progress line; null for none
   * @return whether nothing went wrong
   * @throws IOException when nothing went right; the first of the reasons
   */
  public boolean run(PrintWriter out, PrintWriter live, boolean json)
      throws IOException, InterruptedException {
    Signals.on("INT", clock::stop);
    Signals.on("TERM", clock::stop);
    List<Loop> loops = loops();
    List<Thread> threads = start(loops);
    watch(threads, live);
    for (Thread thread : threads) {
      thread.join();
    }
    Duration time = clock.elapsed();
    loops.forEach(Loop::close);
    IOException first = tally.firstError.get();
    if (first != null && tally.errors.sum() >= threads.size() && nothingDone()) {
      throw first;
    }
    if (json) {
      out.println(report.json(time));
    } else {
      report.table(time, Terminal.is(1) ? Terminal.width(1) : 0).forEach(out::println);
    }
    if (first != null && live != null) {
      live.println(
          "mortise: " + tally.errors.sum() + " failed, the first with: " + first.getMessage());
    }
    return first == null;
  }

  private boolean nothingDone() {
    return tally.requests.sum() + tally.received.sum() + tally.arrived.sum() == 0;
  }

  private static List<Loop> loops() {
    List<Loop> loops = new ArrayList<>();
    int count = Loop.isGranted() ? Runtime.getRuntime().availableProcessors() : 0;
    for (int i = 0; i < count; i++) {
      loops.add(Loop.open("bench-" + i));
    }
    return loops;
  }

  private List<Thread> start(List<Loop> loops) {
    List<Work> all = new ArrayList<>();
    StreamWork streams = new StreamWork(settings.target(), settings.size());
    DatagramWork datagrams =
        new DatagramWork(
            settings.target(), settings.size(), settings.rate() / settings.connections());
    for (int i = 0; i < settings.connections(); i++) {
      switch (settings.work()) {
        case SEND -> all.add(streams::send);
        case RECEIVE -> all.add(streams::receive);
        case BOTH -> all.addAll(List.of(streams::send, streams::receive));
        case ECHO -> all.add(streams::echo);
        case CONNECT -> all.add(streams::connect);
        case DATAGRAMS -> all.add(datagrams::flow);
        case DATAGRAM_ECHO -> all.add(datagrams::echo);
      }
    }
    List<Thread> threads = new ArrayList<>();
    for (Work work : all) {
      ThreadFactory factory =
          loops.isEmpty()
              ? Thread.ofVirtual().factory()
              : loops.get(threads.size() % loops.size()).threads();
      Thread thread = factory.newThread(() -> run(work));
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private void run(Work work) {
    try {
      work.run(clock, tally);
    } catch (IOException e) {
      tally.failed(e);
    }
  }

  /** Shows how it goes until it is over or all have failed. */
  private void watch(List<Thread> threads, PrintWriter live) throws InterruptedException {
    boolean shows = live != null && Terminal.draws(2);
    Duration step = Duration.ofMillis(100);
    long requests = 0;
    long bytes = 0;
    Duration last = Duration.ZERO;
    while (!clock.await(step) && threads.stream().anyMatch(Thread::isAlive)) {
      Duration now = clock.elapsed();
      Duration moment = now.minus(last);
      if (moment.compareTo(MOMENT) < 0) {
        continue;
      }
      long newRequests = tally.requests.sum();
      long newBytes = tally.sent.sum() + tally.received.sum();
      if (shows) {
        String line = report.line(now, moment, newRequests - requests, newBytes - bytes);
        live.print(CLEAR + Terminal.fitted(line, 2));
        live.flush();
      }
      requests = newRequests;
      bytes = newBytes;
      last = now;
    }
    if (shows) {
      live.print(CLEAR);
      live.flush();
    }
  }
}
