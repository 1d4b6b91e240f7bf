package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.net.Poll.Ready;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PollTest {
  private Poll poll;
  private SocketPair pair;
  private Socket ours;
  private Socket theirs;

  @BeforeEach
  void open() throws IOException {
    poll = Poll.open();
    pair = Loopback.UNIX_STREAM.pair();
    ours = pair.first();
    theirs = pair.second();
  }

  @AfterEach
  void close() {
    poll.close();
    pair.close();
  }

  /** The release of a descriptor may run within the call that removes it. */
  @Test
  void socketIsRemovedWhileAnotherThreadClosesIt() throws Exception {
    for (int i = 0; i < 300; i++) {
      try (SocketPair other = Loopback.UNIX_STREAM.pair()) {
        Socket ending = other.first();
        poll.add(ending, Events.IN);
        CountDownLatch both = new CountDownLatch(2);
        Running<Void> closing =
            Running.start(
                Threads.PLATFORM,
                () -> {
                  both.countDown();
                  both.await();
                  ending.close();
                  return null;
                });
        both.countDown();
        both.await();
        poll.remove(ending);
        closing.end();
      }
    }
  }

  /** The kernel goes on to report its number, which stays open until the call has left. */
  @ParameterizedTest
  @EnumSource(value = Threads.class)
  void socketThatEndsDuringACallLeavesThePollAtOnce(Threads kind) throws Exception {
    for (boolean detach : new boolean[] {false, true}) {
      try (SocketPair other = Loopback.UNIX_STREAM.pair();
          SocketPair third = Loopback.UNIX_STREAM.pair()) {
        Socket ending = other.first();
        other.second().send(new byte[1]);
        poll.add(ending, Events.IN);
        poll.add(third.first(), Events.IN);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Running<Long> call =
            Running.start(
                Threads.PLATFORM,
                () ->
                    ending.tryWriting(
                        "slow",
                        _ -> {
                          entered.countDown();
                          return awaited(leave);
                        },
                        Deadline.NEVER));
        entered.await();
        Running<Integer> end = Running.start(Threads.PLATFORM, () -> end(ending, detach));
        Until.holds(() -> !ending.isOpen());
        assertThat(poll.await(Deadline.after(Duration.ofMillis(1)))).isEmpty();
        Running<List<Ready>> waiting = Running.parked(kind, () -> poll.await());
        third.second().send(new byte[1]);
        assertThat(waiting.end().returned()).containsExactly(new Ready(third.first(), Events.IN));
        leave.countDown();
        call.end();
        int number = end.end().returned();
        if (detach) {
          Socket.ofDescriptor(number).close();
        }
        poll.remove(third.first());
      }
    }
  }

  private static int end(Socket socket, boolean detach) {
    if (detach) {
      return socket.detach();
    }
    socket.close();
    return -1;
  }

  private static long awaited(CountDownLatch latch) {
    try {
      latch.await();
      return 1;
    } catch (InterruptedException e) {
      return -1;
    }
  }

  @Test
  void readinessIsToldAsLongAsItLasts() throws IOException {
    poll.add(ours, Events.IN);
    assertThat(poll.await(Deadline.NOW)).isEmpty();
    theirs.send("news".getBytes());
    assertThat(poll.await()).containsExactly(new Ready(ours, Events.IN));
    ours.recv(2);
    assertThat(poll.await()).containsExactly(new Ready(ours, Events.IN));
    ours.recv(2);
    assertThat(poll.await(Deadline.NOW)).isEmpty();
  }

  @NeedsLinux("POLLRDHUP")
  @Test
  void eachEventHasItsName() throws Exception {
    poll.add(ours, Events.IN.or(Events.OUT).or(Events.RDHUP));
    assertThat(events()).isEqualTo(Events.OUT);
    Misbehaviour.halfClose(theirs);
    assertThat(events()).hasToString("IN|OUT|RDHUP");
    theirs.close();
    assertThat(events()).hasToString("IN|OUT|RDHUP|HUP");
    try (SocketPair tcp = Loopback.TCP4.pair()) {
      poll.remove(ours);
      poll.add(tcp.first(), Events.PRI);
      tcp.second().send(new byte[1], Flags.OOB);
      assertThat(events()).isEqualTo(Events.PRI);
      Misbehaviour.reset(tcp.second());
      poll.add(tcp.first(), Events.RDHUP);
      assertThat(poll.await()).hasSize(1);
      tcp.first().awaitReadable(Deadline.NEVER);
      assertThat(events().hasAny(Events.ERR.or(Events.HUP))).isTrue();
    }
  }

  private Events events() throws IOException {
    return poll.await().getFirst().events();
  }

  @ParameterizedTest
  @EnumSource
  void newsWakeWhoWaits(Threads kind) throws Exception {
    poll.add(ours, Events.IN);
    assertThat(Parked.then(kind, poll::await, () -> theirs.send(new byte[1])).returned())
        .containsExactly(new Ready(ours, Events.IN));
  }

  @ParameterizedTest
  @EnumSource
  void readySocketThatIsAddedWakesWhoWaits(Threads kind) throws Exception {
    theirs.send(new byte[1]);
    assertThat(Parked.then(kind, poll::await, () -> poll.add(ours, Events.IN)).returned())
        .containsExactly(new Ready(ours, Events.IN));
  }

  @ParameterizedTest
  @EnumSource
  void otherInterestWakesWhoWaits(Threads kind) throws Exception {
    poll.add(ours, Events.IN);
    assertThat(Parked.then(kind, poll::await, () -> poll.add(ours, Events.OUT)).returned())
        .containsExactly(new Ready(ours, Events.OUT));
    poll.add(ours, Events.IN);
    assertThat(poll.await(Deadline.NOW)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void socketThatIsRemovedIsToldNoMore(Threads kind) throws Exception {
    poll.add(ours, Events.IN);
    try (SocketPair other = Loopback.UNIX_STREAM.pair()) {
      poll.add(other.first(), Events.IN);
      Running<List<Ready>> waiting = Running.parked(kind, poll::await);
      poll.remove(ours);
      poll.remove(ours);
      theirs.send(new byte[1]);
      other.second().send(new byte[1]);
      assertThat(waiting.end().returned()).containsExactly(new Ready(other.first(), Events.IN));
    }
    assertThat(ours.recv(1)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesWhoWaits(Threads kind) throws Exception {
    poll.add(ours, Events.IN);
    assertThat(Parked.then(kind, poll::await, poll::close).failure())
        .isInstanceOf(SocketException.class);
    assertThatThrownBy(poll::await).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> poll.add(theirs, Events.IN)).isInstanceOf(SocketException.class);
    poll.remove(ours);
    poll.close();
    theirs.send(new byte[1]);
    assertThat(ours.recv(1)).as("the sockets stay open").hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheWaitAndThePollStaysUsable(Threads kind) throws Exception {
    poll.add(ours, Events.IN);
    Running<List<Ready>> waiting = Running.parked(kind, poll::await);
    waiting.thread().interrupt();
    assertThat(waiting.end().failure())
        .isInstanceOf(InterruptedIOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    assertThat(waiting.end().interrupted()).isTrue();
    theirs.send(new byte[1]);
    assertThat(poll.await()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsToldWhenTheDeadlineHasPassed(Threads kind) throws Exception {
    poll.add(ours, Events.IN);
    Duration time = Duration.ofMillis(60);
    long begin = System.nanoTime();
    assertThat(Running.start(kind, () -> poll.await(Deadline.after(time))).end().returned())
        .isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(time);
  }

  @Test
  void emptyPollWaitsToo() throws IOException {
    assertThat(poll.await(Deadline.after(Duration.ofMillis(5)))).isEmpty();
  }

  @Test
  void closedSocketLeavesByItself() throws IOException {
    poll.add(ours, Events.IN);
    theirs.send(new byte[1]);
    ours.close();
    assertThat(poll.await(Deadline.after(Duration.ofMillis(20)))).isEmpty();
    poll.remove(ours);
    assertThatThrownBy(() -> poll.add(ours, Events.IN)).isInstanceOf(SocketException.class);
  }

  /** The kernel ends a watch with the last number of a socket, not with the one it was added by. */
  @Test
  void closedSocketLeavesThoughItsDupLivesOn() throws IOException {
    try (Socket dup = ours.dup()) {
      poll.add(ours, Events.IN);
      int number = ours.fileno();
      ours.close();
      theirs.send(new byte[1]);
      assertThat(poll.await(Deadline.after(Duration.ofMillis(20)))).isEmpty();
      try (SocketPair next = Socket.pair(Family.UNIX, Type.STREAM)) {
        assertThat(number).isGreaterThan(2);
        poll.add(next.first(), Events.IN);
        assertThat(poll.await(Deadline.after(Duration.ofMillis(20)))).isEmpty();
      }
      poll.add(dup, Events.IN);
      assertThat(poll.await()).containsExactly(new Ready(dup, Events.IN));
    }
  }

  @Test
  void detachedSocketLeavesByItself() throws IOException {
    poll.add(ours, Events.IN);
    theirs.send(new byte[1]);
    int number = ours.detach();
    try (Socket again = Socket.ofDescriptor(number)) {
      assertThat(poll.await(Deadline.after(Duration.ofMillis(20)))).isEmpty();
      poll.add(again, Events.IN);
      assertThat(poll.await()).containsExactly(new Ready(again, Events.IN));
    }
  }

  @Test
  void socketMayBeInSeveralPolls() throws IOException {
    try (Poll other = Poll.open()) {
      poll.add(ours, Events.IN);
      other.add(ours, Events.OUT);
      theirs.send(new byte[1]);
      assertThat(poll.await()).containsExactly(new Ready(ours, Events.IN));
      assertThat(other.await()).containsExactly(new Ready(ours, Events.OUT));
    }
    assertThat(poll.await()).hasSize(1);
  }

  /** One call tells of 256 at most; who is not told now is told next. */
  @Test
  void hundredsOfReadySocketsAreAllTold() throws IOException {
    List<SocketPair> pairs = new ArrayList<>();
    try {
      for (int i = 0; i < 600; i++) {
        SocketPair each = Socket.pair(Family.UNIX, Type.STREAM);
        pairs.add(each);
        poll.add(each.first(), Events.OUT);
      }
      Set<Socket> told = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        List<Ready> ready = poll.await();
        assertThat(ready).hasSizeLessThanOrEqualTo(256);
        ready.forEach(one -> told.add(one.socket()));
      }
      assertThat(told).hasSize(600);
    } finally {
      pairs.forEach(SocketPair::close);
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectThatIsDoneIsAnEvent(Threads kind) throws Exception {
    try (Socket listener = Loopback.TCP4.listener();
        Socket client = Loopback.TCP4.open().timeout(Duration.ZERO)) {
      client.connectEx(listener.localAddress());
      poll.add(client, Events.OUT);
      poll.add(listener, Events.IN);
      Set<Socket> told = new HashSet<>();
      while (told.size() < 2) {
        Running<List<Ready>> waiting = Running.start(kind, poll::await);
        waiting.end().returned().forEach(ready -> told.add(ready.socket()));
      }
      assertThat(client.option(Option.SO_ERROR)).isZero();
      listener.accept().close();
    }
  }

  /** Threads that take turns: none sleeps while there is something to do, none is told twice. */
  @NeedsLinux("UNIX datagrams")
  @ParameterizedTest
  @EnumSource
  void manyThreadsShareOnePoll(Threads kind) throws Exception {
    int messages = 2000;
    AtomicInteger received = new AtomicInteger();
    List<SocketPair> pairs = new ArrayList<>();
    List<Running<Void>> threads = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        pairs.add(Socket.pair(Family.UNIX, Type.DGRAM));
        poll.add(pairs.get(i).first(), Events.IN);
        threads.add(Running.start(kind, () -> receive(received)));
      }
      for (int i = 0; i < messages; i++) {
        pairs.get(i % pairs.size()).second().send(new byte[1]);
      }
      while (received.get() < messages) {
        Thread.sleep(1);
      }
      poll.close();
      for (Running<Void> thread : threads) {
        assertThat(thread.end().failure()).isInstanceOf(SocketException.class);
      }
      assertThat(received).hasValue(messages);
    } finally {
      pairs.forEach(SocketPair::close);
    }
  }

  private Void receive(AtomicInteger received) throws IOException {
    while (true) {
      for (Ready ready : poll.await()) {
        try {
          received.addAndGet(ready.socket().recv(1, Flags.DONTWAIT).length);
        } catch (SocketTimeoutException e) {
          // Another thread was told of the same message and was faster.
        } catch (SocketException e) {
          assertThat(ready.socket().isOpen()).as("closed after it was told of").isFalse();
        }
      }
    }
  }

  /** Sockets come and go while threads wait; nothing that was added is forgotten. */
  @ParameterizedTest
  @EnumSource
  void socketsComeAndGoWhileAThreadWaits(Threads kind) throws Exception {
    Running<Void> waiting = Running.start(kind, () -> receive(new AtomicInteger()));
    for (int i = 0; i < 90; i++) {
      try (SocketPair each = Socket.pair(Family.UNIX, Type.STREAM)) {
        poll.add(each.first(), Events.IN);
        each.second().send(new byte[1]);
        if (i % 3 == 0) {
          poll.remove(each.first());
        } else if (i % 3 == 1) {
          each.first().close();
        } else {
          each.second().shutdown(Shutdown.WR);
          while (each.first().recv(1, Flags.PEEK).length > 0) {
            assertThat(waiting.hasEnded()).isFalse();
          }
        }
      }
    }
    assertThat(waiting.hasEnded()).isFalse();
    poll.close();
    assertThat(waiting.end().failure()).isInstanceOf(SocketException.class);
  }
}
