package mortise.tls;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import mortise.net.Deadline;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.tls.TlsPair.Carrier;

/**
 * A program that misuses libssl connections. It fails with an AssertionError or a crash of the
 * process.
 */
final class TlsMisuse {
  private final TlsServer server;
  private final TlsClient client;
  private final Path identity;

  private TlsMisuse(Path identity, Path authority) throws IOException {
    this.identity = identity;
    this.server = server();
    this.client = TlsClient.of(Trust.ofPem(authority)).engine(TlsEngine.OPENSSL);
  }

  private TlsServer server() throws IOException {
    return TlsServer.of(Identity.ofPem(identity, identity))
        .alpnProtocols("x")
        .engine(TlsEngine.OPENSSL);
  }

  /** Arguments: a PEM file of an identity with its key, and that of its CA. */
  public static void main(String[] files) throws Exception {
    TlsMisuse misuse = new TlsMisuse(Path.of(files[0]), Path.of(files[1]));
    misuse.everyCallAfterClose();
    everyCallOfAnEngineThatIsFreed();
    misuse.closesAtOnce();
    misuse.wrongArguments();
    misuse.misbehavingBufferConsumers();
    misuse.endsOfTheHandshakeFromOutside();
    misuse.twoHandshakesOnOneConnection();
    misuse.deadCarriers();
    misuse.serversThatAreGarbage();
    misuse.connectionsThatAreGarbage();
    System.out.println("live " + OpensslEngine.live());
  }

  private interface Call {
    void make() throws Exception;
  }

  /** Requires that a call throws one of these exceptions, also when repeated. */
  private static void fails(Call call, Class<?>... kinds) {
    for (int i = 0; i < 2; i++) {
      try {
        call.make();
      } catch (Throwable t) {
        if (Arrays.stream(kinds).anyMatch(kind -> kind.isInstance(t))) {
          continue;
        }
        throw new AssertionError("expected " + Arrays.toString(kinds), t);
      }
      throw new AssertionError("expected " + Arrays.toString(kinds) + " but it returned");
    }
  }

  private TlsPair pair() throws Exception {
    return TlsPair.open(Carrier.TCP4, server, client);
  }

  private static List<Call> calls(Connection of) {
    return List.of(
        () -> of.read(new byte[10]),
        () -> of.read(ByteBuffer.allocate(10)),
        () -> of.read(ByteBuffer.allocateDirect(10)),
        () -> of.read((bytes, count) -> {}),
        of::awaitReadable,
        of::awaitRequest,
        () -> of.readLine(10),
        () -> of.write(new byte[10]),
        () -> of.write(ByteBuffer.allocateDirect(10)),
        () -> of.sendFile(Path.of("/etc/passwd"), 0, 10),
        of::closeWrite);
  }

  private void everyCallAfterClose() throws Exception {
    for (boolean aborts : new boolean[] {false, true}) {
      TlsPair pair = pair();
      pair.client().write("unread");
      pair.server().awaitReadable();
      for (Connection end : List.of(pair.server(), pair.client())) {
        if (aborts) {
          end.abort();
        }
        end.close();
        for (Call call : calls(end)) {
          fails(call, IOException.class);
        }
        end.timeout(Duration.ofSeconds(1));
        end.deadline(Deadline.NOW);
        end.tls().orElseThrow().peerCertificates();
        end.toString();
        end.abort();
        end.close();
      }
    }
  }

