package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
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
import mortise.sys.LinuxIoUring;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
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
      Until.holds(() -> kernel.openDescriptors() == 0 && kernel.mappings() == 0);
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
    kernel.enters = number -> number > 100 ? -SysErrno.EAGAIN : 0;
    conversesWith(PAIRS, 60);
    assertThat(kernel.enterCount.get()).isBetween(101, 50_000);
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
  }

  private static final String RECV = LinuxIoUring.IORING_OP_RECV + ", ";
  private static final String SEND = LinuxIoUring.IORING_OP_SEND + ", ";

  /** Requests that fail on their way, which is no failure of the connection. */
  @ParameterizedTest
  @CsvSource({
    RECV + SysErrno.ENOBUFS,
    RECV + SysErrno.ENOMEM,
    RECV + SysErrno.ECANCELED,
    RECV + SysErrno.EBADFD,
    RECV + SysErrno.EINTR,
    SEND + SysErrno.ENOMEM,
    SEND + SysErrno.ECANCELED,
    SEND + SysErrno.EAGAIN,
    SEND + SysErrno.EINTR
  })
  void requestsThatTheKernelCannotTakeLoseNoByte(int operation, int errno) throws Exception {
    var failures = new AtomicInteger();
    kernel.requests =
        (wanted, number) -> {
          boolean fails = wanted == operation && number % 5 == 0;
          return fails && failures.incrementAndGet() > 0 ? -errno : 0;
        };
    conversesWith(PAIRS, 60);
    assertThat(failures).hasPositiveValue();
  }

  /** It is not known what has moved: bytes would be sent twice, or be missing. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connectionsEndWhereTheKernelDropsCompletions(boolean counts) throws Exception {
    if (counts) {
      kernel.enterResults = number -> (kernel.dropsCompletions = number == 50) ? 0 : 0;
    } else {
      kernel.enterResults = number -> number == 50 ? -SysErrno.EBADR : 0;
    }
    try (Connections all = new Connections(PAIRS)) {
      all.converseAll(new SplittableRandom(1), 60);
      assertThat(all.ended).hasPositiveValue();
    }
  }

  /** The descriptor of a server's end, whose calls may use a ring. */
  private static RingStream stream(SocketPair pair) throws IOException {
    Descriptor descriptor = new Descriptor(pair.second().detach(), true);
    descriptor.keepError();
    return new RingStream(descriptor);
  }

  private static byte[] sequence(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    return bytes;
  }

  /** Reads one byte by a ring, once there is one. */
  private static void join(RingStream stream) throws InterruptedException {
    byte[] one = new byte[1];
    while (!stream.isIn()) {
      Thread.sleep(5); // a turn of the loop, which opens the ring
      if (stream.hasReads()) {
        stream.recv(one, 0, 1, WaitLimit.NONE);
      }
    }
  }

  /** As one that was queued while the connection was with another loop. */
  @Test
  void aLoopDoesNotTouchTheRingOfAnother() throws Exception {
    EventLoop other = EventLoop.open("other", null, policy);
    EventLoop loop = EventLoop.open("faulty", null, policy);
    try (SocketPair pair = Loopback.TCP4.pair()) {
      RingStream stream = stream(pair);
      run(loop, () -> join(stream));
      run(other, () -> assertThat(stream.leaveHere(other)).isTrue());
      assertThat(stream.isIn() || loop.takeovers() > 0).isTrue();
      run(loop, () -> assertThat(stream.leaveHere(loop)).isTrue());
      assertThat(stream.isIn()).isFalse();
      stream.closeNumber();
    } finally {
      loop.close();
      other.close();
    }
  }

  /** Run by a thread from which another one has just taken the loop. */
  @Test
  void aDepartureIsNotDoneBeforeTheConnectionHasLeft() throws Exception {
    EventLoop loop = EventLoop.open("faulty", null, policy);
    try (SocketPair pair = Loopback.TCP4.pair()) {
      RingStream stream = stream(pair);
      run(loop, () -> join(stream));
      var departure = new RingDeparture(stream, loop, Thread.currentThread());
      run(
          loop,
          () -> {
            Running<Void> elsewhere =
                Running.start(
                    Threads.PLATFORM,
                    () -> {
                      departure.run();
                      return null;
                    });
            while (!elsewhere.hasEnded()) {
              Thread.onSpinWait(); // the loop runs no other task
            }
            boolean isDone = departure.isDone();
            boolean isIn = stream.isIn(); // not after another thread has taken over the loop
            assertThat(isDone && isIn).isFalse();
          });
      Until.holds(departure::isDone);
      assertThat(stream.isIn()).isFalse();
      stream.closeNumber();
    } finally {
      loop.close();
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void run(EventLoop loop, Step step) throws Exception {
    var ended = new CompletableFuture<Void>();
    loop.start(() -> {
      try {
        step.run();
        ended.complete(null);
      } catch (Throwable t) {
        ended.completeExceptionally(t);
      }
    });
    ended.get();
  }

  /** Bytes that arrive between the decision to leave and the end of the receive. */
  @Test
  void bytesThatComeWithACancelAreKept() throws Exception {
    byte[] bytes = sequence(100_000);
    EventLoop loop = EventLoop.open("faulty", null, policy);
    try (SocketPair pair = Loopback.TCP4.pair()) {
      RingStream stream = stream(pair);
      run(loop, () -> join(stream));
      kernel.beforeWatched =
          () -> {
            kernel.watched = -1;
            try {
              pair.first().sendAll(bytes);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      kernel.watched = LinuxIoUring.IORING_OP_ASYNC_CANCEL;
      run(loop, stream::leave);
      if (kernel.watched >= 0) { // another thread had taken over the loop, and ended the ring
        assertThat(loop.takeovers()).isPositive();
        pair.first().sendAll(bytes);
      }
      assertThat(received(stream, loop, bytes.length)).isEqualTo(bytes);
      run(loop, stream::leave);
      stream.closeNumber();
    } finally {
      loop.close();
    }
  }

  private static byte[] received(RingStream stream, EventLoop loop, int count) throws Exception {
    byte[] came = new byte[count];
    run(
        loop,
        () -> {
          for (int taken = 0; taken < count; ) {
            taken += (int) receive(stream, came, taken, Math.min(3000, count - taken));
          }
        });
    return came;
  }

  private static long receive(RingStream stream, byte[] into, int offset, int count) {
    long result =
        stream.hasReads() ? stream.recv(into, offset, count, WaitLimit.FOREVER) : RingStream.OUT;
    while (result == RingStream.OUT || result == -SysErrno.EAGAIN) {
      Thread.yield();
      result = SysSocket.recv(stream.number(), into, offset, count, 0);
    }
    return result;
  }

  /** An operation at each depth near the end of the stack: done wholly, or not at all. */
  private static final class Diver {
    private static final int TRIES = 3000;

    private final RingStream stream;
    private final byte[] sent;
    private final byte[] received;
    private int sentCount;
    private int receivedCount;
    private int tries;
    int failures;

    Diver(RingStream stream, byte[] bytes) {
      this.stream = stream;
      sent = bytes;
      received = new byte[bytes.length];
    }

    byte[] received() {
      return Arrays.copyOf(received, receivedCount);
    }

    int sentCount() {
      return sentCount;
    }

    void dive() {
      try {
        dive();
      } catch (StackOverflowError e) {
        // The end is reached.
      }
      if (tries < TRIES) {
        attempt();
      }
    }

    private void attempt() {
      int which = tries++ % 7;
      try {
        if (which < 3) {
          send();
        } else if (which < 6) {
          receive();
        } else {
          stream.leave();
        }
      } catch (StackOverflowError e) {
        failures++;
      }
    }

    private void send() {
      long result = stream.hasSends() ? stream.send(sent, sentCount, 1, 0, WaitLimit.FOREVER) : -1;
      sentCount += result == 1 ? 1 : 0;
    }

    /** Now and then that of a large message. */
    private int room() {
      return Math.min(tries % 5 == 0 ? 9000 : 100, received.length - receivedCount - 1000);
    }

    private void receive() {
      if (stream.hasReads()) {
        long count = stream.recv(received, receivedCount, room(), WaitLimit.NONE);
        receivedCount += (int) Math.max(0, count);
      }
    }
  }

  private static Void sendAll(Socket socket, byte[] bytes) throws IOException {
    socket.sendAll(bytes);
    return null;
  }

  @Test
  void aCallAtTheEndOfTheStackIsDoneWhollyOrNotAtAll() throws Exception {
    byte[] bytes = sequence(2_000_000);
    for (int i = 0; i < 30; i++) {
      // Another thread may take over the loop, which then has no ring for a second, and later
      // longer.
      EventLoop loop = EventLoop.open("faulty", null, policy);
      try (SocketPair pair = Loopback.TCP4.pair()) {
        RingStream stream = stream(pair);
        run(loop, () -> join(stream));
        Running<?> sender = Running.start(Threads.VIRTUAL, () -> sendAll(pair.first(), bytes));
        Diver diver = new Diver(stream, bytes);
        run(loop, diver::dive);
        byte[] before = diver.received();
        assertThat(diver.failures).isPositive();
        byte[] rest = received(stream, loop, bytes.length - before.length);
        assertThat(Arrays.mismatch(before, 0, before.length, bytes, 0, before.length))
            .isEqualTo(-1);
        assertThat(Arrays.mismatch(rest, 0, rest.length, bytes, before.length, bytes.length))
            .isEqualTo(-1);
        run(loop, () -> assertThat(stream.settle(WaitLimit.FOREVER)).isZero());
        byte[] sent = Connection.of(pair.first()).readExactly(diver.sentCount());
        assertThat(Arrays.mismatch(sent, 0, sent.length, bytes, 0, sent.length)).isEqualTo(-1);
        run(loop, stream::leave);
        stream.closeNumber();
        assertThat(pair.first().recv(1)).isEmpty();
        assertThat(sender.end().thrown()).isNull();
      } finally {
        loop.close();
      }
    }
  }
}
