package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.net.BufferConsumer;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Loop;
import mortise.net.LoopShuffler;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.testing.FdLeaks;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Connections whose bytes io_uring moves, in every way that a handler can use one, with the bytes
 * compared. The build runs this with {@code -Dmortise.io_uring=always}, and with the default, where
 * rings come and go.
 */
@NeedsLinux("io_uring")
@Isolated // it computes on loops, and counts descriptors
@Timeout(120)
final class RingTest {
  private static final int CLIENTS = 64;
  private static final int REQUESTS = 60;
  private static final int OPERATIONS = 12;

  @TempDir private Path directory;

  @BeforeAll
  static void needsLoops() {
    Assumptions.assumeTrue(Loop.isGranted(), "loops are not granted");
  }

  /** What the handler answers: as many bytes as were asked for, of the request's number. */
  private static byte[] answer(int seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void compute(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static void write(int operation, Connection connection, byte[] bytes, Path file)
      throws IOException {
    switch (operation) {
      case 0 -> {
        for (int i = 0; i < bytes.length; i += 100) {
          connection.write(bytes, i, Math.min(100, bytes.length - i));
        }
      }
      case 1 -> {
        compute(60);
        connection.write(bytes);
      }
      case 2 -> {
        connection.write(bytes, 0, bytes.length / 2);
        compute(150); // another thread takes over the loop, and the ring ends
        connection.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
      }
      case 3 -> {
        connection.write(bytes, 0, bytes.length / 2);
        CompletableFuture.runAsync(
                () -> {
                  try {
                    connection.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            .join();
      }
      case 4 -> {
        Files.write(file, bytes);
        connection.write(new byte[0]);
        connection.sendFile(file, 0, bytes.length);
      }
      case 5 -> connection.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
      case 6 -> connection.write(ByteBuffer.wrap(bytes));
      case 7 -> {
        connection.write(bytes, 0, Math.min(10, bytes.length));
        connection.socket().option(TcpOption.TCP_INFO);
        connection.write(bytes, Math.min(10, bytes.length), Math.max(0, bytes.length - 10));
      }
      case 8 -> {
        connection.write(bytes, 0, Math.min(10, bytes.length));
        connection
            .bareSocket()
            .orElseThrow()
            .sendAll(bytes, Math.min(10, bytes.length), Math.max(0, bytes.length - 10));
      }
      default -> connection.write(bytes);
    }
  }

  private static byte[] read(Connection connection, int count, Random random) throws IOException {
    byte[] bytes = new byte[count];
    int taken = 0;
    while (taken < count) {
      int rest = count - taken;
      int before = taken;
      switch (random.nextInt(5)) {
        case 0 -> {
          byte[] some = connection.readExactly(Math.min(rest, 1 + random.nextInt(300)));
          System.arraycopy(some, 0, bytes, taken, some.length);
          taken += some.length;
        }
        case 1 -> {
          ByteBuffer some = ByteBuffer.allocateDirect(Math.min(rest, 1000));
          taken += connection.read(some);
          some.flip().get(bytes, before, some.limit());
        }
        case 2 -> {
          connection.awaitReadable();
          taken += connection.read(bytes, taken, rest);
        }
        case 3 -> taken += connection.read(ByteBuffer.wrap(bytes, taken, Math.min(rest, 77)));
        default -> taken += connection.read(bytes, taken, Math.min(rest, 5000));
      }
      assertThat(taken).as("the client has not ended").isGreaterThan(before);
    }
    return bytes;
  }

  /** A request: the operation, its number, the count of bytes that follow, and of the answer. */
  private void serve(Connection connection) throws IOException {
    Random random = new Random(connection.hashCode());
    Path file = directory.resolve("file" + connection.hashCode());
    while (connection.awaitRequest()) {
      byte[] first = new byte[1];
      if (connection.read(first) < 0) {
        connection.write("end");
        connection.closeWrite();
        return;
      }
      ByteBuffer header = ByteBuffer.wrap(read(connection, 12, random));
      int number = header.getInt();
      byte[] body = read(connection, header.getInt(), random);
      assertThat(body).isEqualTo(answer(~number, body.length));
      write(first[0], connection, answer(number, header.getInt()), file);
    }
  }

  private static void ask(DataOutputStream out, int operation, int number, int count, int answer)
      throws IOException {
    out.writeByte(operation);
    out.writeInt(number);
    out.writeInt(count);
    out.writeInt(answer);
    out.write(answer(~number, count));
    out.flush();
  }

  private static int size(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> random.nextInt(200_000);
      case 2 -> random.nextInt(20_000);
      default -> random.nextInt(500);
    };
  }

  private static void converse(int port, long seed) throws IOException {
    Random random = new Random(seed);
    try (var socket = new java.net.Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      var in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < REQUESTS; i++) {
        // The slow ones seldom.
        int operation =
            random.nextInt(20) == 0 ? 1 + random.nextInt(2) : random.nextInt(OPERATIONS);
        operation = (operation == 1 || operation == 2) && random.nextInt(10) > 0 ? 9 : operation;
        int number = random.nextInt();
        int answer = size(random);
        ask(out, operation, number, size(random), answer);
        byte[] bytes = new byte[answer];
        in.readFully(bytes);
        assertThat(Arrays.mismatch(bytes, answer(number, answer)))
            .as("mismatch in request %s, operation %s, %s bytes", i, operation, answer)
            .isEqualTo(-1);
      }
      socket.shutdownOutput();
      assertThat(new String(in.readAllBytes())).isEqualTo("end");
    }
  }

  private static void all(List<Future<?>> tasks) throws Exception {
    for (Future<?> each : tasks) {
      each.get();
    }
  }

  @Test
  void allBytesArriveHoweverAHandlerReadsAndWrites() throws Exception {
    int before = FdLeaks.sockets().size();
    Seeds.each(
        1,
        random -> {
          try (Server server = open(2)) {
            converseAll(server, random.nextLong());
          }
        });
    assertThat(FdLeaks.sockets().size()).isLessThanOrEqualTo(before);
  }

  @Test
  void allBytesArriveWhileThreadsMoveBetweenLoops() throws Exception {
    int before = FdLeaks.sockets().size();
    Seeds.each(
        1,
        random -> {
          long seed = random.nextLong();
          try (Server server = open(4);
              var _ = new LoopShuffler(server.workers().loops(), seed)) {
            converseAll(server, seed);
            assertThat(server.loops())
                .allSatisfy(loop -> assertThat(loop.turns()).isGreaterThan(500));
          }
        });
    assertThat(FdLeaks.sockets().size()).isLessThanOrEqualTo(before);
  }

  /** Far more loops than CPUs: each of them is without a CPU for most of the time. */
  @Test
  void allBytesArriveWithSixtyFourLoops() throws Exception {
    int before = FdLeaks.sockets().size();
    Seeds.each(
        1,
        random -> {
          long seed = random.nextLong();
          try (Server server = open(64);
              var _ = new LoopShuffler(server.workers().loops(), seed)) {
            converseAll(server, seed);
            assertThat(server.loops())
                .hasSize(64)
                .allSatisfy(loop -> assertThat(loop.turns()).isPositive());
          }
        });
    assertThat(FdLeaks.sockets().size()).isLessThanOrEqualTo(before);
  }

  private Server open(int loops) throws IOException {
    return Server.of(this::serve).listen(Inet4.LOOPBACK.withPort(0)).loops(loops).open();
  }

  private void converseAll(Server server, long seed) throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      int port = ((Inet4) server.address()).port();
      List<Future<?>> tasks = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        long each = seed + i;
        tasks.add(
            clients.submit(() -> {
              converse(port, each);
              return null;
            }));
      }
      all(tasks);
    }
  }

