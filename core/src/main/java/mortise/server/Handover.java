package mortise.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import mortise.net.CloseGuard;
import mortise.net.Credentials;
import mortise.net.Descriptors;
import mortise.net.Family;
import mortise.net.Message;
import mortise.net.Option;
import mortise.net.PeerCredentials;
import mortise.net.ReceivedMessage;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.UnixBinding;

/**
 * A hot restart: a running server passes its listeners, with their accept queues, to a successor
 * process (SCM_RIGHTS, unix(7)). The listeners stay open throughout, so no connection is refused;
 * the old process finishes the connections that it has accepted.
 *
 * <p>The running process, from its start on:
 *
 * <pre>{@code
 * try (Handover handover = Handover.offer(server, path)) {
 *   server.await(); // returns when a successor has the listeners and the last handler is done
 * }
 * }</pre>
 *
 * <p>The new one:
 *
 * <pre>{@code
 * try (Handover.Inheritance old = Handover.take(path, Duration.ofSeconds(5))) {
 *   ServerConfig config = Server.of(handler);
 *   for (ListenerConfig listener : old.listeners()) {
 *     config = config.listen(listener);
 *   }
 *   Server server = config.open();
 *   old.ready();
 * }
 * }</pre>
 *
 * <p>The old process passes them only to processes of its user or of root (SO_PEERCRED), to one at
 * a time, which has 60 s to be ready. If the new process ends before, the old one continues as
 * before, and logs a warning.
 */
public final class Handover implements AutoCloseable {
  private static final byte[] READY = {'R'};
  private static final byte[] LEFT = {'L'};

  /** How long a successor has from one step to the next. */
  private static final Duration STEP = Duration.ofSeconds(60);

  private static final int LONGEST_NAMES = 1 << 16;

  private final Server server;
  private final Socket listener;
  private final Acceptor acceptor;

  private Handover(Server server, Socket listener) throws IOException {
    this.server = server;
    this.listener = listener;
    this.acceptor = Acceptor.of(listener, new AcceptReports(server));
  }

  /**
   * Offers a server's listeners at a UNIX path, on a thread of its own. Replaces the file that a
   * dead process has left there. When a successor is ready, the server stops as by {@link
   * Server#close}.
   *
   * @throws java.net.BindException when a live process has the path (EADDRINUSE), as of {@link
   *     Socket#bind(UnixBinding)}
   * @throws IllegalArgumentException when the address is unnamed
   */
  public static Handover offer(Server server, Unix path) throws IOException {
    Socket listener = Socket.open(Family.UNIX, Type.STREAM);
    try (CloseGuard guard = new CloseGuard(listener)) {
      if (path.isAbstract()) {
        listener.bind(path);
      } else {
        listener.bind(UnixBinding.of(path).replaceStale().unlinkOnClose());
      }
      listener.listen(1);
      Handover handover = new Handover(server, listener);
      server.workers().keepAliveThread("handover", handover::offer, true);
      return guard.release(handover);
    }
  }

