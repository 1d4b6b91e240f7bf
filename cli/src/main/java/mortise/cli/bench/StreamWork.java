package mortise.cli.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import mortise.net.Inet;
import mortise.net.TcpInfo;
import mortise.net.TcpOption;
import mortise.server.Connection;

/** What a connection of bytes does. */
final class StreamWork {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TRAILER = 16;

  private final BenchTarget target;
  private final int size;

  StreamWork(BenchTarget target, int size) {
    this.target = target;
    this.size = size;
  }

  /** Requests one after the other, each when the answer to the one before has come. */
  void echo(StopCondition clock, BenchStats tally) throws IOException {
    byte[] request = new byte[size];
    byte[] answer = new byte[size];
    Arrays.fill(request, (byte) 'e');
    try (Connection connection = target.connect()) {
      connection.timeout(PATIENCE);
      clock.begin();
      while (!clock.isOver()) {
        long begin = System.nanoTime();
        connection.write(request);
        for (int at = 0; at < size; ) {
          int count = connection.read(answer, at, size - at);
          if (count < 0) {
            throw new EOFException("the other end closed without a response");
          }
          at += count;
        }
        tally.times.add(System.nanoTime() - begin);
        tally.requests.increment();
        tally.sent.add(size);
        tally.received.add(size);
        if (!Arrays.equals(request, answer)) {
          throw new ProtocolException(
              "the response differs from the request (expected an echo server)");
        }
      }
      recordRoundTrip(connection, tally);
    }
  }

  /** Connections one after the other. */
  void connect(StopCondition clock, BenchStats tally) throws IOException {
    clock.begin();
    while (!clock.isOver()) {
      long begin = System.nanoTime();
      target.connect().close();
      tally.times.add(System.nanoTime() - begin);
      tally.requests.increment();
    }
  }

  void send(StopCondition clock, BenchStats tally) throws IOException {
    byte[] block = new byte[size];
    try (Connection connection = target.connect()) {
      connection.timeout(PATIENCE);
      clock.begin();
      connection.write(new TestRequest(TestRequest.Task.RECEIVE, clock.left()).encode());
      do {
        connection.write(block);
        tally.sent.add(size);
      } while (!clock.isOver());
      connection.closeWrite();
      tally.arrived.add(ByteBuffer.wrap(connection.readExactly(Long.BYTES)).getLong());
      recordRoundTrip(connection, tally)
          .ifPresent(info -> tally.sentAgain.add(info.totalRetransmits()));
    }
  }

  void receive(StopCondition clock, BenchStats tally) throws IOException {
    byte[] last = new byte[TRAILER];
    try (Connection connection = target.connect()) {
      connection.timeout(PATIENCE);
      clock.begin();
      connection.write(new TestRequest(TestRequest.Task.SEND, clock.left()).encode());
      long mine = 0;
      int count;
      do {
        count =
            connection.read((bytes, length) -> {
              tally.received.add(length);
              keep(last, bytes, length);
            });
        mine += Math.max(0, count);
      } while (count >= 0 && !clock.wasStopped());
      if (count >= 0) {
        connection.abort();
        return;
      }
      ByteBuffer trailer = ByteBuffer.wrap(last);
      long told = trailer.getLong();
      if (told != mine - TRAILER) {
        throw new EOFException("the other end closed before the transfer was complete");
      }
      tally.received.add(-TRAILER);
      tally.receivedAgain.add(trailer.getLong());
      recordRoundTrip(connection, tally);
    }
  }

  /** Keeps the last bytes of a stream. */
  static void keep(byte[] last, byte[] bytes, int length) {
    int fresh = Math.min(length, last.length);
    System.arraycopy(last, fresh, last, 0, last.length - fresh);
    System.arraycopy(bytes, length - fresh, last, last.length - fresh, fresh);
  }

  private Optional<TcpInfo> recordRoundTrip(Connection connection, BenchStats tally)
      throws IOException {
    if (!(target.address() instanceof Inet) || !connection.socket().supports(TcpOption.TCP_INFO)) {
      return Optional.empty();
    }
    TcpInfo info = connection.socket().option(TcpOption.TCP_INFO);
    tally.roundTrip(info.rtt());
    return Optional.of(info);
  }
}