  private static void everyCallOfAnEngineThatIsFreed() throws Exception {
    OpensslEngine engine = new OpensslEngine(new OpensslContext(TlsSettings.DEFAULT), false, null);
    engine.handshake();
    engine.free();
    ByteBuffer record = ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 1, 0});
    fails(engine::handshake, IOException.class);
    fails(() -> engine.receive(record), IOException.class);
    fails(() -> engine.decrypt(record, ByteBuffer.allocate(20_000)), IOException.class);
    fails(() -> engine.encrypt(ByteBuffer.allocate(1), ByteBuffer.allocate(9)), IOException.class);
    fails(engine::facts, IOException.class, IllegalStateException.class);
    ByteBuffer out = ByteBuffer.allocate(20_000);
    engine.takeOwn(out);
    check(out.position() == 0 && !engine.hasOutput() && !engine.owesAnswer(), "nothing to send");
    engine.closeOutbound();
    check(!engine.isInboundClosed() && !engine.hasHalfClose(), "no end");
    engine.free();
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Closes from four threads during other calls. */
  private void closesAtOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      TlsPair pair = pair();
      List<Running<Object>> all = new ArrayList<>();
      for (Connection end : List.of(pair.client(), pair.server())) {
        all.add(start(() -> end.read(new byte[1])));
        all.add(start(end::awaitReadable));
        all.add(start(() -> end.write(new byte[100_000])));
      }
      LockSupport.parkNanos(random.nextInt(1, 200_000));
      for (Connection end : List.of(pair.client(), pair.server())) {
        end.deadline(Deadline.after(Duration.ofMillis(20))); // a close waits for the peer otherwise
        boolean aborts = random.nextBoolean();
        all.add(start(end::close));
        all.add(start(end::close));
        all.add(start(aborts ? end::abort : end::close));
        all.add(start(end::closeWrite));
      }
      for (Running<Object> one : all) {
        Throwable thrown = one.end().thrown();
        check(thrown == null || thrown instanceof IOException, "" + thrown);
      }
    }
  }

  private static Running<Object> start(Call call) {
    return Running.start(
        Threads.VIRTUAL,
        () -> {
          call.make();
          return null;
        });
  }

  private void wrongArguments() throws Exception {
    try (TlsPair pair = pair()) {
      Connection to = pair.client();
      Connection from = pair.server();
      byte[] ten = new byte[10];
      fails(() -> to.write(ten, 5, 6), IndexOutOfBoundsException.class);
      fails(() -> to.write(ten, -1, 6), IndexOutOfBoundsException.class);
      fails(() -> to.write((byte[]) null), NullPointerException.class);
      fails(() -> to.write((ByteBuffer) null), NullPointerException.class);
      to.write(new byte[0]);
      to.write(ByteBuffer.wrap("read-only".getBytes()).asReadOnlyBuffer());
      to.write(ByteBuffer.allocateDirect(9).put("in native".getBytes()).flip());
      fails(() -> from.read(ten, 5, 6), IndexOutOfBoundsException.class);
      fails(() -> from.read(ten, 0, -1), IndexOutOfBoundsException.class);
      fails(() -> from.read((byte[]) null), NullPointerException.class);
      ByteBuffer readOnly = ByteBuffer.allocate(20_000).asReadOnlyBuffer();
      fails(() -> from.read(readOnly), ReadOnlyBufferException.class);
      check(readOnly.get(0) == 0 && readOnly.position() == 0, "written to a read-only buffer");
      check(from.read(new byte[0]) == 0, "nothing is read into nothing");
      byte[] all = from.readExactly(18);
      check(new String(all).equals("read-onlyin native"), new String(all));
      to.write("into native");
      ByteBuffer direct = ByteBuffer.allocateDirect(100);
      check(from.read(direct) == 11 && direct.get(0) == 'i', "" + direct);
    }
    SocketPair below = Carrier.TCP4.open();
    try (Connection one = Connection.of(below.first());
        Connection two = Connection.of(below.second())) {
      fails(() -> server.accept(null), NullPointerException.class);
      fails(() -> client.connect(null, "a.example"), NullPointerException.class);
      fails(() -> client.connect(one, null), NullPointerException.class);
      fails(() -> client.connect(one, "a b"), IllegalArgumentException.class);
      fails(() -> client.connect(one, "x".repeat(300)), IllegalArgumentException.class);
      check(two.isOpen(), "the other end is as it was");
    }
  }

  private void misbehavingBufferConsumers() throws Exception {
    try (TlsPair pair = pair()) {
      Connection to = pair.client();
      Connection from = pair.server();
      to.write("first");
      fails(
          () -> {
            to.write("again");
            from.read((bytes, count) -> {
              throw new IllegalStateException("of the borrower");
            });
          },
          IllegalStateException.class);
      check(from.read(new byte[100]) > 0, "the conversation goes on");
      to.write("outer");
      from.read((bytes, count) -> {
        try {
          to.write("inner");
          from.read(new byte[100]);
          from.close();
          from.read(new byte[100]);
        } catch (IOException _) {
          return;
        }
        throw new AssertionError("read after close");
      });
    }
  }

  /** Closes, aborts and interrupts both sides at random times. */
  private void endsOfTheHandshakeFromOutside() throws Exception {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 600; i++) {
      SocketPair below = Carrier.TCP4.open();
      Connection clientEnd = Connection.of(below.first());
      Connection serverEnd = Connection.of(below.second());
      Threads kind = i % 2 == 0 ? Threads.VIRTUAL : Threads.PLATFORM;
      Running<Connection> accepting = Running.start(kind, () -> server.accept(serverEnd));
      Running<Connection> connecting =
          Running.start(kind, () -> client.connect(clientEnd, "a.example"));
      LockSupport.parkNanos(random.nextInt(1, 3_000_000));
      switch (i % 6) {
        case 0 -> accepting.thread().interrupt();
        case 1 -> connecting.thread().interrupt();
        case 2 -> serverEnd.close();
        case 3 -> clientEnd.close();
        case 4 -> serverEnd.abort();
        default -> clientEnd.deadline(Deadline.NOW);
      }
      for (Running<Connection> one : List.of(accepting, connecting)) {
        if (i % 6 == 5) {
          serverEnd.deadline(Deadline.after(Duration.ofMillis(50)));
        }
        Throwable thrown = one.end().thrown();
        check(thrown == null || thrown instanceof IOException, "" + thrown);
      }
      for (Running<Connection> one : List.of(accepting, connecting)) {
        if (one.end().thrown() == null) {
          one.end().returned().abort();
        }
      }
      clientEnd.close();
      serverEnd.close();
    }
  }

  private void twoHandshakesOnOneConnection() throws Exception {
    for (int i = 0; i < 50; i++) {
      SocketPair below = Carrier.TCP4.open();
      Connection clientEnd = Connection.of(below.first());
      Connection serverEnd = Connection.of(below.second());
      List<Running<Connection>> all = new ArrayList<>();
      for (int j = 0; j < 3; j++) {
        all.add(Running.start(Threads.VIRTUAL, () -> server.accept(serverEnd)));
        all.add(Running.start(Threads.VIRTUAL, () -> client.connect(clientEnd, "a.example")));
      }
      clientEnd.deadline(Deadline.after(Duration.ofMillis(20)));
      serverEnd.deadline(Deadline.after(Duration.ofMillis(20)));
      for (Running<Connection> one : all) {
        Throwable thrown = one.end().thrown();
        check(thrown == null || thrown instanceof IOException, "" + thrown);
        if (thrown == null) {
          one.end().returned().abort();
        }
      }
      clientEnd.abort();
      serverEnd.abort();
    }
  }

  private void deadCarriers() throws Exception {
    SocketPair below = Carrier.TCP4.open();
    Connection plain = Connection.of(below.first());
    plain.close();
    below.second().close();
    fails(() -> server.accept(plain), IOException.class);
    fails(() -> client.connect(plain, "a.example"), IOException.class);
    TlsPair pair = pair();
    pair.client().close();
    fails(() -> client.connect(pair.client(), "a.example"), IOException.class);
    fails(() -> server.accept(pair.server()), IOException.class);
    pair.close();
  }

  /** Native memory of a server lives as long as its connections. */
  private void serversThatAreGarbage() throws Exception {
    List<TlsPair> pairs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TlsClient own = client.alpnProtocols("x");
      pairs.add(TlsPair.open(Carrier.TCP4, server(), own));
      collect();
    }
    for (TlsPair pair : pairs) {
      pair.client().write("still there");
      check(pair.server().readExactly(11)[0] == 's', "what was sent");
      pair.close();
    }
  }

  private void connectionsThatAreGarbage() throws Exception {
    int before = OpensslEngine.live();
    for (int i = 0; i < 50; i++) {
      Reference.reachabilityFence(pair());
    }
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (OpensslEngine.live() > before && System.nanoTime() < end) {
      collect();
    }
    check(OpensslEngine.live() <= before, OpensslEngine.live() + " live of " + before);
  }

  private static void collect() throws InterruptedException {
    System.gc();
    Thread.sleep(5);
  }
}
