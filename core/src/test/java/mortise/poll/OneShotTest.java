package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import mortise.poll.Descriptor.Direction;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.sys.Unistd;
import mortise.testing.Ended;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors through which much passes: the two ends of a UNIX pair. */
final class OneShotTest {
  private static final long ENOUGH = 32 << 20;

  private final int[] numbers = pair();
  private final Descriptor one = new Descriptor(numbers[0]);
  private final Descriptor other = new Descriptor(numbers[1]);

  OneShotTest() {
    one.oneShot();
    other.oneShot();
  }

  private static int[] pair() {
    int[] numbers = new int[2];
    int type = SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;
    assertThat(SysSocket.socketpair(SysSocket.AF_UNIX, type, 0, numbers)).isZero();
    return numbers;
  }

  @AfterEach
  void closeBoth() {
    one.close();
    other.close();
  }

  private static long receive(Descriptor from, int room) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[room]);
    return from.call(Direction.READ, SysSocket::recv, bytes, 0, WaitLimit.FOREVER);
  }

  private static long send(Descriptor to, int count) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[count]);
    return to.call(
        Direction.WRITE, SysSocket::send, bytes, SysSocket.MSG_NOSIGNAL, WaitLimit.FOREVER);
  }

  private static void fill(Descriptor to) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[1 << 16]);
    while (to.call(SysSocket::send, bytes, 0) >= 0) {
      // Until it takes no more.
    }
  }

  @ParameterizedTest
  @EnumSource
  void waitsForEachEvent(Threads threads) throws Exception {
    for (int i = 0; i < 3; i++) {
      Ended<Long> ended = Parked.then(threads, () -> receive(one, 9), () -> send(other, 3));
      assertThat(ended.returned()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventOfOneDirectionKeepsWaitOfOther(Threads threads) throws Exception {
    fill(one);
    Running<Long> writer = Running.parked(threads, () -> send(one, 1));
    Running<Long> reader = Running.parked(threads, () -> receive(one, 9));
    send(other, 3);
    assertThat(reader.end().returned()).isEqualTo(3);
    Parked.then(
        writer.thread(),
        () -> {
          while (Parked.isParked(writer.thread())) {
            receive(other, 1 << 20);
          }
        });
    assertThat(writer.end().returned()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesParkedReader(Threads threads) throws Exception {
    Ended<Long> ended = Parked.then(threads, () -> receive(one, 9), one::close);
    assertThat(ended.returned()).isEqualTo(Outcome.CLOSED);
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheWait(Threads threads) throws Exception {
    Running<Long> reader = Running.parked(threads, () -> receive(one, 9));
    reader.thread().interrupt();
    assertThat(reader.end().returned()).isEqualTo(Outcome.INTERRUPTED);
  }

  @ParameterizedTest
  @EnumSource
  void endOfStreamWakesParkedReader(Threads threads) throws Exception {
    Ended<Long> ended = Parked.then(threads, () -> receive(one, 9), other::close);
    assertThat(ended.returned()).isZero();
  }

  /** A lost wake-up would stop one of the four for ever. */
  @ParameterizedTest
  @EnumSource
  void bulkTransferInBothDirectionsLosesNothing(Threads threads) throws Exception {
    Running<Long> there = Running.start(threads, () -> sendMuch(one));
    Running<Long> back = Running.start(threads, () -> sendMuch(other));
    Running<Long> arrived = Running.start(threads, () -> receiveMuch(other));
    assertThat(receiveMuch(one)).isEqualTo(ENOUGH);
    assertThat(arrived.end().returned()).isEqualTo(ENOUGH);
    assertThat(there.end().returned()).isEqualTo(ENOUGH);
    assertThat(back.end().returned()).isEqualTo(ENOUGH);
  }

  private static long sendMuch(Descriptor to) {
    long sent = 0;
    for (int size = 1; sent < ENOUGH; size = 1 + (size * 31 + 7) % 90_000) {
      sent += send(to, (int) Math.min(size, ENOUGH - sent));
    }
    return sent;
  }

  private static long receiveMuch(Descriptor from) {
    long received = 0;
    for (int size = 1; received < ENOUGH; size = 1 + (size * 37 + 11) % 120_000) {
      received += receive(from, size);
    }
    return received;
  }

  /** Nobody reads the end of the peer, so it would be told again for each question. */
  @Test
  void persistentConditionIsReportedOnce() throws Exception {
    int[] pipe = new int[2];
    assertThat(Unistd.pipe2(pipe, Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC)).isZero();
    Descriptor reader = new Descriptor(pipe[0]);
    try {
      reader.oneShot();
      Attempt never = (fd, memory, flags) -> -SysErrno.EAGAIN;
      Unistd.close(pipe[1]);
      Running<Long> waits =
          Running.parked(
              Threads.VIRTUAL,
              () -> reader.call(Direction.READ, never, MemorySegment.NULL, 0, WaitLimit.FOREVER));
      Until.holds(() -> !reader.isOneShot());
      reader.close();
      assertThat(waits.end().returned()).isEqualTo(Outcome.CLOSED);
    } finally {
      reader.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyPlatformThreadThatReceivesMuchPollsOneShot(Threads threads) throws Exception {
    int[] pair = pair();
    Descriptor receiver = new Descriptor(pair[0]);
    Descriptor sender = new Descriptor(pair[1]);
    try {
      assertThat(send(sender, 1 << 14)).isEqualTo(1 << 14);
      assertThat(receiveArray(threads, receiver)).isEqualTo(1 << 14);
      assertThat(receiver.isOneShot()).isFalse();
      assertThat(send(sender, 1 << 16)).isEqualTo(1 << 16);
      assertThat(receiveArray(threads, receiver)).isEqualTo(1 << 16);
      assertThat(receiver.isOneShot()).isEqualTo(threads == Threads.PLATFORM);
    } finally {
      receiver.close();
      sender.close();
    }
  }

  private static long receiveArray(Threads threads, Descriptor from) throws Exception {
    byte[] room = new byte[1 << 17];
    return Running.start(threads, () -> from.recv(room, 0, room.length, WaitLimit.FOREVER))
        .end()
        .returned();
  }
}
