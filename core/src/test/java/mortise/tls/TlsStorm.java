package mortise.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import mortise.net.Deadline;
import mortise.server.Connection;
import mortise.testing.Misbehaviour;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.tls.TlsPair.Carrier;

/**
 * A program that reads and writes connections in both directions while other threads set deadlines,
 * interrupt, half-close, close and abort them. The received bytes must always be a prefix of the
 * sent bytes.
 */
final class TlsStorm {
  private static final int LARGEST = 20_000;

  /** The time until a connection is disturbed, in nanoseconds. */
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(1);

  private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

  private final TlsServer server;
  private final TlsClient client;
  private final AtomicLong calls = new AtomicLong();
  private final AtomicInteger corrupt = new AtomicInteger();
  private final AtomicInteger unclear = new AtomicInteger();

  private TlsStorm(TlsServer server, TlsClient client) {
    this.server = server;
    this.client = client;
  }

  /** The result that a child process prints. */
  record Outcome(long conversations, long calls, int corrupt, int unclear, int live) {
    static Outcome parse(String line) {
      long[] n = Arrays.stream(line.strip().split(" ")).mapToLong(Long::parseLong).toArray();
      return new Outcome(n[0], n[1], (int) n[2], (int) n[3], (int) n[4]);
    }
  }

  /**
   * Arguments: the engines of server and client, a PEM file of an identity, that of its CA, the
   * number of calls.
   */
  public static void main(String[] arguments) throws Exception {
    Path both = Path.of(arguments[2]);
    TlsServer server =
        TlsServer.of(Identity.ofPem(both, both)).engine(TlsEngine.valueOf(arguments[0]));
    TlsClient client =
        TlsClient.of(Trust.ofPem(Path.of(arguments[3]))).engine(TlsEngine.valueOf(arguments[1]));
    new TlsStorm(server, client).run(Long.parseLong(arguments[4]));
  }

  private void run(long least) throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    long conversations = 0;
    for (; calls.get() < least || conversations < least / 500; conversations++) {
      String version = VERSIONS.get((int) (conversations % 2));
      converse(
          TlsPair.open(Carrier.TCP4, server.versions(version), client.versions(version)),
          random.split());
    }
    System.out.printf(
        "%d %d %d %d %d%n",
        conversations, calls.get(), corrupt.get(), unclear.get(), OpensslEngine.live());
  }

  /** Waits for all threads; hangs if one of them is not woken. */
  private void converse(TlsPair pair, SplittableRandom random) throws Exception {
    List<Running<Object>> threads = new ArrayList<>();
    boolean isOrdered = random.nextInt(4) > 0;
    for (int i = isOrdered ? 1 : 3; i > 0; i--) { // several readers get the bytes in no order
      for (Connection end : List.of(pair.client(), pair.server())) {
        SplittableRandom own = random.split();
        threads.add(start(random, () -> write(end, own)));
        threads.add(start(random, () -> read(end, own, isOrdered)));
      }
    }
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      LockSupport.parkNanos(random.nextLong(LONGEST));
      disturb(pair, threads, random);
    }
    SplittableRandom own = random.split();
    Running<Object> closing = start(random, () -> end(pair.client(), own));
    end(pair.server(), random);
    closing.end();
    for (Running<Object> thread : threads) {
      thread.end();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private Running<Object> start(SplittableRandom random, Work work) {
    Threads kind = random.nextInt(8) == 0 ? Threads.PLATFORM : Threads.VIRTUAL;
    return Running.start(
        kind,
        () -> {
          try {
            work.run();
          } catch (IOException _) {
            // caused by a deadline, an interrupt, a close, or the peer
          } catch (Throwable t) {
            unclear.getAndIncrement();
            t.printStackTrace();
          }
          return null;
        });
  }

  private static byte at(long place) {
    return (byte) (place * 31 >>> 3);
  }

  private void write(Connection to, SplittableRandom random) throws IOException {
    long sent = 0;
    while (true) {
      byte[] bytes = new byte[random.nextInt(1, random.nextInt(10) == 0 ? LARGEST : 200)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = at(sent++);
      }
      calls.getAndIncrement();
      if (random.nextBoolean()) {
        to.write(bytes);
      } else {
        to.write(ByteBuffer.wrap(bytes));
      }
    }
  }

  private void read(Connection from, SplittableRandom random, boolean isOrdered)
      throws IOException {
    long[] got = {0};
    byte[] bytes = new byte[LARGEST];
    while (true) {
      calls.getAndIncrement();
      try {
        int count = readSome(from, random, bytes, got, isOrdered);
        if (count < 0) {
          return;
        }
        check(bytes, isOrdered ? count : 0, got);
      } catch (SocketTimeoutException _) {
        from.deadline(Deadline.NEVER); // nothing is lost
      }
    }
  }

  private int readSome(
      Connection from, SplittableRandom random, byte[] into, long[] got, boolean isOrdered)
      throws IOException {
    int most = random.nextInt(1, random.nextInt(5) == 0 ? 50 : LARGEST);
    switch (random.nextInt(5)) {
      case 0 -> {
        int lent = from.read((bytes, count) -> check(bytes, isOrdered ? count : 0, got));
        return lent < 0 ? -1 : 0;
      }
      case 1 -> {
        return from.read(ByteBuffer.wrap(into, 0, most));
      }
      case 2 -> {
        from.awaitReadable();
        return from.read(into, 0, most);
      }
      default -> {
        return from.read(into, 0, most);
      }
    }
  }

  private void check(byte[] bytes, int count, long[] got) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] != at(got[0]++)) {
        corrupt.getAndIncrement();
        return;
      }
    }
  }

  private void disturb(TlsPair pair, List<Running<Object>> threads, SplittableRandom random) {
    Connection end = random.nextBoolean() ? pair.client() : pair.server();
    calls.getAndIncrement();
    switch (random.nextInt(8)) {
      case 0 -> threads.get(random.nextInt(threads.size())).thread().interrupt();
      case 1, 2, 3 -> end.deadline(Deadline.after(Duration.ofNanos(random.nextInt(1_000_000))));
      case 4 -> end.timeout(Duration.ofMillis(1));
      case 5 -> threads.add(start(random, end::closeWrite)); // waits for a write under way
      case 6 -> end.deadline(Deadline.NEVER);
      default -> end.tls().orElseThrow().peerCertificates();
    }
  }

  private static void end(Connection end, SplittableRandom random) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> end.abort();
      case 1 -> {
        end.abort();
        end.close();
      }
      case 2 -> Misbehaviour.reset(end.socket());
      default -> end.deadline(Deadline.after(Duration.ofMillis(5))); // not 10 s for unsent bytes
    }
    end.close();
  }
}
