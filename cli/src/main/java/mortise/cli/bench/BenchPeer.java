package mortise.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import mortise.cli.shell.Signals;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.TcpOption;
import mortise.server.Connection;
import mortise.server.ListenerConfig;
import mortise.server.Server;
import mortise.server.ServerConfig;
import mortise.server.Timeouts;
import mortise.tls.TlsServer;

/** The other end of throughput tests. */
public final class BenchPeer {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int BLOCK = 1 << 17;

  private BenchPeer() {}

  /**
   * Serves until a signal ends it; of IP datagrams too, on the same port.
   *
   * @param tls null for none
   */
  public static void serve(ListenerConfig place, TlsServer tls, PrintWriter err)
      throws IOException, InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    Signals.on("INT", stop::countDown);
    Signals.on("TERM", stop::countDown);
    Timeouts times = Timeouts.DEFAULT.idle(Duration.ofSeconds(30)).life(LONGEST.plusMinutes(1));
    ServerConfig plan = Server.of(BenchPeer::handle).named("bench").listen(place).timeouts(times);
    try (Server server = (tls == null ? plan : plan.through(tls::accept)).open()) {
      Address address = server.address();
      try (BenchDatagramPeer datagrams =
          address instanceof Inet ? BenchDatagramPeer.open(address) : null) {
        err.println("listening on " + address + (datagrams == null ? "" : ", and of UDP"));
        stop.await();
      }
      server.stop(Duration.ZERO);
    }
  }

  private static void handle(Connection connection) throws IOException {
    if (!connection.readAhead().more(1)) {
      return;
    }
    // A client of the echo test sends no order before.
    if (connection.readAhead().peek()[0] != TestRequest.FIRST) {
      echo(connection);
      return;
    }
    TestRequest order = TestRequest.decode(connection.readExactly(TestRequest.SIZE));
    switch (order.task()) {
      case RECEIVE -> receive(connection);
      case SEND -> send(connection, order.time());
    }
  }

  private static void echo(Connection connection) throws IOException {
    while (connection.read((bytes, count) -> connection.write(bytes, 0, count)) >= 0) {}
  }

  private static void receive(Connection connection) throws IOException {
    long all = 0;
    for (int count; (count = connection.read((_, _) -> {})) >= 0; ) {
      all += count;
    }
    connection.write(ByteBuffer.allocate(Long.BYTES).putLong(all).array());
  }

  private static void send(Connection connection, Duration time) throws IOException {
    long length = Math.min(time.toNanos(), LONGEST.toNanos());
    long begin = System.nanoTime();
    byte[] block = new byte[BLOCK];
    long all = 0;
    while (System.nanoTime() - begin < length) {
      connection.write(block);
      all += block.length;
    }
    boolean counts =
        connection.peerAddress() instanceof Inet
            && connection.socket().supports(TcpOption.TCP_INFO);
    long again = counts ? connection.socket().option(TcpOption.TCP_INFO).totalRetransmits() : 0;
    connection.write(ByteBuffer.allocate(2 * Long.BYTES).putLong(all).putLong(again).array());
    connection.closeWrite();
  }
}
