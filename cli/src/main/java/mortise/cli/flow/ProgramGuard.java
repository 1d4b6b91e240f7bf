package mortise.cli.flow;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Events;
import mortise.net.Option;
import mortise.net.Poll;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.process.DescriptorException;
import mortise.server.Connection;

/**
 * Ends a program whose client is gone; the policy of {@code nc}, {@code serve} and {@code relay}.
 *
 * <ul>
 *   <li>A client that resets the connection, or whose host does not answer, ends the program at
 *       once.
 *   <li>A client that closes the connection in order has sent all its input: the program gets that,
 *       its end, and {@link #FINISH} from then on. What it prints is discarded ({@link
 *       #mayFinish}).
 *   <li>A client that has only shut down its direction is there, and the program has no limit.
 * </ul>
 *
 * <p>TCP reports the last two alike until a kernel that has forgotten the connection answers a
 * keepalive probe with a reset, a minute after the close, tcp(7).
 */
public final class ProgramGuard implements AutoCloseable {
  /** How long a program may run on after the end of the input of a client that is gone. */
  public static final Duration FINISH = Duration.ofSeconds(60);

  private static final Duration PROBE = Duration.ofSeconds(10);

  private static final Events NOTHING = new Events(0);

  private final Socket peer;
  private final BooleanSupplier alive;
  private final Runnable stop;
  private final Duration finish;
  private final Thread thread;

  /** When a client that is gone has no claim any more; null until its input has ended. */
  private Deadline finished;

  private boolean gone;

  /** How the connection was reset, or null. */
  private volatile Errno reset;

  private ProgramGuard(Socket peer, BooleanSupplier alive, Runnable stop, Duration finish) {
    this.peer = peer;
    this.alive = alive;
    this.stop = stop;
    this.finish = finish;
    this.thread = Thread.ofVirtual().name("mortise-guard").unstarted(this::run);
  }

  /**
   * Watches the client of a program until {@link #close}. One that is no socket of a stream is not
   * watched.
   *
   * @param alive whether the program runs
   * @param stop ends the program
   */
  public static ProgramGuard start(Connection peer, BooleanSupplier alive, Runnable stop) {
    return start(peer, alive, stop, FINISH);
  }

  static ProgramGuard start(
      Connection peer, BooleanSupplier alive, Runnable stop, Duration finish) {
    Socket socket = socket(peer);
    ProgramGuard guard = new ProgramGuard(socket, alive, stop, finish);
    if (socket != null && socket.type().equals(Type.STREAM)) {
      guard.thread.start();
    }
    return guard;
  }

  /** Null where there is none. */
  private static Socket socket(Connection peer) {
    try {
      return peer.socket();
    } catch (IllegalStateException e) {
      return null;
    }
  }

  /**
   * Whether a failure to pass on the output of a program leaves it to finish: the client has closed
   * the connection in order, or takes no more.
   */
  public static boolean mayFinish(IOException failure) {
    return !(failure instanceof DescriptorException)
        && failure instanceof SocketFailure socket
        && socket.errno().equals(Errno.EPIPE);
  }

  private void run() {
    try {
      if (awaitGone(peer)) {
        stop.run();
      }
    } catch (IOException _) {
      // The connection is closed here, which ends the program too.
    }
  }

  private boolean awaitGone(Socket socket) throws IOException {
    keepAlive(socket);
    try (Poll poll = Poll.open()) {
      poll.add(socket, Events.RDHUP);
      while (alive.getAsBoolean() && !thread.isInterrupted()) {
        if (!socket.isOpen() || gone && finished.remaining().isZero()) {
          return true;
        }
        Deadline look = Deadline.after(PROBE);
        for (Poll.Ready ready : poll.await(gone ? finished.sooner(look) : look)) {
          if (isReset(ready.events(), socket)) {
            return true;
          }
          noteEnd(ready.events(), poll, socket);
        }
      }
    }
    return false;
  }

  /** Each is reported again and again, so that it is not asked for any more. */
  private void noteEnd(Events events, Poll poll, Socket socket) throws IOException {
    finished = finished == null ? Deadline.after(finish) : finished;
    if (events.hasAny(Events.HUP) || events.hasAny(Events.ERR)) {
      gone = true;
      poll.remove(socket);
    } else {
      poll.add(socket, NOTHING);
    }
  }

  /** A reset behind the end of the input is EPIPE: all that was sent had arrived. */
  private boolean isReset(Events events, Socket socket) throws IOException {
    if (!events.hasAny(Events.ERR)) {
      return false;
    }
    int error = socket.option(Option.SO_ERROR);
    if (error == 0 || error == Errno.EPIPE.number()) {
      return false;
    }
    reset = new Errno(error);
    return true;
  }

  /**
   * Fails where the client has reset the connection: the program has ended by that, which must not
   * pass for an end of its own.
   */
  public void checkReset() throws IOException {
    Errno errno = reset;
    if (errno != null) {
      throw new SocketException(
          "the client "
              + peer.cachedPeerAddress()
              + ": "
              + errno.message()
              + " ("
              + errno.name()
              + ")");
    }
  }

  /** Has TCP notice that its peer is there no more. */
  private static void keepAlive(Socket socket) throws IOException {
    if (PeerCloseDetector.isTcp(socket)) {
      socket.option(Option.SO_KEEPALIVE, true);
      socket.option(TcpOption.TCP_KEEPIDLE, PROBE);
      socket.option(TcpOption.TCP_KEEPINTVL, PROBE);
    }
  }

  /** The conversation is over. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
