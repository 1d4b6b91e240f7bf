package mortise.cli.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EchoPacketTest {
  private final EchoPacket echo = new EchoPacket(false, 0x1234, new byte[] {1, 2, 3});

  @Test
  void requestIsThatOfTheStandard() {
    // type 8, code 0, checksum, identifier, sequence, data
    assertThat(HexFormat.of().formatHex(echo.request(2))).isEqualTo("0800e1c712340002010203");
  }

  @Test
  void checksumOfAWholeRequestIsZero() {
    for (int size = 0; size < 70; size++) {
      byte[] data = new byte[size];
      Arrays.fill(data, (byte) 0xff);
      byte[] request = new EchoPacket(false, 0xffff, data).request(0xffff);
      int sum = 0;
      for (int i = 0; i < request.length; i++) {
        sum += (request[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
      }
      sum = (sum & 0xffff) + (sum >>> 16);
      assertThat(sum & 0xffff).as("%d bytes", size).isEqualTo(0xffff);
    }
  }

  @Test
  void replyIsReadBehindTheHeaderOfIp() {
    byte[] packet = new byte[20 + 11];
    packet[0] = 0x45;
    System.arraycopy(reply(7), 0, packet, 20, 11);
    assertThat(echo.reply(packet, true, false)).isEqualTo(new EchoPacket.Reply(7, 11, true));
  }

  @Test
  void replyToSomebodyElseIsNone() {
    byte[] reply = reply(7);
    reply[4] ^= 1;
    assertThat(echo.reply(reply, false, false)).isNull();
    assertThat(echo.reply(reply, false, true)).isNotNull();
  }

  @Test
  void dataThatDiffersIsSeen() {
    byte[] reply = reply(7);
    reply[10] ^= 1;
    assertThat(echo.reply(reply, false, false)).isEqualTo(new EchoPacket.Reply(7, 11, false));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void truncatedPacketsAreNoReplies(boolean header) {
    byte[] packet = new byte[header ? 28 : 8];
    packet[0] = (byte) (header ? 0x45 : 0);
    for (int length = 0; length < packet.length; length++) {
      assertThat(echo.reply(Arrays.copyOf(packet, length), header, true)).isNull();
      assertThat(echo.sequenceOf(Arrays.copyOf(packet, Math.min(length, 7)), true)).isEqualTo(-1);
    }
  }

  @Test
  void requestThatMetAnErrorIsKnownAgain() {
    assertThat(echo.sequenceOf(echo.request(300), false)).isEqualTo(300);
    assertThat(new EchoPacket(true, 1, new byte[0]).sequenceOf(echo.request(300), true))
        .isEqualTo(-1);
  }

  private byte[] reply(int sequence) {
    byte[] reply = echo.request(sequence);
    reply[0] = 0;
    return reply;
  }
}
