package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mortise.testing.Needs;
import mortise.testing.Program;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace of this process's own, network_namespaces(7): loopback, and what the test
 * puts into it. It ends with this object and the sockets that were opened in it.
 *
 * <p>A namespace belongs to a thread, so one thread lives in this one: sockets that it opens stay
 * in the namespace whoever uses them, and programs that it starts are in it.
 */
@SuppressWarnings("exports") // of a test, which nobody exports
public final class Namespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;

  private final ExecutorService resident =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("resident").factory());

  private Namespace() {}

  /** {@code int unshare(int)}, unshare(2). */
  private static final class Unshare {
    static final MethodHandle HANDLE = link(Linker.nativeLinker());

    @SuppressWarnings("restricted") // the library has no use for it
    private static MethodHandle link(Linker linker) {
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("unshare"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
  }

  /** A namespace with loopback. Skips the test where this user may have none. */
  public static Namespace open() throws Exception {
    Namespace namespace = new Namespace();
    try {
      namespace.call(Namespace::unshare);
      return namespace.ip("link set lo up");
    } catch (Throwable t) {
      namespace.close();
      throw t;
    }
  }

  private static int unshare() {
    try {
      int result = (int) Unshare.HANDLE.invokeExact(CLONE_NEWNET);
      Assumptions.assumeTrue(
          result == 0, "a network namespace needs root, or tests that unshare -r has started");
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /**
   * Joins two namespaces by a cable: {@code left} with 10.9.0.1 and fe80::1 here, {@code right}
   * with 10.9.0.2 and fe80::2 there. The hardware addresses end in the same number.
   */
  public void cable(Namespace other) throws Exception {
    cable(other, "", 0);
  }

  /** Adds another cable: {@code left1} with 10.9.1.1, {@code right1} with 10.9.1.2. */
  void secondCable(Namespace other) throws Exception {
    cable(other, "1", 1);
  }

  private void cable(Namespace other, String suffix, int net) throws Exception {
    Needs.ipv6();
    Path thread = other.call(() -> Files.readSymbolicLink(Path.of("/proc/thread-self")));
    String left = "left" + suffix;
    String right = "right" + suffix;
    String address = " address 02:00:00:00:0" + net + ":0";
    ip(
        ("link add " + left + address + "1 type veth peer name " + right + address)
            + ("2 netns " + thread.getFileName()));
    plug(left, net, 1);
    other.plug(right, net, 2);
  }

  private void plug(String end, int net, int number) throws Exception {
    ip("link set " + end + " addrgenmode none");
    ip("link set " + end + " up");
    ip("addr add 10.9." + net + "." + number + "/24 dev " + end);
    // Without nodad the address is not to be used for a second.
    ip("addr add fe80::" + number + "/64 dev " + end + " nodad");
  }

  /** Calls on the thread that lives here. */
  public <T> T call(Callable<T> call) throws Exception {
    try {
      return resident.submit(call).get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new AssertionError(e);
      }
    }
  }

  /** Opens a socket here, which waits for no call longer than a test may take. */
  Socket socket(Family family, Type type, Protocol protocol) throws Exception {
    return call(() -> Socket.open(family, type, protocol).timeout(Needs.patience()));
  }

  /** The usual protocol's. */
  public Socket socket(Family family, Type type) throws Exception {
    return socket(family, type, Protocol.DEFAULT);
  }

  /** The number of an interface of this namespace. */
  int index(String name) throws Exception {
    String file = "/proc/thread-self/net/dev_mcast";
    // "%4d  %-15s ...", one line per interface and group; every interface that is up has a group.
    return call(() ->
        Files.readAllLines(Path.of(file)).stream()
            .map(line -> line.strip().split(" +"))
            .filter(words -> words[1].equals(name))
            .mapToInt(words -> Integer.parseInt(words[0]))
            .findAny()
            .orElseThrow(() -> new AssertionError("no interface " + name)));
  }

  /** Starts a program here. */
  public Program start(Object... command) throws Exception {
    return call(() -> Program.start(command));
  }

  /** Runs ip(8) here. */
  public Namespace ip(String words) throws Exception {
    return run("ip", words);
  }

  /** Lets loopback lose, delay, duplicate or reorder packets, tc-netem(8). */
  public Namespace netem(String words) throws Exception {
    return run("tc", "qdisc replace dev lo root netem " + words);
  }

  private Namespace run(String program, String words) throws Exception {
    try (Program started = start(program, List.of(words.split(" ")))) {
      assertThat(started.end()).isEqualTo(new Program.Ended(0, "", ""));
    }
    return this;
  }

  @Override
  public void close() {
    resident.shutdownNow();
  }
}
