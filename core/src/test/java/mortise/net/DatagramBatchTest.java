package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DatagramBatchTest {
  private static final Deadline SOON = Deadline.after(Duration.ofSeconds(60));

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  private static void sendNumbers(Socket from, Address to, int first, int count)
      throws IOException {
    for (int i = first; i < first + count; i++) {
      from.sendTo(new byte[] {(byte) i, 1, 2}, to);
    }
  }

  /** The first bytes of all datagrams that have come, in their order. */
  private static List<Integer> numbers(Socket socket) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try {
      while (true) {
        byte[] bytes = new byte[10];
        socket.recvFrom(MemorySegment.ofArray(bytes), Flags.DONTWAIT, Deadline.NEVER);
        numbers.add((int) bytes[0]);
      }
    } catch (SocketTimeoutException e) {
      return numbers;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UDP", "UDP6", "UNIX_DATAGRAM"})
  void sendsBackWhatCameInItsOrder(Loopback kind) throws IOException {
    try (Socket server = kind.bound();
        Socket one = kind.bound();
        Socket two = kind.bound()) {
      DatagramBatch batch = new DatagramBatch(server, 8, 100);
      sendNumbers(one, server.localAddress(), 0, 3);
      sendNumbers(two, server.localAddress(), 3, 2);
      assertThat(batch.receive(SOON)).isEqualTo(5).isEqualTo(batch.size());
      assertThat(batch.sender(2)).isEqualTo(one.localAddress());
      assertThat(batch.sender(3)).isEqualTo(two.localAddress());
      assertThat(bytes(batch.bytes(4))).containsExactly(4, 1, 2);
      assertThat(batch.send(0, SOON)).isEqualTo(5);
      assertThat(numbers(one)).containsExactly(0, 1, 2);
      assertThat(numbers(two)).containsExactly(3, 4);
    }
  }

  @Test
  void errorInTheMiddleLosesAndDoublesNoOther() throws IOException {
    try (Socket server = Loopback.UDP.bound();
        Socket client = Loopback.UDP.bound()) {
      DatagramBatch batch = new DatagramBatch(server, 8, 65_535);
      sendNumbers(client, server.localAddress(), 0, 5);
      int count = batch.receive(SOON);
      assertThat(count).isEqualTo(5);
      batch.length(2, 65_535); // no UDP datagram over IPv4 has more than 65507 bytes
      assertThat(batch.send(0, SOON)).isEqualTo(2);
      assertThatThrownBy(() -> batch.send(2, SOON))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("EMSGSIZE");
      assertThat(batch.send(3, SOON)).isEqualTo(2);
      assertThat(numbers(client)).containsExactly(0, 1, 3, 4);
    }
  }

  @NeedsLinux("ICMP errors of connected sockets")
  @SuppressWarnings("try") // closed before the end
  @Test
  void errorOfThePeerLosesNoDatagramAndEndsNoReceive() throws Exception {
    try (Socket server = Loopback.UDP.bound();
        Socket first = Loopback.UDP.bound()) {
      Address peer = first.localAddress();
      server.connect(peer);
      DatagramBatch batch = new DatagramBatch(server, 8, 100);
      Running<Integer> waiting =
          Running.parked(Threads.VIRTUAL, () -> batch.receive(SOON)); // has met an empty queue
      sendNumbers(first, server.localAddress(), 0, 1);
      assertThat(waiting.end().returned()).isEqualTo(1);
      sendNumbers(first, server.localAddress(), 1, 2);
      first.close();
      server.send(new byte[1]);
      assertThatThrownBy(() -> batch.receive(SOON)).isInstanceOf(PortUnreachableException.class);
      assertThat(batch.size()).isZero();
      assertThat(batch.receive(SOON)).isEqualTo(2);
      try (Socket second = SocketConfig.DGRAM.bind(peer)) {
        sendNumbers(second, server.localAddress(), 7, 1);
        assertThat(batch.receive(SOON)).isEqualTo(1);
        assertThat(bytes(batch.bytes(0))).containsExactly(7, 1, 2);
      }
    }
  }

  /** A batch that is not full has emptied the queue, and the next one waits without a call. */
  @ParameterizedTest
  @EnumSource
  void eachReceiveSeesWhatCameAfterAnEmptyQueue(Threads kind) throws Exception {
    try (Socket server = Loopback.UDP.bound();
        Socket client = Loopback.UDP.bound()) {
      client.timeout(Duration.ofSeconds(60));
      int rounds = 2000;
      Running<Integer> echo =
          Running.start(
              kind,
              () -> {
                DatagramBatch batch = new DatagramBatch(server, 3, 100);
                int received = 0;
                while (received < 2 * rounds) {
                  int count = batch.receive(SOON);
                  for (int sent = 0; sent < count; ) {
                    sent += batch.send(sent, SOON);
                  }
                  received += count;
                }
                return received;
              });
      for (int i = 0; i < rounds; i++) {
        sendNumbers(client, server.localAddress(), i % 100, 2);
        assertThat(client.recvFrom(9).data()[0]).isEqualTo((byte) (i % 100));
        assertThat(client.recvFrom(9).data()[0]).isEqualTo((byte) (i % 100 + 1));
      }
      assertThat(echo.end().returned()).isEqualTo(2 * rounds);
    }
  }

  @Test
  void capacityAndLengthAreBounds() throws IOException {
    try (Socket server = Loopback.UDP.bound();
        Socket client = Loopback.UDP.bound()) {
      DatagramBatch batch = new DatagramBatch(server, 2, 2);
      sendNumbers(client, server.localAddress(), 0, 3);
      assertThat(batch.receive(SOON)).isEqualTo(2);
      assertThat(batch.isTruncated(1)).isTrue();
      assertThat(bytes(batch.bytes(1))).containsExactly(1, 1);
      assertThat(batch.receive(SOON)).isEqualTo(1);
      batch.length(0, 1);
      assertThat(batch.send(0, SOON)).isEqualTo(1);
      assertThat(client.recvFrom(9).data()).containsExactly(2);
      assertThatThrownBy(() -> batch.bytes(1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> batch.send(1, SOON)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> batch.length(0, 3)).hasMessage("length 3 is not in 0..2");
    }
  }

  @NeedsLinux("UDP_SEGMENT")
  @Test
  void trainComesAndGoesAsOne() throws IOException {
    try (Socket server = Loopback.UDP.bound();
        Socket client = Loopback.UDP.bound()) {
      server.option(UdpOption.UDP_GRO, true);
      DatagramBatch batch = new DatagramBatch(server, 4, 65_535);
      client.sendMessage(
          Message.of(new byte[250]).to(server.localAddress()).with(new SegmentSize(100)));
      client.sendTo(new byte[7], server.localAddress());
      assertThat(batch.receive(SOON)).isEqualTo(2);
      assertThat(batch.segmentSize(0)).isEqualTo(100);
      assertThat(batch.ancillary(0)).containsExactly(new SegmentSize(100));
      assertThat(batch.segmentSize(1)).isZero();
      assertThat(batch.send(0, SOON)).isEqualTo(2);
      for (int length : new int[] {100, 100, 50, 7}) {
        assertThat(client.recvFrom(999).data()).hasSize(length);
      }
    }
  }

  @Test
  void unnamedSenderCannotBeAnswered() throws IOException {
    try (Socket server = Loopback.UNIX_DATAGRAM.bound();
        Socket client = Loopback.UNIX_DATAGRAM.open()) {
      DatagramBatch batch = new DatagramBatch(server, 2, 9);
      client.sendTo(new byte[1], server.localAddress());
      assertThat(batch.receive(SOON)).isEqualTo(1);
      assertThat(batch.sender(0)).isEqualTo(Unix.UNNAMED);
      assertThatThrownBy(() -> batch.send(0, SOON)).isInstanceOf(SocketException.class);
    }
  }

  @SuppressWarnings("try") // closed before the end
  @Test
  void deadlineAndCloseEndAWait() throws Exception {
    try (Socket server = Loopback.UDP.bound()) {
      DatagramBatch batch = new DatagramBatch(server, 2, 9);
      assertThatThrownBy(() -> batch.receive(Deadline.after(Duration.ofMillis(5))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("recvmmsg");
      Running<Integer> waiting = Running.parked(Threads.VIRTUAL, () -> batch.receive(SOON));
      server.close();
      assertThat(waiting.end().thrown()).isInstanceOf(SocketClosedException.class);
    }
  }

  @Test
  void badArgumentsAreNamed() throws IOException {
    try (Socket server = Loopback.UDP.bound();
        Socket stream = Loopback.TCP4.bound()) {
      assertThatThrownBy(() -> new DatagramBatch(server, 0, 9))
          .hasMessage("capacity 0 is not in 1..1024");
      assertThatThrownBy(() -> new DatagramBatch(server, 1, -1))
          .hasMessage("bytesEach -1 is negative");
      assertThatThrownBy(() -> new DatagramBatch(stream, 1, 9))
          .hasMessageEndingWith(" is not a datagram socket");
    }
  }
}
