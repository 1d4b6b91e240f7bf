package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Seeds;
import mortise.testing.Until;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No first datagram stops a DTLS server, with or without a valid cookie. */
final class DtlsFuzzTest {
  private static final Address CLIENT = Inet4.LOOPBACK.withPort(4711);
  private static final int HEADERS = 25;

  /**
   * Regression: stopped the server of the first release. Three bytes of a real ClientHello of 272
   * bytes are changed.
   */
  private static final byte[] THREE_BYTES_CHANGED =
      HexFormat.of()
          .parseHex(
              "16fefd0000000000000000011f010001130000000000000113fefd6236c7e174327517b7422a58"
                  + "758ec7163c2a1a1de152d4c4579af07ea9fc89390000c338c02cc02bcca9c030cca8c02f009fcc"
                  + "aa00a3009e00a2c024c028c023c027006b006a00670040c00ac014c009c0130039003800330032"
                  + "00ff010000b10000000e000c0000096c6f63616c686f7374000500050100000000000a00160014"
                  + "001d001700188019001e010001010102010301ff000b0002010000110009000702000400000000"
                  + "0017000000230000000d00260024040305030603080708080804080508060809080a080b040105"
                  + "0106010402030303010302002b000302fefd0032002c002a040305030603080708080804080508"
                  + "060809080a080b0401050106010402030303010302020302010202");

  @TempDir private static Path folder;
  private static TlsServer tls;
  private static TlsClient client;
  private static byte[] first;

  @BeforeAll
  static void issue() throws Exception {
    Authority authority = Authority.in(folder);
    tls = TlsServer.of(authority.issueRsa("a.example").identity());
    client = TlsClient.of(authority.trust());
    try (Socket sink = Loopback.UDP.bound();
        Socket socket = Loopback.UDP.bound()) {
      socket.connect(sink.localAddress());
      Deadline soon = Deadline.after(Duration.ofMillis(200));
      assertThatThrownBy(() -> client.connect(socket, "a.example", soon))
          .isInstanceOf(SocketTimeoutException.class);
      first = sink.recvFrom(1 << 14).data();
    }
  }

  private final Cookies cookies = new Cookies();

  /**
   * Processes a first datagram as a server does. Returns whether it was accepted as a ClientHello.
   */
  private boolean take(byte[] datagram) throws Exception {
    byte[] whole;
    try {
      whole = new ClientHelloFragments().take(CLIENT, datagram).orElse(null);
      if (whole == null) {
        return true; // a part of one
      }
      ClientHello hello = ClientHello.parse(whole);
      Cookies.Answer answer =
          cookies.answer(
              random -> tls.datagramEngine(random, 1400, hello.requestedName()), CLIENT, hello);
      assertThat(answer.record().length).isGreaterThan(13);
      return true;
    } catch (java.net.ProtocolException | SSLException e) {
      return false;
    }
  }

  /** The client's second ClientHello, with the cookie of the server. */
  private byte[] second() throws Exception {
    ClientHello hello = ClientHello.parse(first);
    byte[] request =
        cookies
            .answer(
                random -> tls.datagramEngine(random, 1400, hello.requestedName()), CLIENT, hello)
            .record();
    assertThat(ClientHello.isVerifyRequest(request)).isTrue();
    byte[] cookie = Arrays.copyOfRange(request, HEADERS + 3, request.length);
    assertThat(request[HEADERS + 2]).isEqualTo((byte) cookie.length);
    int at = hello.cookieAt();
    byte[] second = new byte[first.length + cookie.length];
    System.arraycopy(first, 0, second, 0, at);
    second[at] = (byte) cookie.length;
    System.arraycopy(cookie, 0, second, at + 1, cookie.length);
    int rest = first.length - at - 1;
    System.arraycopy(first, at + 1, second, second.length - rest, rest);
    int length = second.length - HEADERS;
    ByteBuffer.wrap(second)
        .putLong(3, 1)
        .putShort(11, (short) (12 + length))
        .putInt(13, 1 << 24 | length)
        .putShort(17, (short) 1)
        .put(21, (byte) 0)
        .putInt(21, length);
    return second;
  }

