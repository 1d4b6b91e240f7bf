package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import mortise.net.Inet4;
import org.junit.jupiter.api.Test;

class HelloFragmentsTest {
  private static final int HEADERS = 25;

  private final HelloFragments fragments = new HelloFragments();

  /** A ClientHello of so many bytes, in one record. */
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

  private Optional<byte[]> take(int port, byte[] datagram) {
    return fragments.take(Inet4.LOOPBACK.withPort(port), datagram);
  }

  @Test
  void wholeMessagesPass() {
    byte[] hello = hello(100);
    assertThat(take(1, hello)).contains(hello);
  }

  @Test
  void partsOfEachClientAreJoined() {
    byte[] one = hello(300);
    byte[] other = hello(200);
    assertThat(take(1, part(one, 0, 231))).isEmpty();
    assertThat(take(2, part(other, 0, 100))).isEmpty();
    assertThat(take(1, part(one, 231, 69))).contains(one);
    assertThat(take(2, part(other, 100, 50))).isEmpty();
    assertThat(take(2, part(other, 150, 50))).contains(other);
  }

  @Test
  void missingPartsAreWaitedForWithAllOthers() {
    byte[] hello = hello(300);
    assertThat(take(1, part(hello, 200, 100))).isEmpty();
    assertThat(take(1, part(hello, 0, 100))).isEmpty();
    assertThat(take(1, part(hello, 200, 100))).isEmpty();
    assertThat(take(1, part(hello, 0, 100))).isEmpty();
    assertThat(take(1, part(hello, 100, 200))).contains(hello);
  }

  @Test
  void nothingElseIsTakenAndNothingIsKeptWithoutBound() {
    byte[] hello = hello(300);
    for (int length = 0; length < hello.length; length++) {
      assertThat(take(1, Arrays.copyOf(hello, length))).isEmpty();
    }
    assertThat(take(1, hello(5000))).isEmpty();
    assertThat(take(1, part(hello, 0, 100))).isEmpty();
    for (int port = 1000; port < 1256; port++) {
      assertThat(take(port, part(hello, 0, 100))).isEmpty();
    }
    assertThat(take(1, part(hello, 100, 200))).isEmpty();
    assertThat(take(1255, part(hello, 100, 200))).contains(hello);
  }
}
