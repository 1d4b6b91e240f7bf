package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.sys.Fcntl;
import mortise.sys.Unistd;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Isolated;

/** What serves many sockets at once goes on, or hands them over, whatever fails in it. */
@EnabledIf("isGranted")
@Isolated("the shared poller is everybody's")
final class PollerFailureTest {
  static boolean isGranted() {
    return EventLoop.isGranted();
  }

  private static Object field(Object of, Class<?> type, String name) throws Exception {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  /** Has epoll_wait fail: another file takes the number of the set. */
  private static void spoil(EpollSet set) throws Exception {
    int[] pipe = new int[2];
    assertThat(Unistd.pipe2(pipe, Fcntl.O_CLOEXEC)).isZero();
    int number = ((Descriptor) field(set, EpollSet.class, "epoll")).number();
    assertThat(Unistd.dup2(pipe[0], number)).isEqualTo(number);
    Unistd.close(pipe[0]);
    Unistd.close(pipe[1]);
  }

  @Test
  void loopThatCannotWaitMovesItsSockets() throws Exception {
    EventLoop loop = EventLoop.open("spoilt");
    try (SocketPair pair = Loopback.TCP4.pair()) {
      CompletableFuture<byte[]> received = new CompletableFuture<>();
      Thread reader = loop.start(() -> complete(received, pair.first()));
      Parked.then(reader, () -> spoil((EpollSet) loop.poller()));
      // It sleeps in the old set, which its eventfd still wakes.
      CountDownLatch woken = new CountDownLatch(1);
      loop.start(woken::countDown);
      woken.await();
      Until.holds(() -> platformThreads("spoilt-") == 0);
      pair.second().send(new byte[] {1, 2});
      assertThat(received.get()).containsExactly(1, 2);
      // What is started on it now runs too.
      CountDownLatch later = new CountDownLatch(1);
      loop.start(later::countDown);
      later.await();
    } finally {
      loop.close();
    }
  }

  private static void complete(CompletableFuture<byte[]> received, Socket from) {
    try {
      received.complete(from.recv(10));
    } catch (Throwable t) {
      received.completeExceptionally(t);
    }
  }

  private static long platformThreads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .count();
  }

  @Test
  void sharedPollerThatCannotWaitIsReplaced() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair();
        SocketPair other = Loopback.TCP4.pair()) {
      Running<byte[]> reader = Running.parked(Threads.PLATFORM, () -> pair.first().recv(10));
      EpollSet before = (EpollSet) EpollPoller.shared();
      spoil(before);
      before.wake();
      Until.holds(() -> EpollPoller.shared() != before);
      pair.second().send(new byte[] {7});
      assertThat(reader.end().returned()).containsExactly(7);
      Running<byte[]> later = Running.parked(Threads.VIRTUAL, () -> other.first().recv(10));
      other.second().send(new byte[] {8});
      assertThat(later.end().returned()).containsExactly(8);
    }
  }

  @Test
  @NeedsLinux("the poller of virtual threads")
  void pollerOfVirtualThreadsThatCannotPollIsReplaced() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      int number = pair.first().fileno();
      Running<byte[]> reader = Running.parked(Threads.VIRTUAL, () -> pair.first().recv(10));
      EpollSet before = (EpollSet) VirtualPoller.of(number);
      spoil(before);
      // As an event would, which the set that is gone has none of.
      ((Descriptor) field(before, EpollSet.class, "epoll")).signal(true, false);
      Until.holds(() -> VirtualPoller.of(number) != before);
      pair.second().send(new byte[] {7});
      assertThat(reader.end().returned()).containsExactly(7);
    }
  }

  /** The first of those that wait cannot be woken, as where the stack is at its end. */
  @Test
  void waiterThatCannotBeWokenDoesNotKeepTheOthersFromTheNextSignal() throws Exception {
    Readiness readiness = new Readiness();
    int seen = readiness.count();
    AtomicBoolean refuses = new AtomicBoolean();
    Executor refusing =
        task -> {
          if (refuses.get()) {
            throw new IllegalStateException("the test's scheduler");
          }
          Thread.ofPlatform().start(task);
        };
    Running<Long> patient =
        Running.parked(Threads.PLATFORM, () -> readiness.await(seen, WaitLimit.FOREVER));
    // The last one that joins is woken first.
    Thread first =
        Scheduler.factory(refusing).newThread(() -> readiness.await(seen, WaitLimit.FOREVER));
    first.start();
    Until.holds(() -> Parked.isParked(first));
    refuses.set(true);
    assertThatThrownBy(readiness::signal).hasMessageContaining("the test's scheduler");
    assertThat(patient.hasEnded()).isFalse();
    refuses.set(false);
    readiness.signal();
    assertThat(patient.end().returned()).isZero();
  }

  @Test
  void failedDeregistrationStillReleasesNumber() throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Descriptor descriptor = new Descriptor(pair.first().detach());
      assertThat(descriptor.call((fd, m, f) -> 0, MemorySegment.NULL, 0)).isZero();
      descriptor.add(_ -> {
        throw new OutOfMemoryError("the test's");
      });
      assertThatThrownBy(descriptor::close).isInstanceOf(OutOfMemoryError.class);
      assertThat(pair.second().recv(1)).as("the end").isEmpty();
    }
  }
}
