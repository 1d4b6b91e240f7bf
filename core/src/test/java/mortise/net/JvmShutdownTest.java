package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Thread.State;
import java.util.List;
import mortise.testing.ChildJvm;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

/** What becomes of pollers when the JVM ends, which would wait for a thread in native code. */
final class JvmShutdownTest {
  @Test
  void pollersWaitInJavaAndSocketsGoOn() throws Exception {
    String output =
        new ChildJvm()
            .with("--add-opens", "java.base/java.lang=ALL-UNNAMED")
            .run(Child.class)
            .succeeded();
    assertThat(output.lines()).containsExactly("in native code", "in Java", "echo", "echo");
  }

  /** Ends while a thread waits in a loop's poller and another in everybody's. */
  static final class Child {
    public static void main(String... arguments) throws Exception {
      Loop loop = Loop.open("end");
      SocketPair ofLoop = Socket.pair(Family.UNIX, Type.STREAM);
      SocketPair ofAll = Socket.pair(Family.UNIX, Type.STREAM);
      loop.start(() -> echo(ofLoop));
      Thread.ofPlatform().daemon().start(() -> echo(ofAll));
      Until.holds(() -> pollersAre(State.RUNNABLE));
      IO.println("in native code");
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  Until.holds(() -> pollersAre(State.TIMED_WAITING));
                  IO.println("in Java");
                  ask(ofLoop);
                  ask(ofAll);
                } catch (Exception e) {
                  IO.println(e);
                }
              }));
      System.exit(0);
    }

    private static void echo(SocketPair pair) {
      try {
        pair.second().send(pair.second().recv(10));
      } catch (java.io.IOException e) {
        IO.println(e);
      }
    }

    private static void ask(SocketPair pair) throws java.io.IOException {
      pair.first().send("echo".getBytes());
      IO.println(new String(pair.first().recv(10)));
    }

    /** The thread of the loop may be its second or third: one that is slow to start is replaced. */
    private static boolean pollersAre(State state) {
      List<String> waiting =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getState() == state)
              .map(Thread::getName)
              .toList();
      return waiting.contains("mortise-poller")
          && waiting.stream().anyMatch(name -> name.startsWith("end-"));
    }
  }
}
