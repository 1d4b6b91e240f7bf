package mortise.testing;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.BindException;
import java.util.List;
import java.util.Set;
import mortise.net.Option;
import mortise.net.Socket;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * A network of its own for programs whose ports are fixed: loopback and nothing else, in a network
 * namespace that ends with this object. Where this user may have none, it is the machine's network,
 * as long as the ports are free there.
 *
 * <p>Classes that use it say {@code @ResourceLock(providers = Network.Locks.class)}.
 */
public final class Network implements AutoCloseable {
  private static final boolean ROOT = Needs.isRoot();

  /** Null in the machine's network. Its pid names the namespace; it ends with its input. */
  private final Program holder;

  private final List<String> enter;

  private Network(Program holder, List<String> enter) {
    this.holder = holder;
    this.enter = enter;
  }

  /** A network in which {@code ports} are free; skips the test where that cannot be had. */
  public static Network open(int... ports) throws IOException, InterruptedException {
    if (Namespaces.ALLOWED) {
      return inNamespace();
    }
    for (int port : ports) {
      probe(port, true);
    }
    return new Network(null, List.of());
  }

  /**
   * A network of its own in any case, whose programs may do in it whatever root may; skips the test
   * where this user can have none.
   */
  public static Network openOwn() throws IOException, InterruptedException {
    assumeTrue(Namespaces.ALLOWED, "this user may have no network namespace");
    return inNamespace();
  }

  /** Skips the test where a program that does not set SO_REUSEADDR could not bind now. */
  public void needsUnused(int port) throws IOException {
    if (holder == null) {
      probe(port, false);
    }
  }

  private static void probe(int port, boolean reuse) throws IOException {
    try (Socket probe = Socket.open().option(Option.SO_REUSEADDR, reuse)) {
      probe.bind("127.0.0.1", port);
    } catch (BindException e) {
      abort("no network namespace for this user, and " + e.getMessage());
    }
  }

  private static Network inNamespace() throws IOException, InterruptedException {
    Program holder =
        Program.start(
            "unshare", ROOT ? "-n" : "-rn", "sh", "-c", "ip link set lo up && echo $$ && exec cat");
    try {
      String pid = holder.awaitOutput("\n").out().strip();
      return new Network(
          holder,
          ROOT
              ? List.of("nsenter", "-n", "-t", pid)
              : List.of("nsenter", "-U", "--preserve-credentials", "-n", "-t", pid));
    } catch (AssertionError | InterruptedException e) {
      holder.close();
      throw e;
    }
  }

  /** Starts a program in this network. */
  public Program start(Object... command) throws IOException {
    return start(new ProcessBuilder(Program.words(command)));
  }

  /** The same with whatever else is to be set. */
  public Program start(ProcessBuilder builder) throws IOException {
    Needs.program(builder.command().getFirst());
    return Program.start(builder.command(Program.words(enter, builder.command())));
  }

  @Override
  public void close() {
    if (holder != null) {
      holder.close();
    }
  }

  /** Tries once whether this user may have a network namespace. */
  private static final class Namespaces {
    static final boolean ALLOWED = tryOne();

    private static boolean tryOne() {
      try (Network network = inNamespace();
          Program program = network.start("true")) {
        return program.end().status() == 0;
      } catch (IOException | AssertionError | org.opentest4j.TestAbortedException _) {
        return false;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** One test at a time where all are in the machine's network. */
  public static final class Locks implements ResourceLocksProvider {
    @Override
    public Set<Lock> provideForMethod(List<Class<?>> outer, Class<?> test, Method method) {
      return Namespaces.ALLOWED ? Set.of() : Set.of(new Lock("the ports of the seed"));
    }
  }
}
