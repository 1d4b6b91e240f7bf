package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import mortise.sys.Openssl;
import mortise.sys.OpensslSsl;
import mortise.tls.TrafficSecret.Suite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrafficSecretTest {
  /** The server's application traffic secret of RFC 8448, section 3. */
  private static final byte[] PUBLISHED =
      hex("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643");

  @TempDir private Path folder;

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** The IV is cf782b88dd83549aadf1e984, the key is 9f02…e356. */
  @Test
  void cryptoInfoIsThatOfThePublishedTrace() {
    byte[] info = new TrafficSecret(Suite.TLS_AES_128_GCM_SHA256, PUBLISHED).cryptoInfo();
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    assertThat(HexFormat.of().formatHex(info))
        .isEqualTo(
            (little ? "04033300" : "03040033")
                + "dd83549aadf1e984"
                + "9f02283b6c9c07efc26bb9f2ac92e356"
                + "cf782b88"
                + "0000000000000000");
  }

  @Test
  void recordOfThePublishedTraceIsDecrypted() throws Exception {
    byte[] record =
        hex(
            "17030300432e937e11ef4ac740e538ad36005fc4a46932fc3225d05f82aa1b36e30efaf97d90e6dffc602d"
                + "cb501a59a8fcc49c4bf2e5f0a21c0047c2abf332540dd032e167c2955d");
    TrafficSecret secret = new TrafficSecret(Suite.TLS_AES_128_GCM_SHA256, PUBLISHED);
    byte[] inner = secret.open(1, ByteBuffer.wrap(record));
    byte[] expected = new byte[51];
    for (byte i = 0; i < 50; i++) {
      expected[i] = i;
    }
    expected[50] = 23; // application_data
    assertThat(inner).isEqualTo(expected);
    assertThatThrownBy(() -> secret.open(0, ByteBuffer.wrap(record)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  /** The sizes of {@code struct tls12_crypto_info_*}. */
  @Test
  void cryptoInfoHasTheKernelsSize() {
    for (Suite suite : Suite.values()) {
      assertThat(new TrafficSecret(suite, new byte[48]).cryptoInfo())
          .hasSize(suite == Suite.TLS_AES_128_GCM_SHA256 ? 40 : 56);
    }
  }

  @ParameterizedTest
  @EnumSource
  void releasedSecretDecryptsTheRecordsOfLibssl(Suite suite) throws Exception {
    assumeTrue(Openssl.problem() == null, Openssl::problem);
    Authority authority = Authority.in(folder);
    TlsSettings settings = TlsSettings.DEFAULT.cipherSuites("" + suite);
    Identities identities = new Identities(List.of(authority.issue("a.example").identity()));
    int verify = OpensslSsl.SSL_VERIFY_NONE;
    Engine server =
        new OpensslServer(identities, verify, authority.trust(), settings, new HandshakeCounters())
            .engine(identities.all());
    Engine client =
        new OpensslClient(List.of(), authority.trust(), settings)
            .engine(HostName.of("a.example"), 443);
    try {
      shakeHands(client, server);
      ByteBuffer records = ByteBuffer.allocate(1 << 16);
      TrafficSecret secret = server.releaseSending(records);
      server.encrypt(ByteBuffer.wrap("hello".getBytes()), records);
      records.flip();
      ByteBuffer into = ByteBuffer.allocate(1 << 15);
      assertThat(client.decrypt(records, into)).isZero(); // the KeyUpdate
      assertThat(secret.open(0, records.duplicate())).asString().isEqualTo("hello" + (char) 23);
      assertThat(client.decrypt(records, into)).isEqualTo(5);
      server.closeOutbound();
      server.takeOwn(records.clear());
      assertThat(secret.open(1, records.flip())).containsExactly(1, 0, 21);
      assertThat(server.releaseSending(records)).as("after close_notify").isNull();
      assertThat(client.releaseSending(records.clear()).next().cryptoInfo())
          .isEqualTo(client.releaseSending(records).cryptoInfo());
    } finally {
      server.free();
      client.free();
    }
  }

  private static void shakeHands(Engine client, Engine server) throws Exception {
    ByteBuffer flight = ByteBuffer.allocate(1 << 16);
    for (Engine one : Arrays.asList(client, server, client, server, client)) {
      Engine other = one == client ? server : client;
      while (one.handshake() == Engine.Need.SEND) {
        one.takeOwn(flight);
      }
      flight.flip();
      while (flight.hasRemaining()) {
        if (one == server && other.handshake() == Engine.Need.NOTHING) {
          other.decrypt(flight, ByteBuffer.allocate(1 << 15)); // a ticket
        } else {
          other.receive(flight);
        }
      }
      flight.clear();
    }
  }
}
