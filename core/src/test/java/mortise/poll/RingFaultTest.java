package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.sys.SysErrno;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops whose kernel fails a call of their io_uring: every byte arrives, and nothing is left. */
@NeedsLinux("io_uring")
@Timeout(60)
final class RingFaultTest {
  private static final int PAIRS = 24;

  private final FaultyRingKernel kernel = new FaultyRingKernel();
  private final RingPolicy policy = new RingPolicy(kernel, RingPolicy.Mode.ALWAYS);
  private long takeovers;
  private final AtomicInteger starting = new AtomicInteger();
  private final AtomicInteger failedHandlers = new AtomicInteger();

  @BeforeAll
  static void needsRings() {
    Assumptions.assumeTrue(
        EventLoop.isGranted() && !RingPolicy.DEFAULT.isOff(), "loops with io_uring");
  }

  private void echo(Socket socket) {
    try (socket) {
      byte[] bytes = new byte[3000];
      for (int count; (count = socket.recv(bytes, 0, bytes.length)) > 0; ) {
        int half = count / 2;
        socket.sendAll(bytes, 0, half);
        socket.sendAll(bytes, half, count - half);
      }
    } catch (Throwable t) {
      failedHandlers.incrementAndGet();
    }
  }

  private static void converse(Socket client, RandomGenerator random, int rounds)
      throws IOException {
    Connection connection = Connection.of(client);
    for (int i = 0; i < rounds; i++) {
      byte[] bytes = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? 20_000 : 2000)];
      random.nextBytes(bytes);
      connection.write(bytes);
      byte[] back = connection.readExactly(bytes.length);
      assertThat(Arrays.mismatch(back, bytes)).as("of %s bytes", bytes.length).isEqualTo(-1);
    }
  }

  /** Connections whose server's end a loop with the faulty kernel has. */
  private final class Connections implements AutoCloseable {
    private final EventLoop loop = EventLoop.open("faulty", null, policy);
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<Thread> handlers = new ArrayList<>();

    Connections(int count) throws IOException {
      add(count);
    }

    void add(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        SocketPair pair = Loopback.TCP4.pair();
        clients.add(pair.first());
        assertThat(RingPermit.of(pair.second())).isNotNull();
        handlers.add(loop.start(() -> echo(pair.second())));
      }
    }

    /** Has every client send and compare. */
    void converseAll(RandomGenerator random, int rounds) throws Exception {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Void>> tasks = new ArrayList<>();
        for (Socket client : clients) {
          RandomGenerator own = new SplittableRandom(random.nextLong());
          Callable<Void> task =
              () -> {
                try {
                  converse(client, own, rounds);
                } catch (EOFException | SocketException e) {
                  ended.incrementAndGet();
                  client.close();
                  clients.remove(client);
                }
                return null;
              };
          tasks.add(threads.submit(task));
        }
        for (Future<Void> task : tasks) {
          task.get();
        }
      }
    }

    @Override
    public void close() {
      clients.forEach(Socket::close);
      loop.close();
    }

    /** Closes, and waits for all to end as it should. */
    void end() throws Exception {
      close();
      for (Thread handler : handlers) {
        handler.join();
      }
      Until.holds(() -> kernel.openDescriptors() == 0);
      takeovers += loop.takeovers(); // each of which ends a ring
      assertThat(failedHandlers).hasValue(0);
      assertThat(ended).hasValue(0);
      assertThat(kernel.misuse()).isNull();
    }
  }

  /** One conversation after the other, the ring being what it is. */
  private void conversesWith(int pairs, int rounds) throws Exception {
    Seeds.each(
        1,
        random -> {
          try (Connections all = new Connections(pairs)) {
            all.converseAll(random, rounds);
            all.end();
          }
        });
  }

  private static IntUnaryOperator first(int count, int errno) {
    return number -> number < count ? -errno : 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {SysErrno.EMFILE, SysErrno.ENFILE, SysErrno.ENOMEM})
  void ringIsTriedAgainWhereResourcesWereShort(int errno) throws Exception {
    kernel.setups = first(1, errno);
    Seeds.each(
        1,
        random -> {
          try (Connections all = new Connections(PAIRS)) {
            all.converseAll(random, 10);
            assertThat(policy.isOff()).isFalse();
            while (kernel.openDescriptors() == 0) {
              all.converseAll(random, 1);
              Thread.sleep(50);
            }
            all.converseAll(random, 10);
            all.end();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {SysErrno.EPERM, SysErrno.ENOSYS, SysErrno.EINVAL})
  void ringIsNotTriedAgainWhereTheKernelHasNone(int errno) throws Exception {
    kernel.setups = _ -> -errno;
    conversesWith(PAIRS, 20);
    conversesWith(PAIRS, 20);
    assertThat(kernel.setupCount).hasValue(1);
    assertThat(policy.isOff()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void nothingIsLeftWhereMemoryCannotBeMapped(int which) throws Exception {
    kernel.maps = number -> number == which ? -SysErrno.ENOMEM : 0;
    conversesWith(PAIRS, 10);
    assertThat(kernel.setupCount).hasPositiveValue();
    if (kernel.setupCount.get() == 1) {
      assertThat(kernel.mappings()).isZero();
    }
    assertThat(policy.isOff()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({SysErrno.ENOMEM + ", false", SysErrno.EINVAL + ", true"})
  void nothingIsLeftWhereBuffersCannotBeRegistered(int errno, boolean isOff) throws Exception {
    kernel.registers = first(1, errno);
    conversesWith(PAIRS, 10);
    if (kernel.setupCount.get() == 1) {
      assertThat(kernel.mappings()).isZero();
    }
    assertThat(policy.isOff()).isEqualTo(isOff);
  }

  /** Calls that fail before anything is done, or return an error when it is. */
  @ParameterizedTest
  @CsvSource({
    SysErrno.EINTR + ", false",
    SysErrno.EINTR + ", true",
    SysErrno.EAGAIN + ", false",
    SysErrno.EAGAIN + ", true",
    SysErrno.EBUSY + ", false",
    SysErrno.EBUSY + ", true"
  })
  void callsThatFailForTheMomentAreMadeAgain(int errno, boolean isMade) throws Exception {
    IntUnaryOperator some = number -> number % 3 != 0 ? -errno : 0;
    kernel.enters = isMade ? _ -> 0 : some;
    kernel.enterResults = isMade ? some : _ -> 0;
    conversesWith(PAIRS, 60);
    assertThat(kernel.enterCount.get()).isGreaterThan(100);
    assertThat((long) kernel.setupCount.get()).as("rings").isBetween(1L, 1 + takeovers);
  }

  /** What was submitted is done, or is not; connections go on without the ring. */
  @ParameterizedTest
  @CsvSource({
    SysErrno.ENOMEM + ", false",
    SysErrno.ENOMEM + ", true",
    SysErrno.EBADFD + ", false",
    SysErrno.EBADFD + ", true"
  })
  void ringThatFailsIsLeftByItsConnections(int errno, boolean isMade) throws Exception {
    IntUnaryOperator one = number -> number % 100 == 50 ? -errno : 0;
    kernel.enters = isMade ? _ -> 0 : one;
    kernel.enterResults = isMade ? one : _ -> 0;
    Seeds.each(
        1,
        random -> {
          try (Connections all = new Connections(PAIRS)) {
            while (kernel.setupCount.get() < 3) {
              all.converseAll(random, 20);
            }
            all.end();
          }
        });
  }

  @Test
  void connectionsGoOnWhereTheKernelTakesNoMoreRequests() throws Exception {
    kernel.entries = 8;
    kernel.enters = number -> number > 300 ? -SysErrno.EAGAIN : 0;
    conversesWith(PAIRS, 60);
    assertThat(kernel.enterCount.get()).isBetween(301, 50_000);
  }

  /** 8 entries, so that turns submit in between, and 16 completions for 24 connections. */
  @Test
  void completionsThatTheQueueHasNoRoomForAreTaken() throws Exception {
    kernel.entries = 8;
    kernel.completions = 8;
    conversesWith(4 * PAIRS, 60);
    assertThat((long) kernel.setupCount.get()).as("rings").isBetween(1L, 1 + takeovers);
  }

  /** The kernel's list of these is lost with the ring: it is not known what has moved. */
  @Test
  void connectionsWhoseCompletionsAreLostEndAndTheLoopGoesOn() throws Exception {
    kernel.entries = 8;
    kernel.completions = 8;
    kernel.looks = number -> number > 300 ? -SysErrno.ENOMEM : 0;
    try (Connections all = new Connections(4 * PAIRS)) {
      all.converseAll(new SplittableRandom(1), 60);
      assertThat(all.ended).hasPositiveValue();
      // A client that has finished does not notice.
      Until.holds(() -> failedHandlers.get() >= all.ended.get());
      int before = all.ended.get();
      kernel.looks = _ -> 0;
      all.clients.forEach(Socket::close);
      all.clients.clear();
      all.add(PAIRS);
      all.converseAll(new SplittableRandom(2), 10);
      assertThat(all.ended).hasValue(before);
    }
  }

  /** All of them in one call, whose handling must not be nested as deep as there are of them. */
  @Test
  void manyThatDoNotReadLeaveAtOnce() throws Exception {
    int count = 900;
    List<Socket> clients = new ArrayList<>();
    List<Thread> handlers = new ArrayList<>();
    byte[] bytes = new byte[250];
    new java.util.Random(1).nextBytes(bytes);
    int messages = 400;
    starting.set(count);
    kernel.measuresNesting = true;
    EventLoop loop = EventLoop.open("faulty", null, policy);
    try (Socket listener = Loopback.TCP4.listener(1000)) {
      for (int i = 0; i < count; i++) {
        Socket client = Loopback.TCP4.open();
        clients.add(client);
        client.option(Option.SO_RCVBUF, 16_384);
        client.connect(listener.localAddress());
        Socket server = listener.accept();
        server.option(Option.SO_SNDBUF, 4096);
        assertThat(RingPermit.of(server)).isNotNull();
        handlers.add(loop.start(() -> sendMany(server, bytes, messages)));
      }
      for (Socket client : clients) {
        client.sendAll(new byte[] {1, 2});
      }
      Thread.sleep(500);
      List<Running<Integer>> readers = new ArrayList<>();
      for (Socket client : clients) {
        readers.add(Running.start(Threads.VIRTUAL, () -> countEqual(client, bytes, messages)));
      }
      for (Running<Integer> reader : readers) {
        assertThat(reader.end().returned()).isEqualTo(messages);
      }
      for (Thread handler : handlers) {
        handler.join();
      }
      assertThat(failedHandlers).hasValue(0);
      assertThat(kernel.nesting).isBetween(1L, 2L);
    } finally {
      clients.forEach(Socket::close);
      loop.close();
    }
    Until.holds(() -> kernel.openDescriptors() == 0);
  }

  private static int countEqual(Socket client, byte[] expected, int most) throws IOException {
    Connection connection = Connection.of(client);
    int count = 0;
    while (count < most && Arrays.equals(connection.readExactly(expected.length), expected)) {
      count++;
    }
    return count;
  }

  private void sendMany(Socket socket, byte[] bytes, int messages) {
    try (socket) {
      socket.recv(new byte[1], 0, 1);
      socket.recv(new byte[1], 0, 1); // there was no ring before
      starting.decrementAndGet();
      while (starting.get() > 0) {
        Thread.yield();
      }
      for (int i = 0; i < messages; i++) {
        socket.sendAll(bytes);
        Thread.yield();
      }
    } catch (Throwable t) {
      failedHandlers.incrementAndGet();
    }
  }

  /** As the first use of a VarHandle does, whose cache another loop's thread may hold. */
  @Test
  void threadThatWaitsForAMonitorWhileItOwnsTheLoopKeepsIt() throws Exception {
    Object monitor = new Object();
    CountDownLatch owns = new CountDownLatch(1);
    try (Connections all = new Connections(PAIRS)) {
      Thread owner;
      synchronized (monitor) {
        owner =
            all.loop.start(() -> {
              assertThat(all.loop.own()).isTrue();
              owns.countDown();
              synchronized (monitor) {
                all.loop.disown();
              }
            });
        owns.await();
        Until.holds(() -> owner.getState() == Thread.State.BLOCKED);
      }
      owner.join();
      all.converseAll(new SplittableRandom(1), 5);
      all.end();
    }
  }

  @Test
  void ringGivesBackAllWhereMemoryIsShortWhenItEnds() throws Exception {
    kernel.unmaps = number -> number % 2 == 0 ? -SysErrno.ENOMEM : 0;
    conversesWith(PAIRS, 10);
    // The receive buffers are kept for a moment.
    Until.holds(() -> kernel.mappings() == 2 * kernel.setupCount.get());
  }
}
