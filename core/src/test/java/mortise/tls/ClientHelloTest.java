package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

final class ClientHelloTest {
  /** Creates message 1 in record 5, with a session ID of 3 bytes and a cookie of this length. */
  private static byte[] hello(int cookie) {
    byte[] rest = {0, 2, -64, 43, 1, 0};
    int length = 34 + 4 + 1 + cookie + rest.length;
    ByteBuffer bytes = ByteBuffer.allocate(25 + length);
    bytes.put((byte) 22).put((byte) -2).put((byte) -3).putShort((short) 0);
    bytes.putShort((short) 0).putInt(5).putShort((short) (12 + length));
    bytes.put((byte) 1).put((byte) 0).putShort((short) length).putShort((short) 1);
    bytes.put(new byte[3]).put((byte) 0).putShort((short) length);
    bytes.put(new byte[34]).put((byte) 3).put(new byte[] {7, 8, 9});
    bytes.put((byte) cookie).put(new byte[cookie]).put(rest);
    return bytes.array();
  }

  @Test
  void firstHelloIsTheSecondWithoutCookie() throws Exception {
    byte[] expected = hello(0);
    expected[10] = 0; // record number
    expected[18] = 0; // message number
    ClientHello hello = ClientHello.parse(hello(32));
    assertThat(hello.hasCookie()).isTrue();
    assertThat(hello.first()).isEqualTo(expected);
    assertThat(ClientHello.parse(hello.first()).hasCookie()).isFalse();
  }

  @Test
  void truncatedHelloIsRejected() {
    byte[] whole = hello(32);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ClientHello.parse(cut))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining(length + " bytes");
    }
  }

  @Test
  void changedBytesNeverThrow() {
    Seeds.each(
        5_000,
        random -> {
          byte[] changed = hello(random.nextInt(40));
          for (int i = random.nextInt(1, 6); i > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
          }
          try {
            ClientHello hello = ClientHello.parse(changed);
            assertThat(hello.first().length).isLessThanOrEqualTo(changed.length);
            assertThat(hello.second()).hasSameSizeAs(changed);
          } catch (ProtocolException expected) {
            assertThat(expected).hasMessageStartingWith("expected a complete DTLS 1.2 ClientHello");
          }
          new HandshakeReassembler(0).reassemble(ByteBuffer.wrap(changed));
        });
  }
}
