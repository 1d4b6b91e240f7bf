package mortise.testing;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Family;
import mortise.net.Flags;
import mortise.net.Option;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;

/** What peers do that they should not. */
public final class Misbehaviour {
  /** How often in a row TCP has to take nothing before it counts as full, a millisecond apart. */
  private static final int ROUNDS = 10;

  /** Small, but not so small that TCP waits for its timers with every segment. */
  private static final int SMALL_BUFFER = 1 << 15;

  private Misbehaviour() {}

  /**
   * Ends a connection with a reset instead of an end: SO_LINGER of zero seconds, socket(7). The
   * reset is on its way soon after this returns.
   */
  public static void reset(Socket socket) throws IOException {
    socket.option(Option.SO_LINGER, Optional.of(Duration.ZERO));
    socket.close();
  }

  /** Says that no more will be sent, and goes on receiving. */
  public static void halfClose(Socket socket) throws IOException {
    socket.shutdown(Shutdown.WR);
  }

  /** Sends every byte by itself. */
  public static void trickle(Socket socket, byte[] bytes) throws IOException {
    for (int i = 0; i < bytes.length; i++) {
      socket.sendAll(bytes, i, 1);
    }
  }

  /** Makes a channel's buffers small, so that it takes few bytes to fill it. */
  public static void shrink(Socket sender, Socket receiver) throws IOException {
    sender.option(Option.SO_SNDBUF, SMALL_BUFFER);
    receiver.option(Option.SO_RCVBUF, SMALL_BUFFER);
  }

  /**
   * Sends to a peer that does not receive until the channel takes no more.
   *
   * @return how many bytes the channel took
   */
  public static long stall(Socket sender) throws IOException, InterruptedException {
    boolean stream = sender.type().equals(Type.STREAM);
    MemorySegment bytes = MemorySegment.ofArray(new byte[stream ? 1 << 16 : 1 << 10]);
    long taken = 0;
    // TCP moves bytes from buffer to buffer by itself, and may have room again after a while.
    int rounds = sender.family().equals(Family.UNIX) ? 1 : ROUNDS;
    for (int full = 0; full < rounds; ) {
      try {
        taken += sender.send(bytes, Flags.DONTWAIT, sender.deadline());
        full = 0;
      } catch (SocketTimeoutException e) {
        if (++full < rounds) {
          Thread.sleep(1);
        }
      }
    }
    return taken;
  }
}
