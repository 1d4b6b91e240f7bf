package mortise.cli.inspect;

import java.io.IOException;
import java.util.List;
import mortise.cli.shell.Signals;
import mortise.cli.shell.TerminalScreen;
import mortise.process.WindowSize;

/** The table of {@code --watch}: drawn after each measurement and each key. */
final class TableScreen implements Sampler.Listener, AutoCloseable {
  private static final int KEYS_AT_ONCE = 64;

  private final Inspector inspector;
  private final TerminalScreen terminal;
  private final TableView view;

  /** Of the drawing thread. */
  private boolean failed;

  /** Guarded by this, as all below. */
  private boolean due = true;

  private boolean closed;

  private TableScreen(Inspector inspector, TerminalScreen terminal) {
    this.inspector = inspector;
    this.terminal = terminal;
    this.view = new TableView(inspector);
  }

  /**
   * Takes the terminal, and draws from now on.
   *
   * @throws IOException when the terminal cannot be used
   */
  static TableScreen open(Inspector inspector) throws IOException {
    TableScreen screen = new TableScreen(inspector, TerminalScreen.open());
    Thread.ofPlatform().daemon().name("watch-draw").start(screen::drawAll);
    Thread.ofPlatform().daemon().name("watch-keys").start(screen::readKeys);
    inspector.sampler().add(screen);
    inspector.viewers().terminalOpened();
    return screen;
  }

  @Override
  public synchronized void sampled(boolean second) {
    due = true;
    notifyAll();
  }

  private synchronized boolean awaitDue() throws InterruptedException {
    while (!due && !closed) {
      wait();
    }
    due = false;
    return !closed;
  }

  private void drawAll() {
    try {
      while (awaitDue()) {
        drawSafely();
      }
    } catch (IOException | InterruptedException _) {
      // The terminal is gone; the connections go on.
    }
  }

  /** One drawing that fails, as for lack of memory, is not the last one. */
  private void drawSafely() throws IOException {
    try {
      draw();
    } catch (RuntimeException | Error e) {
      if (!failed) {
        failed = true;
        System.getLogger("mortise").log(System.Logger.Level.WARNING, "cannot draw the table", e);
      }
    }
  }

  private void draw() throws IOException {
    WindowSize size = terminal.size();
    List<String> messages = terminal.messages(TableView.messages(size));
    List<String> lines;
    synchronized (view) {
      lines = view.lines(size, messages);
    }
    terminal.draw(lines);
  }

  private void readKeys() {
    byte[] bytes = new byte[KEYS_AT_ONCE];
    try {
      for (int count; (count = terminal.read(bytes)) > 0; ) {
        for (TableKey key : TableKey.parse(bytes, count)) {
          press(key);
        }
      }
    } catch (IOException _) {
      // It is closed.
    }
  }

  private void press(TableKey key) throws IOException {
    if (key == TableKey.QUIT) {
      Signals.raise("INT");
      return;
    }
    WindowSize size = terminal.size();
    synchronized (view) {
      view.press(key, size);
    }
    sampled(false);
  }

  /** Gives the terminal back. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    inspector.viewers().terminalClosed();
    terminal.close();
  }
}
