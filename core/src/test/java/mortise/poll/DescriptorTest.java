package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import mortise.poll.Descriptor.Direction;
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

/** A descriptor over the one end of a UNIX pair; its peer is used by bare calls. */
final class DescriptorTest {
  private static final MemorySegment NONE = MemorySegment.NULL;

  private final int[] numbers = pair();
  private final Descriptor descriptor = new Descriptor(numbers[0]);

  private static int[] pair() {
    int[] numbers = new int[2];
    int type = SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;
    assertThat(SysSocket.socketpair(SysSocket.AF_UNIX, type, 0, numbers)).isZero();
    return numbers;
  }

  @AfterEach
  void closeBoth() {
    descriptor.close();
    Unistd.close(numbers[1]);
  }

  private long receive(long waitLimit) {
    MemorySegment room = MemorySegment.ofArray(new byte[9]);
    return descriptor.call(Direction.READ, SysSocket::recv, room, 0, waitLimit);
  }

  private void feed() {
    assertThat(SysSocket.send(numbers[1], MemorySegment.ofArray(new byte[3]), 0)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void callParksUntilReady(Threads threads) throws Exception {
    Ended<Long> ended = Parked.then(threads, () -> receive(WaitLimit.FOREVER), this::feed);
    assertThat(ended.returned()).isEqualTo(3);
  }

  @Test
  void edgeBetweenCallAndWaitIsNotLost() {
    AtomicInteger tries = new AtomicInteger();
    Attempt attempt =
        (fd, memory, flags) -> {
          if (tries.incrementAndGet() == 5) {
            return 7;
          }
          descriptor.signal(true, false);
          return -SysErrno.EAGAIN;
        };
    assertThat(descriptor.call(Direction.READ, attempt, NONE, 0, WaitLimit.FOREVER)).isEqualTo(7);
  }

  @Test
  void edgeBetweenCheckAndWaitOfConnectIsNotLost() {
    AtomicInteger asked = new AtomicInteger();
    Attempt begin =
        (fd, memory, flags) -> {
          descriptor.signal(false, true);
          return -SysErrno.EINPROGRESS;
        };
    Attempt done =
        (fd, memory, flags) -> {
          descriptor.signal(false, true);
          return asked.incrementAndGet() < 5 ? -SysErrno.EALREADY : 0;
        };
    assertThat(descriptor.connect(begin, done, NONE, WaitLimit.FOREVER)).isZero();
  }

  @Test
  void callWithoutWaitReturnsEagain() {
    assertThat(receive(WaitLimit.NONE)).isEqualTo(-SysErrno.EAGAIN);
  }

  @Test
  void callTimesOutAtItsWaitLimit() {
    assertThat(receive(WaitLimit.of(5_000_000))).isEqualTo(Outcome.TIMED_OUT);
    assertThat(receive(WaitLimit.until(System.nanoTime() - 1))).isEqualTo(Outcome.TIMED_OUT);
  }

  @Test
  void expiredWaitLimitStillReturnsAvailableBytes() {
    feed();
    assertThat(receive(WaitLimit.until(System.nanoTime() - 1))).isEqualTo(3);
  }

  @Test
  void eintrIsRetried() {
    AtomicInteger tries = new AtomicInteger();
    Attempt attempt = (fd, memory, flags) -> tries.incrementAndGet() < 4 ? -SysErrno.EINTR : 7;
    assertThat(descriptor.call(attempt, NONE, 0)).isEqualTo(7);
    assertThat(descriptor.call(Direction.WRITE, attempt, NONE, 0, WaitLimit.NONE)).isEqualTo(7);
    assertThat(tries).hasValue(5);
  }

  @Test
  void otherErrnosAreReturnedUnchanged() {
    for (int errno : new int[] {SysErrno.ECONNRESET, SysErrno.EINVAL, 4095}) {
      Attempt attempt = (fd, memory, flags) -> -errno;
      assertThat(descriptor.call(Direction.READ, attempt, NONE, 0, WaitLimit.FOREVER))
          .isEqualTo(-errno);
    }
  }

  @Test
  void attemptGetsNumberMemoryAndFlags() {
    MemorySegment memory = MemorySegment.ofArray(new byte[1]);
    Attempt attempt =
        (fd, seen, flags) -> fd == numbers[0] && seen == memory && flags == 5 ? 1 : -1;
    assertThat(descriptor.call(attempt, memory, 5)).isOne();
    assertThat(descriptor.call(Direction.READ, attempt, memory, 5, WaitLimit.NONE)).isOne();
    assertThat(descriptor.retry(attempt, memory, 5, WaitLimit.NONE)).isOne();
  }

  @Test
  void attemptThatThrowsLeaves() throws Exception {
    Attempt attempt =
        (fd, memory, flags) -> {
          throw new IllegalStateException();
        };
    for (int i = 0; i < 3; i++) {
      try {
        descriptor.call(Direction.READ, attempt, NONE, 0, WaitLimit.FOREVER);
      } catch (IllegalStateException e) {
        // What counts is that the call is no longer under way.
      }
    }
    descriptor.close();
    untilEndOfStream();
  }

  @Test
  void closeDoesNotWaitAndLastCallReleasesNumber() throws Exception {
    AtomicBoolean inside = new AtomicBoolean();
    AtomicBoolean go = new AtomicBoolean();
    Attempt attempt =
        (fd, memory, flags) -> {
          inside.set(true);
          while (!go.get()) {
            Thread.onSpinWait();
          }
          // The kernel still knows the number as ours.
          return SysSocket.send(fd, MemorySegment.ofArray(new byte[2]), 0);
        };
    Running<Long> call = Running.start(Threads.PLATFORM, () -> descriptor.call(attempt, NONE, 0));
    Until.holds(inside::get);
    descriptor.close();
    assertThat(descriptor.isOpen()).isFalse();
    assertThat(isEndOfStream()).as("closed in the kernel").isFalse();
    go.set(true);
    assertThat(call.end().returned()).isEqualTo(2);
    assertThat(SysSocket.recv(numbers[1], MemorySegment.ofArray(new byte[9]), 0)).isEqualTo(2);
    untilEndOfStream();
  }

  /** Whether the peer sees that the descriptor is closed in the kernel. */
  private boolean isEndOfStream() {
    return SysSocket.recv(numbers[1], MemorySegment.ofArray(new byte[9]), 0) == 0;
  }

  /**
   * Waits until the peer sees it. A process that another test starts has a copy of all descriptors
   * for the moment between fork and exec, so that a close may show a little later.
   */
  private void untilEndOfStream() throws Exception {
    Until.holds(this::isEndOfStream);
  }

  @Test
  void closedDescriptorMakesNoCalls() {
    descriptor.close();
    Attempt attempt =
        (fd, memory, flags) -> {
          throw new AssertionError("called");
        };
    assertThat(descriptor.call(attempt, NONE, 0)).isEqualTo(Outcome.CLOSED);
    assertThat(descriptor.call(Direction.READ, attempt, NONE, 0, WaitLimit.NONE))
        .isEqualTo(Outcome.CLOSED);
    assertThat(descriptor.retry(attempt, NONE, 0, WaitLimit.FOREVER)).isEqualTo(Outcome.CLOSED);
    assertThat(descriptor.connect(attempt, attempt, NONE, WaitLimit.FOREVER))
        .isEqualTo(Outcome.CLOSED);
    assertThat(descriptor.detach()).isEqualTo(-1);
  }

  @Test
  void detachWakesTheCallsAndLeavesTheNumberOpen() throws Exception {
    Running<Long> reader = Running.parked(Threads.VIRTUAL, () -> receive(WaitLimit.FOREVER));
    int number = descriptor.detach();
    assertThat(number).isEqualTo(numbers[0]);
    assertThat(reader.end().returned()).isEqualTo(Outcome.CLOSED);
    assertThat(descriptor.detach()).isEqualTo(-1);
    descriptor.close();
    assertThat(isEndOfStream()).as("closed").isFalse();
    // It can be watched anew: the poller has forgotten it.
    Descriptor again = new Descriptor(number);
    MemorySegment room = MemorySegment.ofArray(new byte[9]);
    Ended<Long> ended =
        Parked.then(
            () -> again.call(Direction.READ, SysSocket::recv, room, 0, WaitLimit.FOREVER),
            this::feed);
    assertThat(ended.returned()).isEqualTo(3);
    again.close();
    untilEndOfStream();
  }

  /** With the flag set a park returns at once, so that a loop of parks spins. */
  @Test
  void detachOfAnInterruptedThreadParksUntilTheLastCallHasLeft() throws Exception {
    for (Threads kind : Threads.values()) {
      int fd = Unistd.dup(numbers[0]);
      Descriptor shared = new Descriptor(fd);
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      Attempt slow =
          (number, memory, flags) -> {
            entered.countDown();
            return awaited(leave);
          };
      Running<Long> call = Running.start(Threads.PLATFORM, () -> shared.call(slow, NONE, 0));
      entered.await();
      Running<Integer> detach =
          Running.start(
              kind,
              () -> {
                Thread.currentThread().interrupt();
                return shared.detach();
              });
      detach.untilParked();
      leave.countDown();
      Ended<Integer> ended = detach.end();
      assertThat(ended.returned()).isEqualTo(fd);
      assertThat(ended.interrupted()).isTrue();
      assertThat(call.end().returned()).isEqualTo(7);
      Unistd.close(fd);
    }
  }

  private static long awaited(CountDownLatch latch) {
    try {
      latch.await();
      return 7;
    } catch (InterruptedException e) {
      return -SysErrno.EINTR;
    }
  }

  /** What is reported without end must not be taken for readiness: the error queue, for one. */
  @Test
  void shortPollIgnoresPersistentErrors() throws Exception {
    int[] pipe = new int[2];
    Unistd.pipe2(pipe, 0);
    // poll(2) reports POLLERR for the end of a pipe that is written to once no reader is left.
    Unistd.close(pipe[0]);
    assertThat(new ShortPoll(pipe[1], false).await()).isFalse();
    Unistd.close(pipe[1]);
  }

  @Test
  void connectAsksUntilItIsDone() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Attempt begin = (fd, memory, flags) -> -SysErrno.EINPROGRESS;
    Attempt done = (fd, memory, flags) -> asked.incrementAndGet() < 3 ? -SysErrno.EALREADY : 0;
    Running<Long> connect =
        Running.start(
            Threads.VIRTUAL, () -> descriptor.connect(begin, done, NONE, WaitLimit.FOREVER));
    Until.holds(() -> {
      descriptor.signal(false, true);
      return connect.hasEnded();
    });
    assertThat(connect.end().returned()).isZero();
    assertThat(asked).hasValue(3);
  }

  @Test
  void connectWithoutWaitReturnsEinprogress() {
    Attempt begin = (fd, memory, flags) -> -SysErrno.EINPROGRESS;
    assertThat(descriptor.connect(begin, begin, NONE, WaitLimit.NONE))
        .isEqualTo(-SysErrno.EINPROGRESS);
  }

  @Test
  void retryNeedsNoEvent() {
    AtomicInteger tries = new AtomicInteger();
    Attempt attempt = (fd, memory, flags) -> tries.incrementAndGet() < 6 ? -SysErrno.EAGAIN : 9;
    assertThat(descriptor.retry(attempt, NONE, 0, WaitLimit.FOREVER)).isEqualTo(9);
    Attempt never = (fd, memory, flags) -> -SysErrno.EAGAIN;
    assertThat(descriptor.retry(never, NONE, 0, WaitLimit.NONE)).isEqualTo(-SysErrno.EAGAIN);
    assertThat(descriptor.retry(never, NONE, 0, WaitLimit.of(5_000_000)))
        .isEqualTo(Outcome.TIMED_OUT);
  }

  /** Each byte is for one of the readers, whoever it is, and none is left lying. */
  @ParameterizedTest
  @EnumSource
  void severalReadersShareReceivedBytes(Threads threads) throws Exception {
    AtomicLong received = new AtomicLong();
    List<Running<Long>> readers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      readers.add(Running.start(threads, () -> readAll(received)));
    }
    long sent = 0;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long end = System.nanoTime() + 500_000_000;
    while (System.nanoTime() < end) {
      MemorySegment bytes = MemorySegment.ofArray(new byte[random.nextInt(1, 40)]);
      long took = SysSocket.send(numbers[1], bytes, 0);
      sent += Math.max(0, took);
      for (int i = random.nextInt(8); i > 4; i--) {
        Thread.yield();
      }
    }
    long all = sent;
    Until.holds(() -> received.get() == all);
    descriptor.close();
    for (Running<Long> reader : readers) {
      assertThat(reader.end().returned()).isEqualTo(Outcome.CLOSED);
    }
    assertThat(received).hasValue(sent);
  }

