package mortise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import mortise.hub.StreamFrame.Accept;
import mortise.hub.StreamFrame.Data;
import mortise.hub.StreamFrame.Open;
import mortise.hub.StreamFrame.Reset;
import mortise.hub.StreamFrame.State;
import org.junit.jupiter.api.Test;

class StreamFrameTest {
  private static final List<StreamFrame> FRAMES =
      List.of(
          new Open(4096),
          new Accept(1 << 24),
          new State(State.ENDED | State.RESEND, 1, 2, 3),
          new Reset("why"));

  @Test
  void framesAreAsThePageSays() {
    assertThat(hex(new Open(4096))).isEqualTo("4f0100001000");
    assertThat(hex(new Accept(1 << 24))).isEqualTo("410101000000");
    assertThat(hex(new State(State.ENDED | State.RESEND, 1, 2, 3)))
        .isEqualTo("5309" + "0000000000000001" + "0000000000000002" + "0000000000000003");
    assertThat(hex(new Reset("why"))).isEqualTo("52776879");
    assertThat(hex(Data.of(258, 1))).isEqualTo("44" + "0000000000000102" + "00");
  }

  private static String hex(StreamFrame frame) {
    return HexFormat.of().formatHex(frame.encode());
  }

  @Test
  void framesComeBack() {
    for (StreamFrame frame : FRAMES) {
      assertThat(StreamFrame.decode(frame.encode())).isEqualTo(frame);
    }
    byte[] data = Data.of(258, 7).frame();
    assertThat(StreamFrame.decode(data)).isEqualTo(new Data(258, data));
  }

  @Test
  void truncatedFramesAreNone() {
    for (StreamFrame frame : FRAMES.subList(0, 3)) {
      byte[] bytes = frame.encode();
      for (int length = 0; length < bytes.length; length++) {
        assertThat(StreamFrame.decode(Arrays.copyOf(bytes, length))).isNull();
      }
      assertThat(StreamFrame.decode(Arrays.copyOf(bytes, bytes.length + 1))).isNull();
    }
    for (int length = 0; length <= Data.HEADER; length++) {
      assertThat(StreamFrame.decode(Arrays.copyOf(Data.of(1, 0).frame(), length))).isNull();
    }
  }

  @Test
  void impossibleValuesAreNone() {
    assertThat(StreamFrame.decode(new Open(4095).encode())).isNull();
    assertThat(StreamFrame.decode(new Open((1 << 24) + 1).encode())).isNull();
    assertThat(StreamFrame.decode(new State(16, 0, 0, 0).encode())).isNull();
    assertThat(StreamFrame.decode(new State(0, -1, 0, 0).encode())).isNull();
    assertThat(StreamFrame.decode(new State(0, 0, 5, 4).encode())).isNull();
    assertThat(StreamFrame.decode(Data.of(-1, 1).frame())).isNull();
  }

  /** Both directions over a line that loses and repeats, as far as a stream can see it. */
  @Test
  void directionsMendWhatIsLost() {
    Random random = new Random(7);
    StreamSender sender = new StreamSender(5000);
    StreamReceiver receiver = new StreamReceiver(5000);
    byte[] sent = new byte[200_000];
    random.nextBytes(sent);
    byte[] got = new byte[sent.length];
    int read = 0;
    int written = 0;
    while (read < got.length) {
      if (written < sent.length && sender.room() > 0) {
        Data data =
            sender.add(sent, written, Math.min(700, sent.length - written), random.nextInt(1, 900));
        written += data.count();
        lossy(random, receiver, data);
      }
      if (random.nextInt(4) == 0) {
        read += receiver.read(got, read, Math.min(got.length - read, random.nextInt(3000)));
        State state = new State(0, 0, receiver.received(), receiver.grant());
        assertThat(sender.acknowledge(state)).isTrue();
        for (Data again = sender.again(state.received(), 900);
            again != null;
            again = sender.again(again.offset() + again.count(), 900)) {
          lossy(random, receiver, again);
        }
      }
    }
    assertThat(got).isEqualTo(sent);
  }

  private static void lossy(Random random, StreamReceiver receiver, Data data) {
    for (int times = random.nextInt(3); times > 0; times--) {
      assertThat(receiver.data(data)).isNotEqualTo(StreamReceiver.Outcome.VIOLATION);
    }
  }

  @Test
  void stateOfNoPeerIsRefused() {
    StreamSender sender = new StreamSender(5000);
    sender.add(new byte[100], 0, 100, 100);
    assertThat(sender.acknowledge(new State(0, 0, 101, 9000))).isFalse();
    assertThat(sender.acknowledge(new State(State.GOT_END, 0, 100, 9000))).isFalse();
    assertThat(sender.acknowledge(new State(0, 0, 100, Long.MAX_VALUE))).isTrue();
    assertThat(sender.room()).isEqualTo(5000);
  }
}
