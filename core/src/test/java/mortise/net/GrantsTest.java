package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import mortise.process.DescriptorLimit;
import mortise.process.Pipe;
import mortise.server.Server;
import mortise.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/** What a program reads that was started without a grant, with mortise on the class path. */
final class GrantsTest {
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
  private static final String LOOPS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  @Test
  void withoutBothEachIsAskedForOnce() throws Exception {
    String output = new ChildJvm().withoutNativeAccess().run(Talk.class).succeeded();
    assertThat(output).contains("loops talked").containsOnlyOnce(NATIVE).containsOnlyOnce(LOOPS);
  }

  @Test
  void withBothNothingIsSaid() throws Exception {
    assertThat(new ChildJvm().with(LOOPS).run(Talk.class).succeeded()).isEqualTo("loops talked\n");
  }

  @Test
  void deniedAccessIsOneSentenceOnEachCall() throws Exception {
    List<String> lines =
        new ChildJvm()
            .withoutNativeAccess()
            .with("--illegal-native-access=deny", LOOPS)
            .run(Denied.class)
            .succeeded()
            .lines()
            .toList();
    assertThat(lines)
        .hasSize(2 * Denied.CALLS.size())
        .allMatch(line ->
            line.equals(
                "IllegalCallerException: mortise calls libc and was not allowed to: start java"
                    + " with --enable-native-access=ALL-UNNAMED"));
  }

  static final class Talk {
    public static void main(String[] arguments) throws Exception {
      try (Loop loop = Loop.open("one");
          Loop second = Loop.open("two");
          SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
        Thread writer = loop.start(() -> send(pair.first()));
        second.start(() -> receive(pair.second())).join();
        writer.join();
      }
    }

    private static void send(Socket socket) {
      try {
        socket.sendAll("talked".getBytes());
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
    }

    private static void receive(Socket socket) {
      try {
        System.out.println("loops " + new String(socket.recv(100)));
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  static final class Denied {
    static final List<Callable<?>> CALLS =
        List.of(
            Socket::open,
            () -> Socket.pair(Family.UNIX, Type.STREAM),
            () -> Socket.listener(0),
            () -> Socket.dial("localhost", 1),
            () -> Server.open(Inet4.LOOPBACK.withPort(0), c -> c.write("hello")),
            Poll::open,
            Pipe::open,
            DescriptorLimit::current,
            () -> Resolver.getaddrinfo("localhost", "80"),
            () -> Interfaces.nameIndex(),
            () -> Services.getservbyname("http", "tcp"),
            () -> Protocols.getprotobyname("tcp"));

    public static void main(String[] arguments) {
      for (int round = 0; round < 2; round++) {
        for (Callable<?> call : CALLS) {
          try {
            System.out.println("no exception, but " + call.call());
          } catch (Throwable t) {
            System.out.println(t.getClass().getSimpleName() + ": " + t.getMessage());
            if (!(t instanceof IllegalCallerException)) {
              t.printStackTrace(System.out);
            }
          }
        }
      }
    }
  }
}
