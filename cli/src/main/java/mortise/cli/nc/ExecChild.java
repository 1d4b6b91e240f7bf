package mortise.cli.nc;

import java.io.Closeable;
import java.io.IOException;
import mortise.cli.flow.DescriptorConnection;
import mortise.cli.shell.RunningChildren;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;
import mortise.process.DescriptorException;
import mortise.process.Pty;
import mortise.process.WindowSize;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/**
 * A program that was started, with what it reads and what it prints. It ends with this process, and
 * so do the programs that it has started itself, unless they have made a group of their own.
 */
final class ExecChild implements Closeable {
  private static final WindowSize USUAL_TERMINAL = new WindowSize(24, 80);

  /** Ctrl-D, which a program on a terminal reads as the end. */
  private static final byte[] END = {4};

  private final ChildProcess child;

  /** Null where the program has pipes. */
  private final Pty terminal;

  private ExecChild(ChildProcess child, Pty terminal) {
    this.child = child;
    this.terminal = terminal;
  }

  /**
   * Starts a program.
   *
   * @throws mortise.process.DescriptorException when it cannot be started
   */
  static ExecChild start(ChildConfig plan, boolean onPty) throws IOException {
    return onPty ? onTerminal(plan) : new ExecChild(RunningChildren.start(plan), null);
  }

  private static ExecChild onTerminal(ChildConfig plan) throws IOException {
    Pty terminal = Pty.open();
    try {
      terminal.master().windowSize(USUAL_TERMINAL);
      return new ExecChild(RunningChildren.start(plan.terminal(terminal)), terminal);
    } catch (IOException | RuntimeException e) {
      terminal.close();
      throw e;
    }
  }

  /** What the program prints, to be read, and what it is to read, to be written. */
  Connection end() {
    if (terminal != null) {
      return new TerminalEnd(
          new DescriptorConnection(terminal.master(), terminal.master(), "the program"));
    }
    return new PipeEnd(
        new DescriptorConnection(
            child.stdout().orElseThrow(), child.stdin().orElseThrow(), "the program"));
  }

  /** The pipes of a program. What it does not read is thrown away. */
  private static class PipeEnd extends FilteringConnection {
    private volatile boolean deaf;

    PipeEnd(DescriptorConnection pipes) {
      super(pipes);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!deaf) {
        try {
          inner.write(bytes, offset, length);
        } catch (DescriptorException _) {
          deaf = true;
        }
      }
    }
  }

  /** A terminal, which has no halves: the end is typed. */
  private static final class TerminalEnd extends PipeEnd {
    TerminalEnd(DescriptorConnection master) {
      super(master);
    }

    @Override
    public void closeWrite() throws IOException {
      write(END, 0, END.length);
    }
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** Ends the program and those that it has started. */
  void stop() {
    RunningChildren.stop(child);
  }

  /** Ends them and gives everything back. */
  @Override
  public void close() {
    RunningChildren.end(child);
    if (terminal != null) {
      terminal.close();
    }
  }
}