  private void offer() {
    try (acceptor) {
      boolean handed = false;
      while (!handed) {
        handed = offerOnce();
      }
    } catch (IOException e) {
      // Closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether a successor has the listeners. */
  private boolean offerOnce() throws IOException, InterruptedException {
    try (Socket successor = acceptor.accept()) {
      return serve(successor);
    } catch (RuntimeException | Error e) {
      acceptor.recover(e);
      return false;
    }
  }

  private boolean serve(Socket successor) throws InterruptedException {
    try {
      return isTrusted(successor) && handTo(successor);
    } catch (IOException e) {
      if (listener.isOpen()) {
        server.log().log(Level.WARNING, "handover", () -> "handover failed", e);
      }
      return false;
    }
  }

  private static boolean isTrusted(Socket successor) throws IOException {
    PeerCredentials peer = successor.option(Option.SO_PEERCRED);
    return peer.uid() == 0 || peer.uid() == Credentials.own().uid();
  }

  private boolean handTo(Socket successor) throws IOException, InterruptedException {
    successor.timeout(STEP);
    List<Listener> listeners = server.listenersToHandOver();
    if (listeners.size() > Descriptors.MAX) {
      throw new IOException(listeners.size() + " listeners are too many for one message");
    }
    String names = String.join("\n", listeners.stream().map(Listener::name).toList());
    Socket[] sockets = listeners.stream().map(Listener::socket).toArray(Socket[]::new);
    Message message = Message.of(names.getBytes(StandardCharsets.UTF_8));
    successor.sendMessage(message.with(Descriptors.of(sockets)));
    if (successor.recv(1).length == 0) {
      server.log().log(
          Level.WARNING, "handover", () -> "a successor disconnected before it was ready", null);
      return false;
    }
    server.leave();
    listener.close();
    successor.sendAll(LEFT);
    server.log().log(Level.INFO, "handover", () -> "a successor has taken the listeners", null);
    server.close();
    return true;
  }

  /**
   * Stops offering, and removes the file. A successor that has the listeners already can still
   * complete the handover. Never blocks; idempotent.
   */
  @Override
  public void close() {
    listener.close();
  }

  /** The listeners that a process has taken from its predecessor. */
  public static final class Inheritance implements AutoCloseable {
    private final Socket predecessor;
    private final List<ListenerConfig> listeners;

    /** Whether the predecessor has left its listeners. */
    private final AtomicBoolean left = new AtomicBoolean();

    private Inheritance(Socket predecessor, List<Socket> sockets, List<String> names)
        throws ProtocolException {
      this.predecessor = predecessor;
      this.listeners = named(sockets, names, left::get);
    }

    /**
     * Returns the listeners with their names, at least one. Each belongs into a configuration,
     * whose server closes it.
     */
    public List<ListenerConfig> listeners() {
      return listeners;
    }

    /**
     * Reports to the predecessor that this process accepts connections, and waits, for each step at
     * most the time of {@link Handover#take}, until the predecessor has stopped to accept.
     *
     * @throws java.net.ProtocolException when the predecessor disconnects before
     * @throws java.net.SocketTimeoutException when it does not answer in time
     */
    public void ready() throws IOException {
      predecessor.sendAll(READY);
      if (predecessor.recv(1).length == 0) {
        throw new ProtocolException(
            "the predecessor disconnected before it released its listeners");
      }
      left.set(true);
    }

    /**
     * Closes the connection to the predecessor, which keeps serving unless {@link #ready} was
     * called. The listeners stay open. Idempotent.
     */
    @Override
    public void close() {
      predecessor.close();
    }
  }

  /**
   * Takes the listeners that a process offers at a UNIX path.
   *
   * @param time bounds the connect and each wait for the predecessor; null waits for ever
   * @throws java.net.ConnectException when no process offers listeners there (ENOENT, ECONNREFUSED)
   * @throws java.net.SocketTimeoutException when the predecessor does not answer in time, since it
   *     is busy with another successor, for example
   * @throws java.net.ProtocolException when it passes no listeners, since this process has another
   *     user, for example
   */
  public static Inheritance take(Unix path, Duration time) throws IOException {
    Socket predecessor = Socket.open(Family.UNIX, Type.STREAM).timeout(time);
    List<Socket> sockets = new ArrayList<>();
    try {
      predecessor.connect(path);
      List<String> names;
      try (ReceivedMessage message = predecessor.recvDescriptors(LONGEST_NAMES, Descriptors.MAX)) {
        names = new String(message.bytes(), StandardCharsets.UTF_8).lines().toList();
        while (message.descriptors() > 0) {
          sockets.add(message.takeSocket());
        }
      }
      return new Inheritance(predecessor, sockets, names);
    } catch (Throwable t) {
      sockets.forEach(Socket::close);
      predecessor.close();
      throw t;
    }
  }

  private static List<ListenerConfig> named(
      List<Socket> sockets, List<String> names, BooleanSupplier exclusive)
      throws ProtocolException {
    if (sockets.isEmpty() || sockets.size() != names.size()) {
      throw new ProtocolException(
          "expected a name for each listener but got "
              + (sockets.size() + " listeners and " + names.size() + " names"));
    }
    List<ListenerConfig> listeners = new ArrayList<>();
    for (int i = 0; i < sockets.size(); i++) {
      listeners.add(ListenerConfig.inherited(sockets.get(i), names.get(i), exclusive));
    }
    return listeners;
  }
}
