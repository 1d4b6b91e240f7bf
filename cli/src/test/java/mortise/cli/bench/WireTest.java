package mortise.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the two ends of a test say to each other. */
final class WireTest {
  @Test
  void ordersAreReadAsTheyWereWritten() throws Exception {
    for (TestRequest.Task task : TestRequest.Task.values()) {
      TestRequest order = new TestRequest(task, Duration.ofMillis(1234));
      byte[] bytes = order.encode();
      assertThat(bytes).hasSize(TestRequest.SIZE).startsWith(TestRequest.FIRST);
      assertThat(TestRequest.decode(bytes)).isEqualTo(order);
    }
  }

  @Test
  void anyOtherBytesAreNoOrder() {
    Random random = new Random(8);
    byte[] order = new TestRequest(TestRequest.Task.SEND, Duration.ofSeconds(1)).encode();
    for (int i = 0; i < 8; i++) {
      byte[] changed = order.clone();
      changed[i] += (byte) (1 + random.nextInt(100) + (i == 7 ? 1 : 0));
      assertThatThrownBy(() -> TestRequest.decode(changed)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void marksAreReadAsTheyWereWritten() {
    byte[] datagram = new byte[100];
    DatagramHeader mark = new DatagramHeader(-5, DatagramHeader.REPORT, 1L << 40, 3);
    mark.encode(datagram);
    assertThat(DatagramHeader.decode(datagram, 100)).isEqualTo(mark);
    assertThat(DatagramHeader.decode(datagram, DatagramHeader.SIZE)).isEqualTo(mark);
    for (int length = 0; length < DatagramHeader.SIZE; length++) {
      assertThat(DatagramHeader.decode(datagram, length)).isNull();
    }
    datagram[3]++;
    assertThat(DatagramHeader.decode(datagram, 100)).isNull();
  }

  @Test
  void lastBytesAreKeptWhateverTheirPieces() {
    Random random = new Random(9);
    byte[] all = new byte[1000];
    random.nextBytes(all);
    byte[] last = new byte[16];
    for (int at = 0; at < all.length; ) {
      int length = Math.min(all.length - at, 1 + random.nextInt(40));
      byte[] piece = new byte[64];
      System.arraycopy(all, at, piece, 0, length);
      StreamWork.keep(last, piece, length);
      at += length;
    }
    assertThat(last).isEqualTo(Arrays.copyOfRange(all, 984, 1000));
  }
}
