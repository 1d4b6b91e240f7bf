package mortise.cli.nc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mortise.net.Deadline;
import mortise.process.Child;
import mortise.process.ChildEnd;
import mortise.process.ChildPlan;
import mortise.process.PlainDescriptor;
import mortise.process.Pty;
import mortise.process.WindowSize;

/**
 * A program that was started, with what it reads and what it prints. It ends with this process, and
 * so do the programs that it has started itself, unless they have made a group of their own.
 */
final class ExecChild implements Closeable {
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final WindowSize USUAL_TERMINAL = new WindowSize(24, 80);

  /** Ctrl-D, which a program on a terminal reads as the end. */
  private static final byte[] END = {4};

  private static final Set<ExecChild> RUNNING = ConcurrentHashMap.newKeySet();

  private static final class Hook {
    static {
      Runtime.getRuntime().addShutdownHook(new Thread(ExecChild::stopAll));
    }

    private Hook() {}

    /** Loads this class. */
    static void set() {}
  }

  private final Child child;

  /** Null where the program has pipes. */
  private final Pty terminal;

  private ExecChild(Child child, Pty terminal) {
    this.child = child;
    this.terminal = terminal;
  }

  /**
   * Starts a program.
   *
   * @throws mortise.process.DescriptorException when it cannot be started
   */
  static ExecChild start(ChildPlan plan, boolean onPty) throws IOException {
    Hook.set();
    ExecChild started = onPty ? onTerminal(plan) : new ExecChild(Child.start(plan), null);
    RUNNING.add(started);
    return started;
  }

  private static ExecChild onTerminal(ChildPlan plan) throws IOException {
    Pty terminal = Pty.open();
    try {
      terminal.master().windowSize(USUAL_TERMINAL);
      return new ExecChild(Child.start(plan.on(terminal)), terminal);
    } catch (IOException | RuntimeException e) {
      terminal.close();
      throw e;
    }
  }

  private PlainDescriptor out() {
    return terminal == null ? child.out().orElseThrow() : terminal.master();
  }

  private PlainDescriptor in() {
    return terminal == null ? child.in().orElseThrow() : terminal.master();
  }

  /** What the program has printed; -1 at the end. */
  int read(byte[] bytes) throws IOException {
    int count = out().read(bytes);
    return count == 0 ? -1 : count;
  }

  /** Has the program read this; waits until it does. */
  void write(byte[] bytes, int count) throws IOException {
    in().write(bytes, 0, count, Deadline.NEVER);
  }

  /** Has the program read the end. */
  void endInput() throws IOException {
    if (terminal == null) {
      in().close();
    } else {
      in().write(END);
    }
  }

  boolean isAlive() {
    return child.isAlive();
  }

  ChildEnd waitFor() throws IOException {
    return child.waitFor();
  }

  /** Asks all to end, waits a while for them, and kills who is left. */
  private static void stopAll() {
    RUNNING.forEach(running -> running.child.signal(SIGTERM));
    Deadline deadline = Deadline.in(GRACE);
    for (ExecChild running : RUNNING) {
      try {
        running.child.waitFor(deadline);
      } catch (IOException _) {
        // Killed now.
      }
      running.child.signal(SIGKILL);
    }
  }

  /** Ends the program and those that it has started. */
  void stop() {
    try {
      child.stop(GRACE);
    } catch (IOException _) {
      // It was killed in any case.
    }
  }

  /** Ends them and gives everything back. */
  @Override
  public void close() {
    stop();
    if (terminal != null) {
      terminal.close();
    }
    child.close();
    RUNNING.remove(this);
  }
}
