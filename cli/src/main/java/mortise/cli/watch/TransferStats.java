package mortise.cli.watch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.TcpInfo;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.server.Connection;

/** What is counted of one conversation, while it goes on and when it is over. */
final class TransferStats implements Watcher {
  private final Initiator origin;
  private final long number;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final long begin = System.nanoTime();

  private volatile Connection peer;
  private volatile Address local;
  private volatile Address remote;
  private volatile TcpInfo tcp;

  TransferStats(Initiator origin, long number) {
    this.origin = origin;
    this.number = number;
  }

  @Override
  public void opened(Connection peer) {
    this.peer = peer;
    local = known(peer::localAddress);
    remote = known(peer::peerAddress);
  }

  @Override
  public void moved(Direction way, long count) {
    (way == Direction.SENT ? sent : received).addAndGet(count);
  }

  @Override
  public void ended(Direction way) {
    look();
  }

  @Override
  public void closed(Connection peer, IOException failure) {
    look();
  }

  /** Reads the TCP statistics, which are unavailable once the socket is closed. */
  void look() {
    Connection now = peer;
    if (now == null) {
      return;
    }
    try {
      Socket socket = now.socket();
      boolean internet =
          socket.family().equals(Family.INET) || socket.family().equals(Family.INET6);
      if (internet && socket.type().equals(Type.STREAM)) {
        tcp = socket.option(TcpOption.TCP_INFO);
      }
    } catch (IOException | RuntimeException _) {
      // What was known before is the last that is known.
    }
  }

  private interface Question {
    Address lookUp() throws IOException;
  }

  private static Address known(Question question) {
    try {
      return question.lookUp();
    } catch (IOException _) {
      return null;
    }
  }

  Initiator origin() {
    return origin;
  }

  /** Counts the conversations of the program, from 1. */
  long number() {
    return number;
  }

  long sent() {
    return sent.get();
  }

  long received() {
    return received.get();
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Null where that is not known. */
  Address local() {
    return local;
  }

  /** Null where that is not known. */
  Address remote() {
    return remote;
  }

  Optional<TcpInfo> tcp() {
    return Optional.ofNullable(tcp);
  }
}
