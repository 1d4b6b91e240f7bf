package mortise.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Flags;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.net.Type;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Single calls that do not have to wait, and one round trip that does. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Calls {
  private static final int SIZE = 64;
  private static final int TRIPS = 1000;

  private final byte[] bytes = new byte[SIZE];
  private Arena arena;
  private MemorySegment segment;
  private Socket left;
  private Socket right;
  private Socket listener;
  private Address address;

  /** Opens what the benchmarks use. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    arena = Arena.ofShared();
    segment = arena.allocate(SIZE);
    SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM);
    left = pair.first();
    right = pair.second();
    listener = Socket.open();
    listener.bind("127.0.0.1", 0);
    listener.listen();
    address = listener.localAddress();
  }

  /** Closes it. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    left.close();
    right.close();
    listener.close();
    arena.close();
  }

  /** Two system calls: 64 bytes into a socket and out of its peer, in a byte[]. */
  @Benchmark
  public int sendAndRecvArray() throws IOException {
    return left.send(bytes) + right.recv(bytes);
  }

  /** The same in memory off the heap. */
  @Benchmark
  public long sendAndRecvSegment() throws IOException {
    return left.send(segment, Flags.NONE, left.deadline())
        + right.recv(segment, Flags.NONE, right.deadline());
  }

  /** Five system calls: socket, connect, accept, and close of both ends. */
  @Benchmark
  public int connectAcceptClose() throws IOException {
    try (Socket client = Socket.open()) {
      client.connect(address);
      try (Socket accepted = listener.accept()) {
        return accepted.fileno();
      }
    }
  }

  /** One system call, and an address that is decoded. */
  @Benchmark
  public int getsockname() throws IOException {
    return ((Inet) listener.localAddress()).port();
  }

  @Benchmark
  public Address parseInet4() {
    return Address.parse("192.0.2.17:8080");
  }

  @Benchmark
  public Address parseInet6() {
    return Address.parse("[2001:db8::17]:8080");
  }

  /** A byte there and back between two virtual threads, each of which parks for it. */
  @Benchmark
  @OperationsPerInvocation(TRIPS)
  public void roundTripOfVirtualThreads() throws InterruptedException {
    Thread one = Thread.startVirtualThread(() -> trips(left, true));
    Thread other = Thread.startVirtualThread(() -> trips(right, false));
    one.join();
    other.join();
  }

  private static void trips(Socket socket, boolean begins) {
    byte[] one = new byte[1];
    try {
      for (int i = 0; i < TRIPS; i++) {
        if (begins) {
          socket.send(one);
        }
        socket.recv(one);
        if (!begins) {
          socket.send(one);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