  private static byte[] changed(byte[] hello, RandomGenerator random) {
    byte[] changed = hello.clone();
    byte[] extremes = {0, -1, 1, -128};
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      int at = random.nextInt(4) == 0 ? random.nextInt(25) : random.nextInt(changed.length);
      changed[at] = random.nextBoolean() ? (byte) random.nextInt(256) : extremes[random.nextInt(4)];
    }
    return changed;
  }

  @Test
  void completeHellosAreAccepted() throws Exception {
    assertThat(take(first)).isTrue();
    assertThat(take(second())).isTrue();
  }

  @Test
  void helloTruncatedAtAnyByteIsRejected() throws Exception {
    for (byte[] hello : new byte[][] {first, second()}) {
      for (int length = 0; length < hello.length; length++) {
        assertThat(take(Arrays.copyOf(hello, length))).as("%d bytes", length).isFalse();
      }
    }
  }

  @Test
  void eachByteAtItsExtremesThrowsNothingElse() throws Exception {
    for (byte[] hello : new byte[][] {first, second()}) {
      for (int i = 0; i < hello.length; i++) {
        for (byte value : new byte[] {0, -1}) {
          byte[] changed = hello.clone();
          changed[i] = value;
          take(changed);
        }
      }
    }
  }

  @Test
  void changedHellosThrowNothingElse() throws Exception {
    byte[] second = second();
    Seeds.each(1_000, random -> take(changed(random.nextBoolean() ? first : second, random)));
  }

  @NeedsLinux("an empty datagram from a connected socket")
  @Test
  void serverGoesOnAfterMalformedDatagramsAndCountsThem() throws Exception {
    try (DtlsServer server = DtlsServer.open(Loopback.UDP.bound(), tls);
        Socket attacker = Loopback.UDP.bound()) {
      attacker.connect(server.localAddress());
      AtomicInteger sent = new AtomicInteger();
      attacker.send(THREE_BYTES_CHANGED);
      attacker.send(new byte[0]);
      attacker.send(new byte[] {22});
      Seeds.each(
          300,
          random -> {
            attacker.send(changed(first, random));
            // Limited so that the server's receive buffer does not overflow.
            if (sent.incrementAndGet() % 50 == 0) {
              long seen = server.malformed();
              attacker.send(new byte[] {22});
              Until.holds(() -> server.malformed() > seen);
            }
          });
      Until.holds(() -> server.malformed() >= 6);
      try (Socket socket = Loopback.UDP.bound()) {
        socket.connect(server.localAddress());
        Deadline late = Deadline.after(Duration.ofSeconds(60));
        try (DtlsConnection connection = client.connect(socket, "a.example", late);
            DtlsConnection accepted = server.accept()) {
          connection.send(new byte[] {1, 2});
          assertThat(accepted.receive()).containsExactly(1, 2);
        }
      }
      assertThat(server.failures()).isZero();
    }
  }

  /** The timeout of a receive includes the datagrams that it skips. */
  @Test
  void floodOfDamagedDatagramsDoesNotHoldUpTheTimeout() throws Exception {
    DatagramPath flood = new Flood();
    javax.net.ssl.SSLEngine engine =
        tls.datagramEngine(new java.security.SecureRandom(), 1400, java.util.Optional.empty());
    DtlsHandshake handshake = new DtlsHandshake(engine, flood, 0);
    assertThatThrownBy(() -> handshake.run(Deadline.after(Duration.ofMillis(100))))
        .isInstanceOf(SocketTimeoutException.class);
  }

  /** A path with an endless sequence of invalid datagrams. */
  private static final class Flood implements DatagramPath {
    @Override
    public void send(ByteBuffer datagram) {}

    @Override
    public void receive(ByteBuffer into, Deadline deadline) {
      into.clear().put(new byte[] {1, 2, 3}).flip();
    }

    @Override
    public Address peer() {
      return CLIENT;
    }

    @Override
    public void close() {}
  }
}
