package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.net.ssl.SSLException;
import mortise.net.Deadline;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.testing.Ended;
import mortise.testing.Misbehaviour;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import mortise.tls.TlsPair.Carrier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For any bytes of a peer, a connection ends promptly with a clear reason. */
final class TlsFuzzTest {
  @TempDir private static Path folder;
  private static TlsServer server;
  private static TlsClient client;

  @BeforeAll
  static void issue() throws Exception {
    Authority authority = Authority.in(folder);
    server = TlsServer.of(authority.issue("a.example").identity());
    client = TlsClient.of(authority.trust());
  }

  /** Accepts a peer that sends only these bytes, and returns the error. */
  private static Throwable accept(byte[] bytes) throws Exception {
    SocketPair pair = Carrier.SOCKETPAIR.open();
    try (Socket peer = pair.first();
        Connection plain = Connection.of(pair.second())) {
      peer.sendAll(bytes);
      peer.shutdown(Shutdown.WR);
      Running<Connection> accepting = Running.start(Threads.VIRTUAL, () -> server.accept(plain));
      Throwable failure = accepting.end().failure();
      assertThat(plain.isOpen()).isFalse();
      return failure;
    }
  }

  private static void assertClear(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(SSLException.class)
        .hasMessageStartingWith("TLS handshake with ");
    assertThat(failure.getMessage().length()).isBetween(30, 400);
  }

  /** The ClientHello of a real client. */
  private static byte[] clientHello() throws Exception {
    SocketPair pair = Carrier.SOCKETPAIR.open();
    try (Socket peer = pair.second();
        Connection plain = Connection.of(pair.first())) {
      Running<Connection> connecting =
          Running.start(Threads.VIRTUAL, () -> client.connect(plain, "a.example"));
      byte[] hello = peer.recv(4000);
      peer.shutdown(Shutdown.RDWR);
      connecting.end().failure();
      return hello;
    }
  }

  @Test
  void invalidFirstBytesAreReported() throws Exception {
    Seeds.each(
        100,
        random -> {
          byte[] garbage = new byte[random.nextInt(1, 300)];
          random.nextBytes(garbage);
          assertClear(accept(garbage));
        });
  }

  @Test
  void helloTruncatedAtAnyByteIsReported() throws Exception {
    byte[] hello = clientHello();
    for (int length = 0; length < hello.length; length++) {
      Throwable failure = accept(Arrays.copyOf(hello, length));
      assertClear(failure);
      assertThat(failure)
          .hasMessageEndingWith("the peer closed the connection during the handshake");
    }
  }

  @Test
  void changedHelloNeverHangs() throws Exception {
    byte[] hello = clientHello();
    Seeds.each(
        100,
        random -> {
          byte[] changed = hello.clone();
          for (int i = random.nextInt(1, 4); i > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
          }
          assertClear(accept(changed));
        });
  }

  /** The length field of the message is 16 MB; the JDK's limit is 32 KB. */
  @Test
  void helloOfMegabytesIsRefusedEarly() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
    while (bytes.remaining() > 16384 + 5) {
      bytes.put((byte) 22).put((byte) 3).put((byte) 3).putShort((short) 16384);
      int begin = bytes.position();
      if (begin == 5) {
        bytes.put((byte) 1).put((byte) -1).put((byte) -1).put((byte) -1);
      }
      bytes.position(begin + 16384);
    }
    SocketPair pair = Carrier.TCP4.open();
    try (Socket peer = pair.first();
        Connection plain = Connection.of(pair.second())) {
      Running<Object> sending =
          Running.start(
              Threads.VIRTUAL,
              () -> {
                peer.sendAll(bytes.array());
                return null;
              });
      Ended<Connection> ended = Running.start(Threads.VIRTUAL, () -> server.accept(plain)).end();
      assertClear(ended.failure());
      sending.end(); // well or by a reset
    }
  }

  @Test
  void handshakeByteByByteSucceedsUntilDeadline() throws Exception {
    byte[] hello = clientHello();
    SocketPair pair = Carrier.TCP4.open();
    try (Socket peer = pair.first();
        Connection plain = Connection.of(pair.second())) {
      plain.deadline(Deadline.after(Duration.ofSeconds(3)));
      Running<Connection> accepting = Running.start(Threads.VIRTUAL, () -> server.accept(plain));
      Misbehaviour.trickle(peer, hello);
      assertThat(peer.recv(1)).containsExactly(22); // the server's hello
      assertThat(accepting.end().failure()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** The timeout limits a read as a whole, at most twice, and not each byte of a record. */
  @Test
  void slowBytesDoNotExtendReadTimeout() throws Exception {
    try (TlsPair pair = TlsPair.open(Carrier.TCP4, server, client)) {
      pair.server().timeout(Duration.ofMillis(50));
      Running<Integer> reading =
          Running.start(Threads.VIRTUAL, () -> pair.server().read(new byte[9]));
      byte[] header = {23, 3, 3, 64, 0};
      pair.below().first().sendAll(header);
      while (!reading.hasEnded()) {
        pair.below().first().sendAll(new byte[1]);
        Thread.sleep(5);
      }
      assertThat(reading.end().failure()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** A connection that from some point on records writes instead of sending them. */
  private static final class Kept extends FilteringConnection {
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    volatile boolean keeps;

    Kept(Connection inner) {
      super(inner);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (keeps) {
        written.write(bytes, offset, length);
      } else {
        inner.write(bytes, offset, length);
      }
    }
  }

  /** Truncated or modified records. */
  @Test
  void recordsCutAnywhereAreTruncationsAndChangedOnesAreRefused() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 60; round++) {
      SocketPair below = Carrier.SOCKETPAIR.open();
      Kept kept = new Kept(Connection.of(below.first()));
      Running<Connection> accepting =
          Running.start(Threads.VIRTUAL, () -> server.accept(Connection.of(below.second())));
      try (Connection sender = client.connect(kept, "a.example");
          Connection receiver = accepting.end().returned()) {
        kept.keeps = true;
        sender.write("a record of some length".getBytes());
        sender.closeWrite();
        byte[] records = kept.written.toByteArray();
        boolean cut = round % 2 == 0;
        int place = random.nextInt(records.length);
        records[place] ^= (byte) (cut ? 0 : 1 << random.nextInt(8));
        below.first().sendAll(records, 0, cut ? place : records.length);
        below.first().shutdown(Shutdown.WR);
        Ended<byte[]> ended = Running.start(Threads.VIRTUAL, () -> readAll(receiver)).end();
        assertThat(ended.failure())
            .isInstanceOf(cut ? TruncatedException.class : SSLException.class);
      }
    }
  }

  private static byte[] readAll(Connection from) throws IOException {
    return from.inputStream().readAllBytes();
  }
}
