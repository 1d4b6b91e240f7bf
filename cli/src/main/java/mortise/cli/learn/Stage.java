package mortise.cli.learn;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mortise.net.CloseGuard;
import mortise.net.Errno;
import mortise.net.Inet;
import mortise.net.Printable;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Trace;

/**
 * One run of a lesson: its sockets by the names of their variables, the steps that were run, their
 * calls. A step that waits, such as accept, goes on while others are run.
 */
final class Stage implements AutoCloseable, Consumer<Trace.Call> {
  /** After so many milliseconds a step that is parked waits. */
  private static final long MOMENT = 250;

  /** So many moments a step may compute, on a machine that has other work. */
  private static final int PATIENCE = 40;

  /** The port of the tutorial, where it is free. */
  private static final int PORT = 31500;

  private final Lesson lesson;
  private final Map<String, Socket> sockets = new LinkedHashMap<>();
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** The addresses of sockets that were there before the first step: of earlier runs. */
  private final Set<String> earlier = ConcurrentHashMap.newKeySet();

  private volatile int port = PORT;

  /** Guarded by this, as the next one. */
  private Path folder;

  private boolean closed;
  private final Thread atExit = new Thread(this::deleteFolder, "learn-end");

  /** A step that was begun. */
  static final class Run {
    private final List<String> calls = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile String result;
    private volatile boolean failed;

    /** Whether it waits still. */
    boolean waits() {
      return over.getCount() > 0;
    }

    /** What it returned, or why it failed; empty while it waits. */
    String result() {
      return result == null ? "" : result;
    }

    boolean hasFailed() {
      return failed;
    }

    synchronized List<String> calls() {
      return List.copyOf(calls);
    }

    private synchronized void add(String call) {
      calls.add(call);
    }
  }

  Stage(Lesson lesson) {
    this.lesson = lesson;
  }

  Lesson lesson() {
    return lesson;
  }

  /** Runs a step, and returns when it is over or waits. */
  Run run(Step step) throws InterruptedException {
    Run run = new Run();
    synchronized (this) {
      Run before = runs.get(step.name());
      if (before != null && before.waits()) {
        return before;
      }
      if (runs.isEmpty()) {
        earlier.addAll(KernelView.addresses(this));
      }
      runs.put(step.name(), run);
    }
    run.thread = Thread.ofVirtual().name("learn").unstarted(() -> act(step, run));
    threads.add(run.thread);
    run.thread.start();
    if (isSoonOver(run)) {
      awaitOthers();
    }
    return run;
  }

  /** Waits until a step is over, or is parked after a moment. */
  private static boolean isSoonOver(Run run) throws InterruptedException {
    boolean over = false;
    boolean parked = false;
    for (int moments = 0; moments < PATIENCE && !over && !parked; moments++) {
      over = run.over.await(MOMENT, TimeUnit.MILLISECONDS);
      Thread.State state = run.thread.getState();
      parked = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }
    return over;
  }

  /** What one step has done may be what another one waits for. */
  private void awaitOthers() throws InterruptedException {
    List<Run> all;
    synchronized (this) {
      all = List.copyOf(runs.values());
    }
    for (Run other : all) {
      if (other.waits() && !other.over.await(MOMENT / 2, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
  }

  private void act(Step step, Run run) {
    try {
      run.result = step.action().on(this);
    } catch (IOException | RuntimeException e) {
      run.failed = true;
      run.result = Printable.line(String.valueOf(e.getMessage()));
    } finally {
      run.over.countDown();
      threads.remove(run.thread);
    }
  }

  @Override
  public void accept(Trace.Call call) {
    if (threads.contains(call.thread())) {
      Run caller = null;
      synchronized (this) {
        for (Run run : runs.values()) {
          caller = run.thread == call.thread() ? run : caller;
        }
      }
      if (caller != null) {
        caller.add(call.toString());
      }
    }
  }

  /** Whether a socket with these addresses was there before. */
  boolean isEarlier(String addresses) {
    return earlier.contains(addresses);
  }

  /** The run of a step; null where it was not begun. */
  synchronized Run of(Step step) {
    return runs.get(step.name());
  }

  /** Gives a variable a socket; one that it had is closed. */
  String put(String name, Socket socket) {
    Socket unused;
    synchronized (this) {
      // A step that waited may end after the stage.
      unused = closed ? socket : sockets.put(name, socket);
    }
    if (unused != null) {
      unused.close();
    }
    return Printable.line(socket.toString());
  }

  /** The socket of a variable. */
  synchronized Socket socket(String name) {
    Socket socket = sockets.get(name);
    if (socket == null) {
      throw new IllegalStateException(
          "the variable " + name + " has no socket yet / 变量 " + name + " 还没有套接字");
    }
    return socket;
  }

  synchronized Map<String, Socket> sockets() {
    return new LinkedHashMap<>(sockets);
  }

  /** Binds to the tutorial's port or, where that is taken, to one that is free. */
  void bind(Socket socket) throws IOException {
    try {
      socket.bind("127.0.0.1", port);
    } catch (java.net.BindException e) {
      if (port != PORT) {
        throw e;
      }
      socket.bind("127.0.0.1", 0);
    }
    port = ((Inet) socket.localAddress()).port();
  }

  /**
   * Makes a variable's socket listen. Where another process was faster at the same port, it gets
   * another socket: SO_REUSEADDR lets two sockets be bound to one port, of which one may listen.
   */
  void listen(String name, int backlog) throws IOException {
    Socket socket = socket(name);
    try {
      socket.listen(backlog);
    } catch (SocketException e) {
      if (!(e instanceof SocketFailure f && f.errno().equals(Errno.EADDRINUSE))) {
        throw e;
      }
      Socket other = Socket.open();
      try (CloseGuard guard = new CloseGuard(other)) {
        other.bind("127.0.0.1", 0);
        other.listen(backlog);
        port = ((Inet) other.localAddress()).port();
        put(name, guard.release(other));
      }
    }
  }

  int port() {
    return port;
  }

  /** A path for a UNIX socket, in a folder of its own. */
  synchronized Path path() throws IOException {
    if (closed) {
      throw new IOException("the lesson has ended / 课程已结束");
    }
    if (folder == null) {
      folder = Files.createTempDirectory("learn");
      Runtime.getRuntime().addShutdownHook(atExit);
    }
    return folder.resolve("app.sock");
  }

  /** A line of code with the port in it. */
  String line(String code) {
    return code.replace("{port}", "" + port);
  }

  /** Bytes as a value in the code. */
  static String quoted(byte[] bytes) {
    return '"' + Printable.of(new String(bytes, StandardCharsets.UTF_8)) + '"';
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    sockets().values().forEach(Socket::close);
    deleteFolder();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The JVM ends, and runs it.
    }
  }

  private synchronized void deleteFolder() {
    if (folder != null) {
      try {
        Files.deleteIfExists(folder.resolve("app.sock"));
        Files.deleteIfExists(folder);
      } catch (IOException _) {
        // It is in the system's folder for what may be lost.
      }
    }
  }
}
