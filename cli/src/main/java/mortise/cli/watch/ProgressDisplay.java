package mortise.cli.watch;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.cli.shell.Terminal;

/**
 * A progress line on standard error, drawn by a separate thread during a transfer. Counts over all
 * conversations of the program.
 */
final class ProgressDisplay implements Watcher, AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(200);

  /** What is over sooner needs no line. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Where the output is no terminal, a line cannot be drawn again, so there are few. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final StatusScreen screen;
  private final StandardDescriptors standard;
  private final boolean redraws;
  private final long expected;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /** Guarded by this. */
  private Thread drawer;

  private volatile boolean over;

  /**
   * @param redraws whether the line is drawn in place, on a terminal; a line a second elsewhere
   */
  ProgressDisplay(StatusScreen screen, StandardDescriptors standard, boolean redraws) {
    this.screen = screen;
    this.standard = standard;
    this.redraws = redraws;
    this.expected = standard.remainingInput();
  }

  @Override
  public void moved(Direction way, long count) {
    AtomicLong total = way == Direction.SENT ? sent : received;
    if (total.getAndAdd(count) == 0) {
      begin(way);
    }
  }

  /** The first bytes of this way have moved. */
  private synchronized void begin(Direction way) {
    // Input or output on the terminal shows the progress by itself.
    boolean shown = way == Direction.SENT ? standard.typesInput() : standard.showsOutput();
    if (shown && redraws) {
      finish();
    } else if (drawer == null && !over) {
      drawer = Thread.ofPlatform().daemon().name("progress").start(this::draw);
    }
  }

  private void draw() {
    long begin = System.nanoTime();
    SmoothedRate pace = new SmoothedRate(begin);
    try {
      Thread.sleep(PATIENCE);
      while (!over) {
        show(Duration.ofNanos(System.nanoTime() - begin), pace);
        Thread.sleep(redraws ? BETWEEN : BETWEEN_LINES);
      }
    } catch (InterruptedException _) {
      // The transfer is over.
    }
  }

  private void show(Duration time, SmoothedRate pace) {
    double rate = pace.rate(Math.max(sent.get(), received.get()), System.nanoTime());
    String line = new ProgressLine(sent.get(), received.get(), expected, time, rate).toString();
    synchronized (this) {
      if (over) {
        return;
      }
      if (!redraws) {
        screen.print(line + "\n");
      } else if (standard.isForeground()) {
        screen.pass(Terminal.fitted(line, 2));
      }
    }
  }

  private synchronized void finish() {
    over = true;
    screen.clear();
    if (drawer != null) {
      drawer.interrupt();
    }
  }

  /** Ends the line; it is gone, and so is its thread, when this returns. */
  @Override
  public void close() {
    finish();
    Thread last;
    synchronized (this) {
      last = drawer;
    }
    boolean interrupted = false;
    while (last != null && last != Thread.currentThread() && last.isAlive()) {
      try {
        last.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
