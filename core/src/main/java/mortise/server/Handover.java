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
 * A hot restart: a running server hands its listeners, with the connections that wait in them, to a
 * process that takes its place. No moment is without a listener and no connection is refused; those
 * that the old process has accepted it finishes.
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
 * <p>Only processes of the same user, or of root, are handed anything. Where the new process ends
 * before it is ready, the old one goes on as before.
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
   * Offers a server's listeners at a UNIX path. A file that a dead process has left there makes
   * room.
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
      return talk(successor);
    } catch (RuntimeException | Error e) {
      acceptor.recover(e);
      return false;
    }
  }

  private boolean talk(Socket successor) throws InterruptedException {
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

  /** Offers no more. A handover that is under way fails. */
  @Override
  public void close() {
    listener.close();
  }

  /** What a process has taken from its predecessor. */
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

    /** The listeners under their names. Each goes into a configuration, whose server closes it. */
    public List<ListenerConfig> listeners() {
      return listeners;
    }

    /**
     * Has the predecessor accept no more and offer no more; connections come here alone from then
     * on. Returns when that is so.
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
     * called.
     */
    @Override
    public void close() {
      predecessor.close();
    }
  }

  /**
   * Takes what a process offers at a UNIX path.
   *
   * @param time bounds each step of the talk
   * @throws java.net.ConnectException when no process offers listeners there
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