  @Test
  void aSlowReaderGetsAllAndHoldsUpNoOther() throws Exception {
    byte[] block = answer(1, 1000);
    int count = 20_000;
    Handler handler =
        connection -> {
          if (connection.readExactly(1)[0] == 's') {
            for (int i = 0; i < count; i++) {
              connection.write(block);
            }
          } else {
            connection.write("x");
          }
        };
    try (Server server = Server.of(handler).listen(Inet4.LOOPBACK.withPort(0)).loops(1).open();
        var slow = new java.net.Socket("127.0.0.1", ((Inet4) server.address()).port())) {
      slow.getOutputStream().write('s');
      for (int i = 0; i < 200; i++) {
        try (var quick = new java.net.Socket("127.0.0.1", slow.getPort())) {
          quick.getOutputStream().write('q');
          assertThat(quick.getInputStream().read()).isEqualTo('x');
        }
      }
      var in = new DataInputStream(slow.getInputStream());
      byte[] bytes = new byte[block.length];
      for (int i = 0; i < count; i++) {
        in.readFully(bytes);
        assertThat(Arrays.equals(bytes, block)).as("block %s", i).isTrue();
      }
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aResponseIsCompleteWithoutAnotherWriteAfterIt() throws Exception {
    byte[] block = answer(2, 4000);
    int count = 2000;
    Handler handler =
        connection -> {
          connection.readExactly(1);
          for (int i = 0; i < count; i++) {
            connection.write(block);
          }
          // The client says this when it has all.
          connection.readExactly(1);
          connection.write("!");
        };
    try (Server server = Server.of(handler).listen(Inet4.LOOPBACK.withPort(0)).loops(1).open();
        var client = new java.net.Socket("127.0.0.1", ((Inet4) server.address()).port())) {
      client.getOutputStream().write(1);
      Thread.sleep(200);
      var in = new DataInputStream(client.getInputStream());
      byte[] bytes = new byte[block.length];
      for (int i = 0; i < count; i++) {
        in.readFully(bytes);
        assertThat(Arrays.equals(bytes, block)).as("block %s", i).isTrue();
      }
      client.getOutputStream().write(1);
      assertThat(in.read()).isEqualTo('!');
    }
  }

  @Test
  void aHandlerThatDoesNotReadSlowsItsPeerDown() throws Exception {
    var mayRead = new CompletableFuture<Void>();
    byte[] all = answer(3, 32 << 20);
    Handler handler =
        connection -> {
          connection.readExactly(1);
          mayRead.join();
          byte[] bytes = new byte[all.length];
          int taken = 0;
          while (taken < bytes.length) {
            taken += connection.read(bytes, taken, Math.min(3000, bytes.length - taken));
          }
          connection.write(Arrays.equals(bytes, all) ? "same" : "other");
        };
    try (Server server = Server.of(handler).listen(Inet4.LOOPBACK.withPort(0)).loops(1).open();
        var client = new java.net.Socket("127.0.0.1", ((Inet4) server.address()).port())) {
      client.getOutputStream().write(1);
      AtomicInteger sent = new AtomicInteger();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < all.length; i += 1 << 14) {
                    client.getOutputStream().write(all, i, 1 << 14);
                    sent.addAndGet(1 << 14);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      int last = -1;
      while (sent.get() != last || last == 0) {
        last = sent.get();
        Thread.sleep(100);
      }
      assertThat(last).as("bytes that nobody has read").isLessThan(all.length / 2);
      mayRead.complete(null);
      writer.join();
      client.shutdownOutput();
      assertThat(new String(client.getInputStream().readAllBytes())).isEqualTo("same");
    }
  }

  @Test
  void anEndAndAResetAreSeenAsSuch() throws Exception {
    var ends = new LinkedBlockingQueue<String>();
    Handler handler =
        connection -> {
          byte[] bytes = new byte[100];
          try {
            int count;
            while ((count = connection.read(bytes)) >= 0) {
              connection.write(bytes, 0, count);
            }
            ends.add("end");
          } catch (IOException e) {
            ends.add(name(e));
          }
        };
    int before = FdLeaks.sockets().size();
    try (Server server = Server.of(handler).listen(Inet4.LOOPBACK.withPort(0)).loops(1).open()) {
      for (int i = 0; i < 100; i++) {
        try (Socket client = Socket.dial("127.0.0.1", ((Inet4) server.address()).port())) {
          client.sendAll("hello");
          client.recvText(5);
          if (i % 2 == 1) {
            client.option(Option.SO_LINGER, Optional.of(Duration.ZERO));
          }
        }
        assertThat(ends.take()).isEqualTo(i % 2 == 0 ? "end" : "ECONNRESET");
      }
    }
    assertThat(FdLeaks.sockets().size()).isLessThanOrEqualTo(before);
  }

  @Test
  void closeAndAbortByAnotherThreadEndTheHandlerAndReachThePeer() throws Exception {
    var connections = new LinkedBlockingQueue<Connection>();
    var ends = new LinkedBlockingQueue<String>();
    BufferConsumer echo = (bytes, count) -> connections.element().write(bytes, 0, count);
    Handler handler =
        connection -> {
          connections.add(connection);
          try {
            while (connection.read(echo) >= 0) {
              // Until another thread ends it.
            }
            ends.add("end");
          } catch (IOException e) {
            ends.add(name(e));
          }
        };
    try (Server server = Server.of(handler).listen(Inet4.LOOPBACK.withPort(0)).loops(1).open()) {
      for (int i = 0; i < 100; i++) {
        try (Socket client = Socket.dial("127.0.0.1", ((Inet4) server.address()).port())) {
          client.sendAll("hello");
          assertThat(client.recvText(5)).isEqualTo("hello");
          Connection connection = connections.remove();
          if (i % 2 == 0) {
            connection.close();
            assertThat(client.recv(5)).isEmpty();
          } else {
            connection.abort();
            assertThat(reset(client)).isEqualTo("ECONNRESET");
          }
          assertThat(ends.take()).isEqualTo("EBADF");
        }
      }
    }
  }

  private static String name(IOException e) {
    return e instanceof SocketFailure failure ? failure.errno().name() : "" + e;
  }

  private static String reset(Socket client) {
    try {
      return client.recv(5).length + " bytes";
    } catch (IOException e) {
      return name(e);
    }
  }

  @Test
  void manyThreadsReadAndWriteOneConnectionEach() throws Exception {
    // A reader on the loop, a writer on the JDK's scheduler.
    Handler handler =
        connection -> {
          var lines = new LinkedBlockingQueue<String>();
          Thread writer =
              Thread.ofPlatform()
                  .start(() -> {
                    try {
                      for (String line; !(line = lines.take()).isEmpty(); ) {
                        connection.write(line + "\n");
                      }
                    } catch (IOException | InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
          for (String line; (line = connection.readLine(100)) != null; ) {
            lines.add(line);
          }
          lines.add("");
          try {
            writer.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (Server server = Server.of(handler).listen(Inet4.LOOPBACK.withPort(0)).loops(2).open();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> tasks = new ArrayList<>();
      for (int c = 0; c < 16; c++) {
        tasks.add(
            clients.submit(() -> {
              try (Socket client = Socket.dial("127.0.0.1", ((Inet4) server.address()).port())) {
                for (int i = 0; i < 300; i++) {
                  client.sendAll("line " + i + "\n");
                  assertThat(Connection.of(client).readLine(100)).isEqualTo("line " + i);
                }
              }
              return null;
            }));
      }
      all(tasks);
    }
  }

  @Test
  void aLongMessageIsReadWholeIntoADirectBuffer() throws Exception {
    byte[] message = answer(4, 20_000);
    Handler handler =
        connection -> {
          ByteBuffer room = ByteBuffer.allocateDirect(message.length);
          int count = connection.read(room);
          connection.write(count + " bytes");
        };
    Unix name = (Unix) Loopback.SEQPACKET.anywhere();
    try (Server server = Server.of(handler).listen(ListenerConfig.at(name).seqpacket()).open();
        Socket client = Socket.open(Family.UNIX, Type.SEQPACKET)) {
      client.connect(server.address());
      client.send(message);
      assertThat(client.recvText(100)).isEqualTo("20000 bytes");
    }
  }
}
