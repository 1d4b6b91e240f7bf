package mortise.net;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;

/**
 * Connections of all sizes and ends, many at once: each moves bytes both ways at the same time,
 * with stalls, and ends as it should, by a reset, or by a close in the middle. Every byte that
 * arrives is compared with what was sent.
 */
final class Storm {
  /** Longer than any scheduler's delay: who waits so long waits for ever. */
  private static final Duration STUCK = Duration.ofSeconds(20);

  private static final int MOST_BYTES = 60_000;
  private static final int MOST_AT_ONCE = 9_000;

  /** Of a length that is prime, so that bytes of another place or connection differ. */
  private static final byte[] PATTERN = new byte[4099];

  static {
    new SplittableRandom(1).nextBytes(PATTERN);
  }

  /** How the client ends. */
  private enum End {
    WHOLE,
    RESET,
    CLOSE
  }

  private final List<ThreadFactory> threads;
  private final AtomicLong whole = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** Threads are made by the factories in turn, so that both ends of a socket are shared by all. */
  Storm(List<ThreadFactory> threads) {
    this.threads = threads;
  }

  /** The connections that moved all of their bytes both ways. */
  long whole() {
    return whole.get();
  }

  /** The bytes that arrived, on both ends. */
  long bytes() {
    return bytes.get();
  }

  @FunctionalInterface
  private interface Task {
    void run() throws Exception;
  }

  private CompletableFuture<Void> start(RandomGenerator random, Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    threads
        .get(random.nextInt(threads.size()))
        .newThread(() -> {
          try {
            task.run();
            done.complete(null);
          } catch (Throwable t) {
            done.completeExceptionally(t);
          }
        })
        .start();
    return done;
  }

  /** Makes {@code lanes * each} connections, {@code lanes} at once. */
  void blow(RandomGenerator random, int lanes, int each) throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      SplittableRandom own = new SplittableRandom(random.nextLong());
      all.add(
          start(
              own,
              () -> {
                try (Socket listener = Loopback.TCP4.listener()) {
                  for (int connection = 0; connection < each; connection++) {
                    converse(listener, own);
                  }
                }
              }));
    }
    for (CompletableFuture<Void> one : all) {
      one.get();
    }
  }

  private void converse(Socket listener, SplittableRandom random) throws Exception {
    End end = random.nextInt(3) > 0 ? End.WHOLE : random.nextBoolean() ? End.RESET : End.CLOSE;
    int up = random.nextInt(MOST_BYTES);
    int down = random.nextInt(MOST_BYTES);
    Socket client = Loopback.TCP4.client(listener.localAddress());
    try (client;
        Socket server = listener.accept()) {
      client.timeout(STUCK);
      server.timeout(STUCK);
      boolean mayBreak = end != End.WHOLE;
      List<CompletableFuture<Void>> four =
          List.of(
              move(random, mayBreak, own -> send(client, up, own)),
              move(random, mayBreak, own -> receive(server, up, mayBreak, own)),
              move(random, mayBreak, own -> send(server, down, own)),
              move(random, mayBreak, own -> receive(client, down, mayBreak, own)));
      stall(random);
      switch (end) {
        case WHOLE -> {}
        case RESET -> Misbehaviour.reset(client);
        case CLOSE -> client.close();
      }
      for (CompletableFuture<Void> one : four) {
        one.get();
      }
      if (end == End.WHOLE) {
        whole.getAndIncrement();
      }
    }
  }

  @FunctionalInterface
  private interface Movement {
    void run(SplittableRandom random) throws IOException;
  }

  private CompletableFuture<Void> move(
      SplittableRandom random, boolean mayBreak, Movement movement) {
    SplittableRandom own = random.split();
    return start(
        own,
        () -> {
          try {
            movement.run(own);
          } catch (IOException e) {
            if (!mayBreak || !isBreak(e)) {
              throw e;
            }
          }
        });
  }

  private static boolean isBreak(IOException e) {
    return e instanceof SocketFailure failure
        && List.of(Errno.ECONNRESET, Errno.EPIPE, Errno.EBADF, Errno.ENOTCONN)
            .contains(failure.errno());
  }

  private static void send(Socket socket, int count, SplittableRandom random) throws IOException {
    for (int sent = 0; sent < count; ) {
      int place = sent % PATTERN.length;
      int most = Math.min(count - sent, PATTERN.length - place);
      int part = random.nextInt(1, most + 1);
      socket.sendAll(PATTERN, place, part);
      sent += part;
      stall(random);
    }
    Misbehaviour.halfClose(socket);
  }

  /** Receives in all the ways there are, into buffers of all sizes, to the end of the stream. */
  private void receive(Socket socket, int count, boolean mayBreak, SplittableRandom random)
      throws IOException {
    int[] received = new int[1];
    byte[] buffer = new byte[random.nextInt(1, MOST_AT_ONCE)];
    int moved;
    do {
      if (random.nextBoolean()) {
        moved = socket.recv((inPlace, length) -> compare(inPlace, length, received));
      } else {
        moved = socket.recv(buffer);
        compare(buffer, moved, received);
      }
      bytes.getAndAdd(moved);
      stall(random);
    } while (moved > 0);
    if (received[0] > count || (received[0] < count && !mayBreak)) {
      throw new AssertionError(received[0] + " bytes arrived of " + count);
    }
  }

  private static void compare(byte[] bytes, int length, int[] received) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != PATTERN[received[0] % PATTERN.length]) {
        throw new AssertionError("byte " + received[0] + " is not the one that was sent");
      }
      received[0]++;
    }
  }

  /** From nothing, mostly, to longer than a turn of a loop. */
  private static void stall(RandomGenerator random) {
    switch (random.nextInt(32)) {
      case 0 -> LockSupport.parkNanos(random.nextInt(2_000_000));
      case 1, 2, 3 -> Thread.yield();
      default -> {}
    }
  }
}
