package mortise.net;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mortise.poll.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A race of connections to the addresses of one host, RFC 8305: they are tried in the order of
 * preference, families in turn, each {@link #ATTEMPT_DELAY} after the one before or as soon as that
 * has failed. The first that is established wins, and the others are closed.
 *
 * <p>libc looks up both families at once, so there is no race of look-ups (RFC 8305 section 3).
 *
 * <p>Each attempt waits in a virtual thread of its own; the caller opens and closes all sockets,
 * and the attempts end when theirs is closed. One race, one caller, one use.
 */
final class HappyEyeballs {
  /** RFC 8305 section 5 recommends it. */
  static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

  private final SocketConfig config;
  private final String target;
  private final List<Inet> addresses;
  private final @Nullable Inet local;
  private final Deadline deadline;

  private final List<Attempt> attempts = new ArrayList<>();
  private final List<IOException> failures = new ArrayList<>();
  private final BlockingQueue<AttemptResult> finishes = new LinkedBlockingQueue<>();

  /** A connection that is being made. */
  private record Attempt(Inet address, Socket socket) {}

  /** How an attempt ended; without a failure it has won. */
  private record AttemptResult(Attempt attempt, @Nullable Throwable failure) {}

  /**
   * @param config the settings of the sockets
   * @param target what the caller wants to reach, for texts
   * @param addresses the best first
   * @param local where to bind, or null
   */
  HappyEyeballs(
      SocketConfig config,
      String target,
      List<Inet> addresses,
      @Nullable Inet local,
      Deadline deadline) {
    this.config = config;
    this.target = target;
    this.addresses = interleaved(addresses);
    this.local = local;
    this.deadline = deadline;
  }

  /** The families in turn, beginning with that of the best address; within one the order stays. */
  static List<Inet> interleaved(List<Inet> addresses) {
    if (addresses.isEmpty()) {
      return List.of();
    }
    Family first = addresses.getFirst().family();
    List<Inet> ones = addresses.stream().filter(a -> a.family().equals(first)).toList();
    List<Inet> others = addresses.stream().filter(a -> !a.family().equals(first)).toList();
    List<Inet> all = new ArrayList<>();
    for (int i = 0; i < Math.max(ones.size(), others.size()); i++) {
      if (i < ones.size()) {
        all.add(ones.get(i));
      }
      if (i < others.size()) {
        all.add(others.get(i));
      }
    }
    return List.copyOf(all);
  }

  /**
   * Runs the race.
   *
   * @throws IOException as the attempts had it, with a text of its own and all failures suppressed
   *     where there were several
   */
  Socket connect() throws IOException {
    Socket winner = null;
    try {
      winner = race();
      return winner;
    } finally {
      for (Attempt attempt : attempts) {
        if (attempt.socket != winner) {
          attempt.socket.close();
        }
      }
    }
  }

  private Socket race() throws IOException {
    int next = 0;
    long nextStart = System.nanoTime();
    while (true) {
      if (next < addresses.size() && (nextStart - System.nanoTime() <= 0 || attempts.isEmpty())) {
        boolean begun = begin(addresses.get(next++));
        nextStart = System.nanoTime() + (begun ? ATTEMPT_DELAY.toNanos() : 0);
        continue;
      }
      if (next == addresses.size() && attempts.isEmpty()) {
        throw SocketExceptions.ofAll(target, failures, false);
      }
      AttemptResult finish =
          next(next < addresses.size() ? nextStart - System.nanoTime() : Long.MAX_VALUE);
      if (finish == null) {
        continue;
      }
      Throwable failure = finish.failure;
      if (failure == null) {
        return finish.attempt.socket;
      }
      lose(finish.attempt, failure);
      nextStart = System.nanoTime();
    }
  }

  /** Opens a socket and starts to connect it; false where that is not possible at all. */
  private boolean begin(Inet address) {
    Socket socket = null;
    try {
      socket = config.open(address.family());
      if (local != null) {
        socket.bind(local);
      }
      Attempt attempt = new Attempt(address, socket);
      attempts.add(attempt);
      Thread.ofVirtual().name("mortise-dial").start(() -> finishes.add(run(attempt)));
      return true;
    } catch (IOException e) {
      if (socket != null) {
        socket.close();
      }
      failures.add(e);
      return false;
    }
  }

  /** Runs on the attempt's thread. The race ends it, by the deadline too, in closing its socket. */
  private static AttemptResult run(Attempt attempt) {
    try {
      attempt.socket.connect(attempt.address, Deadline.NEVER);
      return new AttemptResult(attempt, null);
    } catch (IOException | RuntimeException | Error e) {
      return new AttemptResult(attempt, e);
    }
  }

  private void lose(Attempt attempt, Throwable failure) {
    attempts.remove(attempt);
    attempt.socket.close();
    switch (failure) {
      case IOException e -> failures.add(e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("connect threw a checked exception", failure);
    }
  }

  /** The next attempt that ends, or null where none does for so long. */
  private @Nullable AttemptResult next(long nanos) throws IOException {
    long left = deadline.remaining().toNanos();
    try {
      AttemptResult finish = finishes.poll(Math.min(nanos, left), TimeUnit.NANOSECONDS);
      if (finish == null && left <= nanos) {
        throw timedOut();
      }
      return finish;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SocketExceptions.of(Outcome.INTERRUPTED, "connect " + target, null, null, 0);
    }
  }

  private IOException timedOut() {
    for (Attempt attempt : attempts) {
      failures.add(SocketExceptions.of(Outcome.TIMED_OUT, "connect", null, attempt.address, 0));
    }
    return SocketExceptions.ofAll(target, failures, true);
  }
}
