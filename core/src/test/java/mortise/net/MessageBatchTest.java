package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import mortise.sys.NetinetIn;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many messages with one call. */
final class MessageBatchTest {
  private static Message number(int i) {
    return Message.of(ByteBuffer.allocate(4).putInt(0, i));
  }

  private static int number(ReceivedMessage message) {
    return ByteBuffer.wrap(message.bytes()).getInt();
  }

  private static List<Message> numbers(int count) {
    return IntStream.range(0, count).mapToObj(MessageBatchTest::number).toList();
  }

  @ParameterizedTest
  @EnumSource(names = {"UDP", "UDP6", "SEQPACKET"})
  void allArriveInOrder(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      assertThat(pair.first().sendMessages(numbers(50))).isEqualTo(50);
      List<ReceivedMessage> some = pair.second().recvMessages(20, 100);
      List<ReceivedMessage> rest = pair.second().recvMessages(1000, 100);
      assertThat(some).hasSize(20);
      assertThat(rest).hasSize(30);
      assertThat(some)
          .extracting(MessageBatchTest::number)
          .isEqualTo(IntStream.range(0, 20).boxed().toList());
      assertThat(rest.getLast()).extracting(MessageBatchTest::number).isEqualTo(49);
    }
  }

  @NeedsLinux("IP_RECVTTL")
  @Test
  void eachHasItsDestinationAndItsAncillaryData() throws IOException {
    try (Socket sender = Loopback.UDP.bound();
        Socket one = Loopback.UDP.bound();
        Socket two = Loopback.UDP.bound()) {
      Option<Integer> ttl = Option.ofInt(NetinetIn.SOL_IP, NetinetIn.IP_RECVTTL);
      one.option(ttl, 1);
      two.option(ttl, 1);
      assertThat(
              sender.sendMessages(
                  List.of(
                      number(1).to(one.localAddress()).with(new Ttl(11)),
                      number(2).to(two.localAddress()).with(new Ttl(22)),
                      number(3).to(one.localAddress()))))
          .isEqualTo(3);
      List<ReceivedMessage> ones = one.recvMessages(9, 4);
      assertThat(ones).hasSize(2);
      assertThat(ones.getFirst().ancillary()).containsExactly(new Ttl(11));
      assertThat(ones.getFirst().sender()).isEqualTo(sender.localAddress());
      assertThat(number(ones.get(1))).isEqualTo(3);
      assertThat(two.recvMessages(9, 4).getFirst().ancillary()).containsExactly(new Ttl(22));
    }
  }

  @NeedsLinux("empty datagrams from a connected socket")
  @Test
  void truncationIsToldOfEach() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.first()
          .sendMessages(List.of(number(7), Message.of(new byte[5]), Message.of(new byte[0])));
      List<ReceivedMessage> messages = pair.second().recvMessages(3, 4);
      assertThat(messages)
          .extracting(ReceivedMessage::isTruncated)
          .containsExactly(false, true, false);
      assertThat(messages).extracting(ReceivedMessage::count).containsExactly(4L, 4L, 0L);
    }
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void recvWaitsForTheFirstAlone(Threads kind) throws Exception {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Running<List<ReceivedMessage>> reader =
          Running.parked(kind, () -> pair.second().recvMessages(10, 4));
      pair.first().sendMessages(numbers(1));
      assertThat(reader.end().returned()).hasSize(1);
    }
  }

  @Test
  void fullReceiverTakesSome() throws Exception {
    try (SocketPair pair = Loopback.UNIX_DATAGRAM.pair()) {
      int sent = pair.first().sendMessages(numbers(1000));
      assertThat(sent).isBetween(1, 999);
      assertThatThrownBy(() ->
              pair.first()
                  .sendMessages(numbers(1), Flags.NONE, Deadline.after(Duration.ofMillis(20))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("sendmmsg");
      Running<Integer> writer =
          Running.parked(Threads.VIRTUAL, () -> pair.first().sendMessages(numbers(1)));
      assertThat(pair.second().recvMessages(1000, 4)).hasSizeBetween(sent, sent + 1);
      assertThat(writer.end().returned()).isEqualTo(1);
    }
  }

  /** The second cannot be sent: the first went, and the next call says why no more did. */
  @Test
  void errorStopsAndIsToldByTheNextCall() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      List<Message> messages = List.of(number(1), Message.of(new byte[70_000]), number(3));
      assertThat(pair.first().sendMessages(messages)).isEqualTo(1);
      assertThatThrownBy(() -> pair.first().sendMessages(messages.subList(1, 3)))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("EMSGSIZE");
      assertThat(pair.second().recvMessages(9, 9)).hasSize(1);
    }
  }

  @Test
  void noMoreThanTheKernelTakesAtOnce() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.second().option(Option.SO_RCVBUF, 8 << 20);
      assertThat(pair.first().sendMessages(numbers(1500))).isEqualTo(1024);
      assertThat(pair.second().recvMessages(5000, 4)).hasSizeBetween(1, 1024);
    }
  }

  @NeedsLinux("UNIX seqpackets")
  @Test
  void descriptorsInABatch() throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.SEQPACKET);
        SocketPair passed = Socket.pair(Family.UNIX, Type.STREAM)) {
      Message message = number(1).with(Descriptors.of(passed.first()));
      assertThat(pair.first().sendMessages(Collections.nCopies(3, message))).isEqualTo(3);
      passed.first().close();
      List<ReceivedMessage> messages = pair.second().recvMessages(3, 4);
      assertThat(messages).extracting(ReceivedMessage::descriptors).containsExactly(1, 1, 1);
      messages.forEach(ReceivedMessage::close);
      assertThat(passed.second().timeout(Duration.ofSeconds(20)).recv(1)).isEmpty();
    }
  }

  @Test
  void badArguments() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair();
        SocketPair stream = Loopback.TCP4.pair()) {
      assertThat(pair.first().sendMessages(List.of())).isZero();
      assertThatThrownBy(() -> pair.second().recvMessages(0, 1)).hasMessageContaining("max 0");
      assertThatThrownBy(() -> pair.second().recvMessages(1, -1)).hasMessageContaining("-1");
      assertThatThrownBy(() -> stream.first().sendMessages(numbers(2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("stream");
      List<Message> secondIsBad = List.of(number(1), number(2).with(new DropCount(1)));
      assertThatThrownBy(() -> pair.first().sendMessages(secondIsBad))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> pair.second().recv(1, Flags.DONTWAIT))
          .as("the first has not gone either")
          .isInstanceOf(SocketTimeoutException.class);
    }
  }
}
