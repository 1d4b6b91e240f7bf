package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.net.Inet4;
import mortise.net.Loop;
import mortise.net.Option;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that io_uring moves the bytes of, at the limits of a ring and of a loop. */
@NeedsLinux("io_uring")
@Isolated // it computes on loops, and has many descriptors
@Timeout(60)
final class RingLimitsTest {
  @BeforeAll
  static void needsLoops() {
    Assumptions.assumeTrue(Loop.isGranted(), "loops are not granted");
  }

  private static Server serve(Handler handler) throws IOException {
    return Server.of(handler).listen(Inet4.LOOPBACK.withPort(0)).loops(1).open();
  }

  private static Socket dial(Server server) throws IOException {
    return Socket.dial("127.0.0.1", ((Inet4) server.address()).port());
  }

  private static void compute(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** A loop opens its ring in the turn after the first read that would use one. */
  private static void awaitRing() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void closeAll(List<Socket> sockets) {
    sockets.forEach(Socket::close);
  }

  @Test
  void moreSocketsThanOneLookAtThePollerTakesAreServedBesideARing() throws Exception {
    var computes = new Semaphore(0);
    Handler handler =
        connection -> {
          if (connection.readExactly(1)[0] == 'b') {
            Socket socket = connection.bareSocket().orElseThrow();
            socket.sendAll("b");
            for (byte[] came; (came = socket.recv(1)).length > 0; ) {
              socket.sendAll(came);
            }
          } else {
            while (connection.awaitRequest() && connection.read(new byte[1]) > 0) {
              computes.release();
              compute(15); // less than after which another thread takes over the loop
              connection.write("c");
            }
          }
        };
    List<Socket> bare = new ArrayList<>();
    try (Server server = serve(handler)) {
      try (Socket inRing = dial(server)) {
        inRing.sendAll("c");
        for (int i = 0; i < 1000; i++) {
          Socket socket = dial(server);
          bare.add(socket);
          socket.sendAll("b");
          assertThat(socket.recvText(1)).isEqualTo("b");
        }
        for (int i = 0; i < 30; i++) {
          Thread.sleep(80); // a ring may be opened again meanwhile
          inRing.sendAll("x");
          computes.acquire();
          for (Socket socket : bare) {
            socket.sendAll("2");
          }
          for (Socket socket : bare) {
            assertThat(socket.recvText(1)).isEqualTo("2");
          }
          assertThat(inRing.recvText(1)).isEqualTo("c");
        }
      } finally {
        closeAll(bare);
      }
    }
  }

  @Test
  void anInterruptEndsAWriteThatThePeerDoesNotTakeAndNothingElse() throws Exception {
    var writer = new CompletableFuture<Thread>();
    var interrupted = new CompletableFuture<Integer>();
    Handler handler =
        connection -> {
          connection.readExactly(1);
          writer.complete(Thread.currentThread());
          int written = 0;
          try {
            while (written < 64 << 20) {
              connection.write(new byte[1000]);
              written += 1000;
            }
          } catch (InterruptedIOException e) {
            Thread.interrupted();
            interrupted.complete(written);
          }
          connection.readExactly(1);
          connection.write(new byte[1000]);
        };
    try (Server server = serve(handler);
        Socket client = dial(server)) {
      client.sendAll("x");
      Thread thread = writer.get();
      while (thread.getState() != Thread.State.WAITING) {
        Thread.sleep(20);
      }
      Thread.sleep(200);
      thread.interrupt();
      int written = interrupted.get();
      client.sendAll("y");
      int came = 0;
      for (byte[] part; (part = client.recv(1 << 16)).length > 0; ) {
        came += part.length;
      }
      assertThat(came).isBetween(written + 1000, written + 2000);
    }
  }

  @Test
  void connectionsThatHoldAllBuffersHoldUpNoOther() throws Exception {
    var mayRead = new CountDownLatch(1);
    Handler handler =
        connection -> {
          byte first = connection.readExactly(1)[0];
          connection.write("1");
          if (first == 'h') {
            try {
              mayRead.await();
            } catch (InterruptedException e) {
              throw new InterruptedIOException();
            }
          }
          connection.write(connection.readExactly(1));
        };
    List<Socket> held = new ArrayList<>();
    try (Server server = serve(handler)) {
      for (int i = 0; i < 4200; i++) {
        Socket socket = dial(server);
        held.add(socket);
        socket.sendAll("h");
        assertThat(socket.recvText(1)).isEqualTo("1");
        socket.sendAll("2");
      }
      try (Socket other = dial(server)) {
        other.sendAll("o");
        assertThat(other.recvText(1)).isEqualTo("1");
        other.sendAll("2");
        assertThat(other.recvText(1)).isEqualTo("2");
      }
      mayRead.countDown();
      for (Socket socket : held) {
        assertThat(socket.recvText(1)).isEqualTo("2");
      }
    } finally {
      closeAll(held);
    }
  }

  /** The bytes that a socket's own calls have, after those that the connection has. */
  private static String rest(Connection connection, Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    int ahead = connection.readAhead().count();
    text.append(new String(connection.readExactly(ahead)));
    while (text.length() < 8) {
      text.append(socket.recvText(10));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void detachAndDupLoseNoByteThatWasReceived(boolean dups) throws Exception {
    var seen = new LinkedBlockingQueue<String>();
    Handler handler =
        connection -> {
          byte[] one = new byte[1];
          connection.read(one);
          awaitRing();
          connection.write("x");
          connection.read(one); // in a ring, which receives the others too
          try (Socket own = takeAtAny(connection, dups, seen)) {
            seen.add(rest(connection, own));
          }
        };
    try (Server server = serve(handler);
        Socket client = dial(server)) {
      client.sendAll("0");
      assertThat(client.recvText(1)).isEqualTo("x");
      client.sendAll("123456789");
      String first = seen.take();
      if (!first.equals("23456789")) {
        assertThat(first).contains("8 received bytes").contains("bareSocket()");
        first = seen.take();
      }
      assertThat(first).isEqualTo("23456789");
    }
  }

  /** From the socket, or the bare one where that is refused. */
  private static Socket takeAtAny(Connection connection, boolean dups, Queue<String> seen)
      throws IOException {
    try {
      return take(connection.socket(), dups);
    } catch (IllegalStateException e) {
      seen.add("" + e.getMessage());
      return take(connection.bareSocket().orElseThrow(), dups);
    }
  }

  private static Socket take(Socket socket, boolean dups) throws IOException {
    return dups ? socket.dup() : Socket.ofDescriptor(socket.detach());
  }

  @Test
  void bytesSentAreThoseThatTheKernelHasTaken() throws Exception {
    var ended = new CountDownLatch(1);
    Handler handler =
        connection -> {
          connection.readExactly(1);
          awaitRing();
          connection.write("x");
          connection.readExactly(1); // in a ring
          connection.timeout(Duration.ofMillis(200));
          connection.socket().option(Option.SO_SNDBUF, 4096);
          try {
            for (int i = 0; i < 40; i++) {
              connection.write(new byte[3000]);
            }
          } finally {
            ended.countDown();
          }
        };
    try (Server server = serve(handler);
        Socket client = Socket.open()) {
      client.option(Option.SO_RCVBUF, 8192);
      client.connect(server.address());
      client.sendAll("1");
      assertThat(client.recvText(1)).isEqualTo("x");
      client.sendAll("2");
      ended.await();
      while (server.statistics().active() > 0) {
        Thread.sleep(5);
      }
      long came = 1;
      for (byte[] part; (part = client.recv(1 << 16)).length > 0; ) {
        came += part.length;
      }
      assertThat(server.statistics().sent()).isEqualTo(came);
    }
  }

  /** The kernel has not taken all that write has; close(2) alone would lose the rest. */
  @Test
  void aCloseByAnotherThreadLosesNoByteThatWasWritten() throws Exception {
    var accepted = new CompletableFuture<Connection>();
    var written = new AtomicInteger();
    Handler handler =
        connection -> {
          connection.readExactly(1);
          awaitRing();
          connection.write("x");
          connection.readExactly(1); // in a ring
          connection.socket().option(Option.SO_SNDBUF, 4096);
          accepted.complete(connection);
          for (int i = 0; i < 40; i++) {
            connection.write(new byte[3000]);
            written.addAndGet(3000);
          }
        };
    try (Server server = serve(handler);
        Socket client = Socket.open()) {
      client.option(Option.SO_RCVBUF, 8192);
      client.connect(server.address());
      client.sendAll("1");
      assertThat(client.recvText(1)).isEqualTo("x");
      client.sendAll("2");
      Connection connection = accepted.get();
      int before = -1;
      while (before != written.get()) {
        before = written.get();
        Thread.sleep(200);
      }
      Thread closing = Thread.startVirtualThread(connection::close);
      Thread.sleep(100);
      int came = 0;
      for (byte[] part; (part = client.recv(1 << 16)).length > 0; ) {
        came += part.length;
      }
      closing.join();
      assertThat(came).isGreaterThanOrEqualTo(before).isLessThan(40 * 3000 + 1);
    }
  }

  @Test
  void aWriteAfterAResetReportsTheReset() throws Exception {
    var ends = new LinkedBlockingQueue<String>();
    Handler handler =
        connection -> {
          connection.readExactly(1);
          try {
            while (true) {
              connection.write("some");
              Thread.sleep(10);
            }
          } catch (IOException e) {
            ends.add("" + e.getMessage());
            try {
              connection.read(new byte[10]);
              ends.add("read");
            } catch (IOException f) {
              ends.add("" + f.getMessage());
            }
          } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
          }
        };
    try (Server server = serve(handler)) {
      for (int i = 0; i < 10; i++) {
        try (Socket client = dial(server)) {
          client.sendAll("x");
          client.recvText(4);
          client.option(Option.SO_LINGER, Optional.of(Duration.ZERO));
        }
        assertThat(ends.take()).contains("ECONNRESET");
        assertThat(ends.take()).contains("ECONNRESET");
      }
    }
  }

  private static final int PART = 3000;
  private static final int PARTS = 40;

  /** Writes more than the kernel takes at once, by a ring. */
  private static void writeParts(Connection connection) throws IOException {
    connection.socket().option(Option.SO_SNDBUF, 4096);
    for (int i = 0; i < PARTS; i++) {
      connection.write(new byte[PART]);
    }
  }

  /** Reads a byte, answers, and reads another one, by a ring now. */
  private static void enterRing(Connection connection) throws IOException {
    connection.readExactly(1);
    awaitRing();
    connection.write("x");
    connection.readExactly(1);
  }

  /** The client's half of {@link #enterRing}; its receive buffer is small. */
  private static Socket dialAndEnter(Server server) throws IOException {
    Socket client = Socket.open();
    client.option(Option.SO_RCVBUF, 8192);
    client.connect(server.address());
    client.sendAll("1");
    assertThat(client.recvText(1)).isEqualTo("x");
    client.sendAll("2");
    return client;
  }

  private static int countToEnd(Socket client) throws IOException {
    int came = 0;
    for (byte[] part; (part = client.recv(1 << 16)).length > 0; ) {
      came += part.length;
    }
    return came;
  }

  /** The end of what the peer sends is no end of what it gets. */
  @Test
  void aPeerThatHasEndedItsHalfGetsAllThatIsWrittenAfterwards() throws Exception {
    var read = new LinkedBlockingQueue<Integer>();
    Handler handler =
        connection -> {
          enterRing(connection);
          read.add(connection.read(new byte[10]));
          writeParts(connection);
          read.add(connection.read(new byte[10]));
        };
    try (Server server = serve(handler);
        Socket client = dialAndEnter(server)) {
      client.shutdown(Shutdown.WR);
      assertThat(read.take()).isEqualTo(-1);
      Thread.sleep(100);
      assertThat(countToEnd(client)).isEqualTo(PART * PARTS);
      assertThat(read.take()).isEqualTo(-1);
    }
  }

  @Test
  void aResetEndsAWriterWhoseBytesAreNotTaken() throws Exception {
    var ends = new LinkedBlockingQueue<String>();
    Handler handler =
        connection -> {
          enterRing(connection);
          try {
            while (true) {
              writeParts(connection);
            }
          } catch (IOException e) {
            ends.add("" + e.getMessage());
            throw e;
          }
        };
    try (Server server = serve(handler)) {
      for (int i = 0; i < 5; i++) {
        try (Socket client = dialAndEnter(server)) {
          client.recv(1000);
          Thread.sleep(50);
          client.option(Option.SO_LINGER, Optional.of(Duration.ZERO));
        }
        assertThat(ends.take()).contains("ECONNRESET");
      }
      while (server.statistics().active() > 0) {
        Thread.sleep(5);
      }
    }
  }

  /** The handler has returned, or is about to; its last bytes are not with the kernel. */
  @Test
  void aServerThatStopsSendsWhatWasWritten() throws Exception {
    var entered = new LinkedBlockingQueue<Connection>();
    Handler handler =
        connection -> {
          enterRing(connection);
          entered.add(connection);
          writeParts(connection);
        };
    Server server = serve(handler);
    try (Socket client = dialAndEnter(server)) {
      entered.take();
      var stopped = CompletableFuture.supplyAsync(() -> server.stop(Duration.ofSeconds(20)));
      Thread.sleep(100);
      assertThat(countToEnd(client)).isEqualTo(PART * PARTS);
      assertThat(stopped.get()).isTrue();
    } finally {
      server.close();
    }
  }
}
