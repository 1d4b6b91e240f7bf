package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import mortise.net.Deadline;
import mortise.net.Shutdown;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import mortise.tls.TlsPair.Carrier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS between two mortise connections, over every carrier. */
final class TlsConnectionTest {
  private static final Duration SHORT = Duration.ofMillis(30);

  @TempDir private static Path folder;
  private static TlsServer server;
  private static TlsClient client;

  @BeforeAll
  static void issue() throws Exception {
    Authority authority = Authority.in(folder);
    server = TlsServer.of(authority.issue("a.example").identity());
    client = TlsClient.of(authority.trust());
  }

  record Square(Carrier carrier, String version, Threads threads) {
    TlsPair open() throws Exception {
      return TlsPair.open(carrier, server.versions(version), client);
    }
  }

  static Stream<Square> squares() {
    List<Square> squares = new ArrayList<>();
    for (Carrier carrier : Carrier.values()) {
      for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
        for (Threads threads : Threads.values()) {
          squares.add(new Square(carrier, version, threads));
        }
      }
    }
    return squares.stream();
  }

  private static TlsPair pair() throws Exception {
    return TlsPair.open(Carrier.TCP4, server, client);
  }

  private static byte[] read(Connection from, int count) throws IOException {
    return from.readExactly(count);
  }

  @ParameterizedTest
  @MethodSource("squares")
  void readWaitsUntilBytesCome(Square square) throws Exception {
    try (TlsPair pair = square.open()) {
      Running<byte[]> reading = Running.parked(square.threads, () -> read(pair.server(), 5));
      pair.client().write("hello".getBytes());
      assertThat(reading.end().returned()).isEqualTo("hello".getBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("squares")
  void bulkDataFlowsInBothDirections(Square square) throws Exception {
    byte[] there = new byte[3_000_000];
    byte[] back = new byte[3_000_000];
    new SplittableRandom(1).nextBytes(there);
    new SplittableRandom(2).nextBytes(back);
    try (TlsPair pair = square.open()) {
      List<Running<byte[]>> all =
          List.of(
              Running.start(square.threads, () -> write(pair.client(), there)),
              Running.start(square.threads, () -> write(pair.server(), back)),
              Running.start(square.threads, () -> read(pair.client(), back.length)),
              Running.start(square.threads, () -> read(pair.server(), there.length)));
      all.get(0).end().returned();
      all.get(1).end().returned();
      assertThat(all.get(2).end().returned()).isEqualTo(back);
      assertThat(all.get(3).end().returned()).isEqualTo(there);
    }
  }

  private static byte[] write(Connection to, byte[] bytes) throws IOException {
    to.write(bytes);
    return bytes;
  }

  /** Sizes around the record limits, with every kind of buffer, read in odd portions. */
  @Test
  void everySizeArrives() throws Exception {
    int[] sizes = {0, 1, 16383, 16384, 16385, 4 * 16384, 4 * 16384 + 1, 200_000};
    try (TlsPair pair = pair()) {
      for (int size : sizes) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        Running<byte[]> reading = Running.start(Threads.VIRTUAL, () -> oddly(pair.server(), size));
        ByteBuffer direct = ByteBuffer.allocateDirect(size).put(bytes).flip();
        pair.client().write(direct);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(reading.end().returned()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void everySizeIsReadByBufferConsumer() throws Exception {
    try (TlsPair pair = pair()) {
      for (int size : new int[] {1, 16384, 16385, 200_000}) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        Running<byte[]> reading = Running.start(Threads.VIRTUAL, () -> lent(pair.server(), size));
        pair.client().write(bytes);
        assertThat(reading.end().returned()).isEqualTo(bytes);
      }
      pair.client().closeWrite();
      assertThat(pair.server().read((bytes, count) -> fail("lent " + count))).isEqualTo(-1);
    }
  }

  /** A part of a record is read before, so the consumer gets the rest. */
  private static byte[] lent(Connection from, int size) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(size);
    all.put((byte) from.inputStream().read());
    while (all.hasRemaining()) {
      int before = all.position();
      int count = from.read((bytes, length) -> all.put(bytes, 0, length));
      assertThat(count).isPositive().isEqualTo(all.position() - before);
    }
    return all.array();
  }

  private static byte[] oddly(Connection from, int size) throws IOException {
    ByteBuffer all = ByteBuffer.allocateDirect(size);
    for (int portion = 1; all.hasRemaining(); portion = portion * 3 % 20_011) {
      all.limit(Math.min(size, all.position() + portion));
      assertThat(from.read(all)).isPositive();
      all.limit(size);
    }
    byte[] bytes = new byte[size];
    all.get(0, bytes);
    return bytes;
  }

  /** A connection that counts writes. */
  private static final class Counted extends FilteringConnection {
    int writes;

    Counted(Connection inner) {
      super(inner);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      writes++;
      inner.write(bytes, offset, length);
    }
  }

  @NeedsLinux("a look at more than 4 KiB")
  @Test
  void oneReadTakesAllRecordsThatHaveComeAndFit() throws Exception {
    try (TlsPair pair = pair()) {
      pair.client().write(new byte[1]);
      assertThat(pair.server().read(new byte[100])).isEqualTo(1); // tickets are behind us
      byte[] bytes = new byte[9000];
      new SplittableRandom(1).nextBytes(bytes);
      for (int from = 0; from < bytes.length; from += 3000) {
        pair.client().write(bytes, from, 3000);
      }
      Until.holds(() -> pair.below().second().peek(20_000).length > bytes.length);
      byte[] first = new byte[8000];
      assertThat(pair.server().read(first)).isEqualTo(6000);
      byte[] second = new byte[8000];
      assertThat(pair.server().read(second)).isEqualTo(3000);
      assertThat(first).startsWith(Arrays.copyOf(bytes, 6000));
      assertThat(second).startsWith(Arrays.copyOfRange(bytes, 6000, 9000));
    }
  }

  @Test
  void dataBeforeCloseNotifyIsReadFirst() throws Exception {
    try (TlsPair pair = pair()) {
      pair.client().write(new byte[10]);
      pair.client().closeWrite();
      Until.holds(() -> pair.below().second().peek(200).length > 50);
      assertThat(pair.server().read(new byte[100])).isEqualTo(10);
      assertThat(pair.server().read(new byte[100])).isEqualTo(-1);
    }
  }

  @Test
  void oneSendCarriesSeveralRecords() throws Exception {
    SocketPair below = Carrier.TCP4.open();
    Counted counted = new Counted(Connection.of(below.first()));
    Running<Connection> accepting =
        Running.start(Threads.VIRTUAL, () -> server.accept(Connection.of(below.second())));
    try (Connection sender = client.connect(counted, "a.example");
        Connection receiver = accepting.end().returned()) {
      Running<byte[]> reading = Running.start(Threads.VIRTUAL, () -> read(receiver, 1 << 20));
      counted.writes = 0;
      sender.write(new byte[1 << 20]);
      assertThat(reading.end().returned()).hasSize(1 << 20);
      assertThat(counted.writes).isLessThanOrEqualTo((1 << 20) / (3 * 16384) + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("squares")
  void timeoutEndsTheWaitAndLosesNothing(Square square) throws Exception {
    try (TlsPair pair = square.open()) {
      pair.server().timeout(SHORT);
      Ended<Integer> ended =
          Running.start(square.threads, () -> pair.server().read(new byte[9])).end();
      assertThat(ended.failure()).isInstanceOf(SocketTimeoutException.class);
      pair.server().timeout(null);
      pair.client().write("hello".getBytes());
      assertThat(read(pair.server(), 5)).isEqualTo("hello".getBytes());
    }
  }

  @Test
  void deadlineEndsTheWait() throws Exception {
    try (TlsPair pair = pair()) {
      pair.server().deadline(Deadline.after(SHORT));
      assertThatThrownBy(() -> pair.server().read(new byte[9]))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("squares")
  void interruptEndsTheWaitAndLosesNothing(Square square) throws Exception {
    try (TlsPair pair = square.open()) {
      Running<Integer> reading =
          Running.parked(square.threads, () -> pair.server().read(new byte[9]));
      reading.thread().interrupt();
      assertThat(reading.end().failure()).isInstanceOf(InterruptedIOException.class);
      pair.client().write("hello".getBytes());
      assertThat(read(pair.server(), 5)).isEqualTo("hello".getBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("squares")
  void closeWakesReaderAndSendsCloseNotify(Square square) throws Exception {
    try (TlsPair pair = square.open()) {
      Ended<Integer> ended =
          Parked.then(
              square.threads, () -> pair.server().read(new byte[9]), () -> pair.server().close());
      assertThat(ended.failure()).isInstanceOf(SocketException.class);
      assertThat(pair.client().read(new byte[9])).isEqualTo(-1);
      assertThat(pair.server().isOpen()).isFalse();
      assertThatThrownBy(() -> pair.server().read(new byte[1]))
          .isInstanceOf(SocketException.class)
          .hasMessage("read: the connection is closed");
      assertThatThrownBy(() -> pair.server().write(new byte[1]))
          .hasMessage("write: the connection is closed");
      pair.server().close();
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void closeWakesWriterWhosePeerDoesNotRead(Carrier carrier) throws Exception {
    try (TlsPair pair = TlsPair.open(carrier, server, client)) {
      Running<Object> writing =
          Running.parked(
              Threads.VIRTUAL,
              () -> {
                while (true) {
                  pair.server().write(new byte[1 << 16]);
                }
              });
      pair.server().close();
      assertThat(writing.end().failure()).isInstanceOf(SocketException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void blockedWriterDoesNotBlockReader(Carrier carrier) throws Exception {
    try (TlsPair pair = TlsPair.open(carrier, server, client)) {
      Running<Object> writing =
          Running.parked(
              Threads.VIRTUAL,
              () -> {
                while (true) {
                  pair.server().write(new byte[1 << 16]);
                }
              });
      pair.client().write("hello".getBytes());
      assertThat(read(pair.server(), 5)).isEqualTo("hello".getBytes());
      pair.server().abort();
      writing.end().failure();
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void readingGoesOnAfterCloseWrite(Carrier carrier) throws Exception {
    try (TlsPair pair = TlsPair.open(carrier, server, client)) {
      pair.client().write("question".getBytes());
      pair.client().closeWrite();
      assertThat(read(pair.server(), 8)).isEqualTo("question".getBytes());
      assertThat(pair.server().read(new byte[1])).isEqualTo(-1);
      pair.server().write("answer".getBytes());
      assertThat(read(pair.client(), 6)).isEqualTo("answer".getBytes());
      assertThatThrownBy(() -> pair.client().write(new byte[1]))
          .isInstanceOf(SocketException.class)
          .hasMessage("write: the connection is closed for writing");
    }
  }

  /** RFC 5246, section 7.2.1. */
  @Test
  void closeNotifyClosesBothDirectionsInTls12() throws Exception {
    try (TlsPair pair = TlsPair.open(Carrier.TCP4, server.versions("TLSv1.2"), client)) {
      pair.client().write("question".getBytes());
      pair.client().closeWrite();
      assertThat(read(pair.server(), 8)).isEqualTo("question".getBytes());
      assertThat(pair.server().read(new byte[1])).isEqualTo(-1);
      assertThatThrownBy(() -> pair.server().write("answer".getBytes()))
          .hasMessageEndingWith("which closes both directions in TLS 1.2");
      pair.server().close();
      assertThat(pair.client().read(new byte[1])).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void endWithoutCloseNotifyIsATruncation(Carrier carrier) throws Exception {
    try (TlsPair pair = TlsPair.open(carrier, server, client)) {
      pair.client().write("hel".getBytes());
      pair.below().first().shutdown(Shutdown.WR);
      assertThat(read(pair.server(), 3)).isEqualTo("hel".getBytes());
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> pair.server().read(new byte[1]))
            .isInstanceOf(TruncatedException.class)
            .hasMessageContaining(" closed the connection without close_notify: ");
      }
      if (carrier != Carrier.TLS) {
        pair.server().write("lo".getBytes());
        assertThat(read(pair.client(), 2)).isEqualTo("lo".getBytes());
      }
    }
  }

  @Test
  void resetThrowsTheSocketsException() throws Exception {
    try (TlsPair pair = pair()) {
      Misbehaviour.reset(pair.below().first());
      assertThatThrownBy(() -> pair.server().read(new byte[1]))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("ECONNRESET");
    }
  }

  @Test
  void invalidRecordIsReportedAndSendsAlert() throws Exception {
    try (TlsPair pair = pair()) {
      pair.below().first().sendAll("GET / HTTP/1.1\r\n".getBytes());
      assertThatThrownBy(() -> pair.server().read(new byte[1]))
          .isInstanceOf(SSLException.class)
          .hasMessageEndingWith("expected a TLS record but was \"GET / HT\"");
    }
  }

  /** More than 4 KiB are decrypted from the buffer in which they have arrived. */
  @ParameterizedTest
  @ValueSource(ints = {0, 100, 3000, 5000, 65536})
  void recordsThatArriveTogetherAreReadBeforeTheErrorBehindThem(int room) throws Exception {
    byte[] sent = new byte[20_000];
    new SplittableRandom(room).nextBytes(sent);
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    try (TlsPair pair = pair()) {
      for (int at = 0; at < sent.length; at += 2500) {
        pair.client().write(sent, at, 2500);
      }
      pair.below().first().sendAll("GET / HTTP/1.1\r\n".getBytes());
      byte[] some = new byte[room];
      assertThatThrownBy(
              () -> {
                while (room == 0) {
                  pair.server().read((bytes, count) -> came.write(bytes, 0, count));
                }
                while (true) {
                  came.write(some, 0, pair.server().read(some));
                }
              })
          .isInstanceOf(SSLException.class)
          .hasMessageEndingWith("expected a TLS record but was \"GET / HT\"");
    }
    assertThat(came.toByteArray()).isEqualTo(sent);
  }

  @Test
  void modifiedRecordIsReportedAsBadRecordMac() throws Exception {
    try (TlsPair pair = pair()) {
      byte[] forged = {23, 3, 3, 0, 32, 1, 2, 3};
      pair.below().first().sendAll(Arrays.copyOf(forged, 5 + 32));
      assertThatThrownBy(() -> pair.server().read(new byte[1])).isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> pair.server().write(new byte[1]))
          .hasMessageStartingWith(
              "write: the connection failed before: TLS connection with 127.0.0.1:");
      assertThatThrownBy(() -> pair.client().read(new byte[1]))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("bad_record_mac: a record was modified in transit");
    }
  }

  @Test
  void recordThatIsTooLongIsRefusedByItsHeader() throws Exception {
    try (TlsPair pair = pair()) {
      pair.below().first().sendAll(new byte[] {23, 3, 3, -1, -1});
      assertThatThrownBy(() -> pair.server().read(new byte[1]))
          .hasMessageEndingWith("expected a record of at most 16709 bytes but was 65540");
    }
  }

  @Test
  void awaitReadableWaitsForBytesAndNotForTickets() throws Exception {
    try (TlsPair pair = pair()) {
      Running<Object> waiting =
          Running.parked(
              Threads.VIRTUAL,
              () -> {
                pair.client().awaitReadable();
                return null;
              });
      pair.server().write(new byte[1]);
      waiting.end().returned();
      pair.client().timeout(Duration.ZERO);
      pair.client().awaitReadable();
      assertThat(pair.client().read(new byte[9])).isEqualTo(1);
      assertThatThrownBy(() -> pair.client().awaitReadable())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void linesAndFramesAreReadAsOfAnyConnection() throws Exception {
    try (TlsPair pair = pair()) {
      pair.client().write("first\r\nsecond\n");
      pair.client().writeFrame(2, new byte[40_000]);
      pair.client().write("end");
      pair.client().closeWrite();
      assertThat(pair.server().readLine(80)).isEqualTo("first");
      assertThat(pair.server().readLine(80)).isEqualTo("second");
      assertThat(pair.server().readFrame(2, 65535)).hasSize(40_000);
      ByteBuffer rest = ByteBuffer.allocate(10);
      assertThat(pair.server().read(rest)).isEqualTo(3);
      assertThat(pair.server().read(rest)).isEqualTo(-1);
    }
  }

  /** Plaintext that a client sends directly after STARTTLS is not part of the TLS stream. */
  @Test
  void startTlsRejectsPlaintextInjectedBeforeHandshake() throws Exception {
    try (Serving serving =
            Serving.of(
                Loopback.TCP4,
                plain -> {
                  assertThat(plain.readLine(80)).isEqualTo("STARTTLS");
                  plain.write("220 go\r\n");
                  return server.accept(plain);
                },
                Serving::echo);
        Connection honest = serving.dial();
        Connection smuggler = serving.dial()) {
      honest.write("STARTTLS\r\n");
      assertThat(honest.readLine(80)).isEqualTo("220 go");
      Connection tls = client.connect(honest, "a.example");
      tls.write("hello\n");
      assertThat(tls.readLine(80)).isEqualTo("hello");
      smuggler.write("STARTTLS\r\nDELETE ALL\r\n");
      assertThat(serving.failures.take())
          .hasMessageEndingWith("expected a TLS handshake but was \"DELETE A\"");
      tls.close();
    }
  }

  @Test
  void handshakeEndsWithItsDeadline() throws Exception {
    SocketPair below = Carrier.TCP4.open();
    try (Connection plain = Connection.of(below.second());
        Connection silent = Connection.of(below.first())) {
      plain.deadline(Deadline.after(SHORT));
      assertThatThrownBy(() -> server.accept(plain)).isInstanceOf(SocketTimeoutException.class);
      assertThat(plain.isOpen()).isFalse();
      assertThat(silent.read(new byte[1])).isEqualTo(-1);
    }
  }

  @Test
  void peerThatEndsInTheHandshakeIsNamed() throws Exception {
    SocketPair below = Carrier.TCP4.open();
    try (Connection plain = Connection.of(below.second())) {
      below.first().close();
      assertThatThrownBy(() -> server.accept(plain))
          .isInstanceOf(SSLException.class)
          .hasMessageMatching(
              "TLS handshake with 127.0.0.1:\\d+: the peer closed the connection during the"
                  + " handshake");
    }
  }
}