  private long readAll(AtomicLong received) {
    while (true) {
      long result = receive(WaitLimit.FOREVER);
      if (result < 0) {
        return result;
      }
      received.getAndAdd(result);
    }
  }

  /** Deadline, news, interrupt and close at about the same moment: one of them ends the call. */
  @ParameterizedTest
  @EnumSource
  void racesEndEveryCallOnce(Threads threads) throws Exception {
    long end = System.nanoTime() + 700_000_000;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (System.nanoTime() < end) {
      int[] ends = pair();
      Descriptor racing = new Descriptor(ends[0]);
      List<Running<Long>> calls = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        long waitLimit = WaitLimit.of(random.nextInt(1, 300_000));
        MemorySegment room = MemorySegment.ofArray(new byte[1]);
        calls.add(
            Running.start(
                threads, () -> racing.call(Direction.READ, SysSocket::recv, room, 0, waitLimit)));
      }
      SysSocket.send(ends[1], MemorySegment.ofArray(new byte[1]), 0);
      calls.get(0).thread().interrupt();
      for (int i = random.nextInt(2000); i > 0; i--) {
        Thread.onSpinWait();
      }
      racing.close();
      int gotIt = 0;
      for (Running<Long> call : calls) {
        long outcome = call.end().returned();
        assertThat(outcome).isIn(1L, Outcome.CLOSED, Outcome.TIMED_OUT, Outcome.INTERRUPTED);
        gotIt += outcome == 1 ? 1 : 0;
      }
      assertThat(gotIt).isLessThanOrEqualTo(1);
      MemorySegment room = MemorySegment.ofArray(new byte[1]);
      Until.holds(() -> {
        long told = SysSocket.recv(ends[1], room, 0);
        return told == 0 || told == -SysErrno.ECONNRESET;
      });
      Unistd.close(ends[1]);
    }
  }
}
