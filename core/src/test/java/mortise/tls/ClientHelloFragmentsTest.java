package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import mortise.net.Inet4;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

class ClientHelloFragmentsTest {
  private static final int HEADERS = 25;

  private final ClientHelloFragments fragments = new ClientHelloFragments();

  /** Creates a ClientHello with this number of bytes, in one record. */
  private static byte[] hello(int length) {
    byte[] record = new byte[HEADERS + length];
    for (int i = HEADERS; i < record.length; i++) {
      record[i] = (byte) i;
    }
    ByteBuffer bytes = ByteBuffer.wrap(record);
    bytes.put(0, (byte) 22).putShort(1, (short) 0xFEFD).putShort(11, (short) (12 + length));
    return mark(record, length, 0, length);
  }

  private static byte[] mark(byte[] record, int length, int offset, int count) {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    bytes.putInt(13, 1 << 24 | length).putInt(21, count).putInt(18, offset);

    return record;
  }

  private static byte[] part(byte[] hello, int offset, int count) {
    byte[] part = new byte[HEADERS + count];
    System.arraycopy(hello, 0, part, 0, HEADERS);
    System.arraycopy(hello, HEADERS + offset, part, HEADERS, count);
    ByteBuffer.wrap(part).putShort(11, (short) (12 + count));
    return mark(part, hello.length - HEADERS, offset, count);
  }

  private Optional<byte[]> take(int port, byte[] datagram) throws ProtocolException {
    return fragments.take(Inet4.LOOPBACK.withPort(port), datagram);
  }

  private void assertMalformed(byte[] datagram) {
    assertThatThrownBy(() -> take(1, datagram))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("expected a ClientHello");
  }

  @Test
  void completeMessagesPass() throws Exception {
    byte[] hello = hello(100);
    assertThat(take(1, hello)).contains(hello);
  }

  @Test
  void fragmentsAreReassembledPerClient() throws Exception {
    byte[] one = hello(300);
    byte[] other = hello(200);
    assertThat(take(1, part(one, 0, 231))).isEmpty();
    assertThat(take(2, part(other, 0, 100))).isEmpty();
    assertThat(take(1, part(one, 231, 69))).contains(one);
    assertThat(take(2, part(other, 100, 50))).isEmpty();
    assertThat(take(2, part(other, 150, 50))).contains(other);
  }

  @Test
  void lostFragmentRequiresRetransmissionOfAll() throws Exception {
    byte[] hello = hello(300);
    assertThat(take(1, part(hello, 200, 100))).isEmpty();
    assertThat(take(1, part(hello, 0, 100))).isEmpty();
    assertThat(take(1, part(hello, 200, 100))).isEmpty();
    assertThat(take(1, part(hello, 0, 100))).isEmpty();
    assertThat(take(1, part(hello, 100, 200))).contains(hello);
  }

  @Test
  void otherMessagesAreRejectedAndMemoryIsBounded() throws Exception {
    byte[] hello = hello(300);
    for (int length = 0; length < hello.length; length++) {
      assertMalformed(Arrays.copyOf(hello, length));
    }
    assertMalformed(hello(5000));
    assertThat(take(1, part(hello, 0, 100))).isEmpty();
    for (int port = 1000; port < 1256; port++) {
      assertThat(take(port, part(hello, 0, 100))).isEmpty();
    }
    assertThat(take(1, part(hello, 100, 200))).isEmpty();
    assertThat(take(1255, part(hello, 100, 200))).contains(hello);
  }

  @Test
  void overlappingOrExcessFragmentsAreNotReassembled() throws Exception {
    byte[] hello = hello(300);
    assertThat(take(1, part(hello, 0, 200))).isEmpty();
    assertThat(take(1, part(hello, 100, 200))).isEmpty();
    byte[] beyond = part(hello, 200, 100);
    ByteBuffer.wrap(beyond).putInt(21, 100).putInt(18, 250);
    assertMalformed(beyond);
    byte[] farBeyond = part(hello, 200, 100);
    ByteBuffer.wrap(farBeyond).putInt(21, 0xFFFFFF).putInt(18, 0xFFFFFF);
    assertMalformed(farBeyond);
    assertThat(take(1, part(hello, 0, 200))).isEmpty();
    assertThat(take(1, part(hello, 200, 100))).contains(hello);
  }

  @Test
  void changedPartsNeverThrowAnythingElse() {
    Seeds.each(
        3_000,
        random -> {
          byte[] hello = hello(1 + random.nextInt(400));
          for (int i = 0; i < 4; i++) {
            int offset = random.nextInt(hello.length - HEADERS);
            byte[] part = part(hello, offset, random.nextInt(hello.length - HEADERS - offset + 1));
            for (int j = random.nextInt(4); j > 0; j--) {
              part[random.nextInt(part.length)] = (byte) random.nextInt(256);
            }
            try {
              take(1, part);
            } catch (ProtocolException expected) {
              assertThat(expected).hasMessageStartingWith("expected a ClientHello");
            }
          }
        });
  }
}
