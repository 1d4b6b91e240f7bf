package mortise.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages out of pieces and into pieces, and everything that can be wrong with them. */
final class MessageTest {
  static Set<Loopback> streams() {
    return Loopback.STREAMS;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static String text(ReceivedMessage message) {
    return new String(message.bytes(), US_ASCII);
  }

  @ParameterizedTest
  @EnumSource
  void partsAreGathered(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair();
        Arena shared = Arena.ofShared();
        Arena confined = Arena.ofConfined()) {
      Message message =
          Message.of(
              MemorySegment.ofArray(ascii("one ")),
              shared.allocateFrom("two ").asSlice(0, 4),
              MemorySegment.ofArray(new byte[0]),
              confined.allocateFrom("three ").asSlice(0, 6),
              MemorySegment.ofBuffer(ByteBuffer.wrap(ascii("-four ")).position(1)),
              MemorySegment.ofBuffer(ByteBuffer.allocateDirect(4).put(ascii("five")).flip()),
              MemorySegment.ofArray(new int[] {0x21212121}));
      assertThat(pair.first().sendMessage(message)).isEqualTo(27);
      ReceivedMessage received = pair.second().recvMessage(100);
      assertThat(text(received)).isEqualTo("one two three four five!!!!");
      assertThat(received.count()).isEqualTo(27);
      assertThat(received.isTruncated()).isFalse();
      assertThat(received.ancillary()).isEmpty();
      Address sender = kind.isDatagram() ? pair.first().localAddress() : null;
      Address expected = kind == Loopback.SEQPACKET ? Unix.UNNAMED : sender;
      assertThat(received.sender()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void buffersAreFilledInTurn(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair();
        Arena arena = Arena.ofConfined()) {
      pair.first().send(ascii("one two three"));
      byte[] first = new byte[4];
      MemorySegment second = arena.allocate(3);
      ByteBuffer third = ByteBuffer.allocateDirect(100);
      List<MemorySegment> buffers =
          List.of(MemorySegment.ofArray(first), second, MemorySegment.ofBuffer(third));
      ReceivedMessage received =
          pair.second().recvMessage(buffers, 0, Flags.NONE, Deadline.after(Duration.ofSeconds(20)));
      assertThat(received.count()).isEqualTo(13);
      assertThat(text(received)).isEqualTo("one two three");
      assertThat(first).isEqualTo(ascii("one "));
      assertThat(second.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(ascii("two"));
      assertThat(MemorySegment.ofBuffer(third).getString(0, US_ASCII)).isEqualTo(" three");
    }
  }

  /** Any cut of any bytes into heap and native pieces arrives as it was. */
  @NeedsLinux("UNIX seqpackets")
  @Test
  void anyCutArrives() {
    Seeds.each(
        200,
        random -> {
          try (SocketPair pair = Socket.pair(Family.UNIX, Type.SEQPACKET);
              Arena arena = Arena.ofConfined()) {
            byte[] bytes = new byte[random.nextInt(1, 20_000)];
            random.nextBytes(bytes);
            List<MemorySegment> parts = cut(bytes, random, arena);
            Message message = new Message(parts, null, List.of());
            assertThat(pair.first().sendMessage(message)).isEqualTo(bytes.length);
            List<MemorySegment> room = cut(new byte[bytes.length], random, arena);
            ReceivedMessage received = pair.second().recvMessage(room, 0, Flags.NONE, Deadline.NOW);
            assertThat(received.bytes()).isEqualTo(bytes);
          }
        });
  }

  private static List<MemorySegment> cut(byte[] bytes, RandomGenerator random, Arena arena) {
    int[] ends =
        IntStream.concat(
                random.ints(random.nextInt(40), 0, bytes.length), IntStream.of(bytes.length))
            .sorted()
            .toArray();
    MemorySegment[] parts = new MemorySegment[ends.length];
    for (int i = 0; i < ends.length; i++) {
      byte[] part = Arrays.copyOfRange(bytes, i == 0 ? 0 : ends[i - 1], ends[i]);
      MemorySegment heap = MemorySegment.ofArray(part);
      parts[i] = random.nextBoolean() ? heap : arena.allocate(part.length).copyFrom(heap);
    }
    return List.of(parts);
  }

  /** UIO_MAXIOV bounds the pieces that the kernel takes, not those of a message on the heap. */
  @Test
  void thousandsOfParts() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      byte[][] parts = new byte[5000][1];
      assertThat(pair.first().sendMessage(Message.of(parts))).isEqualTo(5000);
      assertThat(pair.second().recvMessage(6000).count()).isEqualTo(5000);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamTakesPartOfALargeMessageAndSaysHowMuch(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair()) {
      Message large = Message.of(new byte[100_000], new byte[10 << 20]);
      long sent = pair.first().sendMessage(large);
      assertThat(sent).isBetween(1L, (long) SocketEndpoint.STREAM_CHUNK);
      assertThat(pair.second().recvMessage(10 << 20).count()).isBetween(1L, sent);
    }
  }

  @Test
  void messageThatIsTooLongIsNotSentAtAll() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      assertThatThrownBy(() -> pair.first().sendMessage(Message.of(new byte[70_000])))
          .isInstanceOfSatisfying(
              SocketException.class,
              e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.EMSGSIZE))
          .hasMessageStartingWith("sendmsg 127.0.0.1:");
    }
  }

  @NeedsLinux("empty datagrams from a connected socket")
  @Test
  void truncationIsTold() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.first().send(ascii("longer"));
      ReceivedMessage cut = pair.second().recvMessage(4);
      assertThat(cut.isTruncated()).isTrue();
      assertThat(text(cut)).isEqualTo("long");
      assertThat(cut.count()).isEqualTo(4);
      pair.first().send(ascii("longer"));
      ReceivedMessage real = pair.second().recvMessage(4, 0, Flags.TRUNC, Deadline.NOW);
      assertThat(real.count()).isEqualTo(6);
      assertThat(text(real)).isEqualTo("long");
      pair.first().send(new byte[0]);
      assertThat(pair.second().recvMessage(0).count()).isZero();
    }
  }

  @NeedsLinux("UNIX seqpackets")
  @Test
  void endOfRecordIsTold() throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.SEQPACKET)) {
      pair.first().sendMessage(Message.of(ascii("x")), Flags.EOR, Deadline.NEVER);
      assertThat(pair.second().recvMessage(1).bytes()).isEqualTo(ascii("x"));
    }
  }

  @Test
  void destinationAndSender() throws IOException {
    try (Socket one = Loopback.UDP.bound();
        Socket two = Loopback.UDP.bound()) {
      Message message = Message.of(ByteBuffer.wrap(ascii("to you"))).to(two.localAddress());
      assertThat(message.to()).isEqualTo(two.localAddress());
      one.sendMessage(message);
      ReceivedMessage received = two.recvMessage(10);
      assertThat(received.sender()).isEqualTo(one.localAddress());
      assertThat(received).hasToString("6 bytes from " + one.localAddress());
      assertThat(message).hasToString("6 bytes to " + two.localAddress());
    }
  }

  /** {@code sun_path} takes 107 bytes; a longer path has to be reached another way. */
  @NeedsLinux("UNIX datagrams")
  @Test
  void destinationOfAnyLength(@TempDir Path folder) throws IOException {
    Path deep = folder.resolve("p".repeat(100)).resolve("q".repeat(50));
    Files.createDirectory(deep.getParent());
    try (Socket receiver = Socket.open(Family.UNIX, Type.DGRAM);
        Socket sender = Socket.open(Family.UNIX, Type.DGRAM)) {
      receiver.bind(Unix.of(deep));
      Message message = Message.of(ascii("far")).to(Unix.of(deep));
      sender.sendMessage(message);
      sender.sendMessages(List.of(message, message));
      List<ReceivedMessage> received = receiver.recvMessages(9, 9);
      assertThat(received).extracting(MessageTest::text).containsExactly("far", "far", "far");
      assertThat(received.getFirst().sender()).isEqualTo(Unix.UNNAMED);
    }
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void recvWaits(Threads kind) throws Exception {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Running<ReceivedMessage> reader = Running.parked(kind, () -> pair.second().recvMessage(10));
      pair.first().send(ascii("now"));
      assertThat(text(reader.end().returned())).isEqualTo("now");
    }
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void closeWakesBoth(Threads kind) throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Ended<?> reader =
          Parked.then(kind, () -> pair.second().recvMessage(10), pair.second()::close);
      assertThat(reader.failure())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("closed");
    }
    try (SocketPair pair = Loopback.UNIX_DATAGRAM.pair()) {
      Message message = Message.of(ascii("x"));
      Ended<?> writer =
          Parked.then(kind, () -> sendForEver(pair.first(), message), pair.first()::close);
      assertThat(writer.failure())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("closed");
    }
  }

  private static Object sendForEver(Socket socket, Message message) throws IOException {
    while (true) {
      socket.sendMessage(message);
    }
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void interruptEndsTheWait(Threads kind) throws Exception {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Running<?> reader = Running.parked(kind, () -> pair.second().recvMessage(10));
      reader.thread().interrupt();
      Ended<?> ended = reader.end();
      assertThat(ended.failure()).isInstanceOf(InterruptedIOException.class);
      assertThat(ended.interrupted()).isTrue();
      pair.first().send(ascii("still open"));
      assertThat(text(pair.second().recvMessage(10))).isEqualTo("still open");
    }
  }

  @Test
  void deadlineEndsTheWait() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Socket reader = pair.second();
      assertThatThrownBy(
              () -> reader.recvMessage(1, 0, Flags.NONE, Deadline.after(Duration.ofMillis(20))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("recvmsg");
      assertThatThrownBy(() -> reader.recvMessage(1, 0, Flags.DONTWAIT, Deadline.NEVER))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("EAGAIN");
      reader.timeout(Duration.ofMillis(20));
      assertThatThrownBy(() -> reader.recvMessage(1)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /**
   * Others have filled the queue of a receiver that this sender is not connected to: nothing in the
   * kernel tells it when there is room again.
   */
  @ParameterizedTest
  @EnumSource(Threads.class)
  void fullQueueOfAUnixReceiverIsWaitedFor(Threads kind) throws Exception {
    try (Socket receiver = Loopback.UNIX_DATAGRAM.bound();
        Socket other = Loopback.UNIX_DATAGRAM.client(receiver.localAddress());
        Socket sender = Loopback.UNIX_DATAGRAM.bound()) {
      Misbehaviour.stall(other);
      Message message = Message.of(ascii("x")).to(receiver.localAddress());
      assertThatThrownBy(() -> sender.sendMessage(message, Flags.DONTWAIT, Deadline.NEVER))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("EAGAIN");
      assertThatThrownBy(
              () -> sender.sendMessage(message, Flags.NONE, Deadline.after(Duration.ofMillis(30))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("timed out");
      Running<Long> waiting = Running.parked(kind, () -> sender.sendMessage(message));
      receiver.recv(1);
      assertThat(waiting.end().returned()).isEqualTo(1);
      Running<Long> interrupted = Running.parked(kind, () -> sender.sendMessage(message));
      interrupted.thread().interrupt();
      assertThat(interrupted.end().failure()).isInstanceOf(InterruptedIOException.class);
    }
  }

  @Test
  void badMemoryIsNamedBeforeTheCall() throws Exception {
    try (SocketPair pair = Loopback.UDP.pair()) {
      MemorySegment good = MemorySegment.ofArray(new byte[1]);
      Arena arena = Arena.ofShared();
      MemorySegment closed = arena.allocate(8);
      arena.close();
      assertThatThrownBy(() -> pair.first().sendMessage(Message.of(good, closed)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("part 1")
          .hasMessageContaining("closed");
      assertThatThrownBy(() -> recv(pair.second(), good, closed))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("part 1");
      assertThatThrownBy(() -> recv(pair.second(), good.asReadOnly()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("part 0")
          .hasMessageContaining("read-only");
      try (Arena confined = Arena.ofConfined()) {
        MemorySegment others = confined.allocate(8);
        Ended<?> ended =
            Running.start(Threads.PLATFORM, () -> pair.first().sendMessage(Message.of(others)))
                .end();
        assertThat(ended.failure()).isInstanceOf(WrongThreadException.class);
      }
      assertThatThrownBy(() -> pair.second().recv(1, Flags.DONTWAIT))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static ReceivedMessage recv(Socket socket, MemorySegment... buffers) throws IOException {
    return socket.recvMessage(List.of(buffers), 0, Flags.NONE, Deadline.NOW);
  }

  @Test
  void badArgumentsAreNamedBeforeTheCall() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Socket socket = pair.first();
      assertThatThrownBy(() -> socket.recvMessage(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("count -1 is negative");
      assertThatThrownBy(() -> socket.recvMessage(1, -2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("ancillaryBytes -2 is negative");
      assertThatThrownBy(() -> socket.sendMessage(Message.of(new byte[1]).to(Unix.of("/x"))))
          .isInstanceOf(UnsupportedAddressTypeException.class);
      assertThatThrownBy(() -> socket.sendMessage(Message.of(new byte[1]).with(new DropCount(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("DropCount[messages=1]");
      assertThatThrownBy(() -> Message.of((byte[]) null)).isInstanceOf(NullPointerException.class);
      Flags zeroCopy = new Flags(0x4000000);
      assertThatThrownBy(() -> socket.sendMessage(Message.of(new byte[1]), zeroCopy, Deadline.NOW))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("MSG_ZEROCOPY");
    }
  }

  @NeedsLinux("ancillary data")
  @Test
  void ancillaryThatTheKernelRefusesIsItsError() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Message noHops = Message.of(new byte[1]).with(new Ttl(0));
      assertThatThrownBy(() -> pair.first().sendMessage(noHops))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("EINVAL");
      RawAncillary much = RawAncillary.of(0, 2, new byte[10 << 20]);
      assertThatThrownBy(() -> pair.first().sendMessage(Message.of(new byte[1]).with(much)))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("ENOBUFS");
    }
  }

  @Test
  void closedSocket() throws IOException {
    Socket socket = Socket.open();
    socket.close();
    assertThatThrownBy(() -> socket.sendMessage(Message.of(new byte[1])))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> socket.recvMessage(1))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("closed");
  }
}
