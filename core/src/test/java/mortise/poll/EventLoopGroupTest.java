package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Until;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsLinux("CPU times of threads")
@Timeout(60)
final class EventLoopGroupTest {
  @BeforeEach
  void needsLoops() {
    Assumptions.assumeTrue(EventLoop.isGranted(), "loops are not granted");
  }

  private static List<String> ownersOf(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(thread -> thread.startsWith(name + "-"))
        .toList();
  }

  /** Answers with the name of the loop that runs it, until the end. */
  private static void answer(Socket socket) {
    try (socket) {
      while (socket.recv(1).length > 0) {
        socket.sendAll(EventLoop.current() + "\n");
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String ask(Socket client) throws Exception {
    client.sendAll("?");
    String answer = "";
    while (!answer.endsWith("\n")) {
      answer += client.recvText(100);
    }
    return answer.strip();
  }

  /** A thread that finds the next request there before it waits stays for one more. */
  private static void movesTo(String loop, Socket client) throws Exception {
    Until.holds(() -> ask(client).equals("loop " + loop));
  }

  @Test
  void aThreadThatWaitsMovesAndItsSocketWithIt() throws Exception {
    try (EventLoop one = EventLoop.open("one");
        EventLoop two = EventLoop.open("two");
        SocketPair pair = Loopback.TCP4.pair()) {
      Thread thread = one.startMovable(() -> answer(pair.second()));
      assertThat(ask(pair.first())).isEqualTo("loop one");
      one.relocate(new Relocation(1, two));
      movesTo("two", pair.first());
      one.relocate(null);
      two.relocate(new Relocation(1, one));
      movesTo("one", pair.first());
      pair.first().close();
      thread.join();
    }
  }

  @Test
  void aShareOfTheThreadsMovesAndEachIsAskedOnce() throws Exception {
    try (EventLoop one = EventLoop.open("one");
        EventLoop two = EventLoop.open("two");
        EventLoop three = EventLoop.open("three")) {
      List<SocketPair> pairs = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        SocketPair pair = Loopback.TCP4.pair();
        pairs.add(pair);
        threads.add(one.startMovable(() -> answer(pair.second())));
        ask(pair.first());
      }
      one.relocate(new Relocation(0.5, two, three));
      List<String> answers = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        answers.clear();
        for (SocketPair pair : pairs) {
          answers.add(ask(pair.first()));
        }
      }
      assertThat(answers).filteredOn("loop one"::equals).hasSize(10);
      assertThat(answers).filteredOn("loop two"::equals).hasSize(5);
      assertThat(answers).filteredOn("loop three"::equals).hasSize(5);
      for (SocketPair pair : pairs) {
        pair.first().close();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  void aLoopEndsWithTheThreadsThatHaveMovedToIt() throws Exception {
    SocketPair pair = Loopback.TCP4.pair();
    EventLoop one = EventLoop.open("left");
    EventLoop two = EventLoop.open("taken");
    Thread thread = one.startMovable(() -> answer(pair.second()));
    one.relocate(new Relocation(1, two));
    movesTo("taken", pair.first());
    one.close();
    two.close();
    Until.holds(() -> ownersOf("left").isEmpty());
    assertThat(ask(pair.first())).as("it still runs").isEqualTo("loop taken");
    pair.first().close();
    thread.join();
    Until.holds(() -> ownersOf("taken").isEmpty());
  }

  @Test
  void aThreadStaysWhereTheOtherLoopIsClosed() throws Exception {
    try (EventLoop one = EventLoop.open("one");
        SocketPair pair = Loopback.TCP4.pair()) {
      EventLoop two = EventLoop.open("two");
      two.close();
      Thread thread = one.startMovable(() -> answer(pair.second()));
      one.relocate(new Relocation(1, two));
      ask(pair.first());
      assertThat(ask(pair.first())).isEqualTo("loop one");
      pair.first().close();
      thread.join();
    }
  }

  /** It waits on the loop of its parent, which moves meanwhile. */
  @Test
  void aThreadOfAThreadThatMovesLosesNoWake() throws Exception {
    try (EventLoop one = EventLoop.open("one");
        EventLoop two = EventLoop.open("two");
        SocketPair pair = Loopback.TCP4.pair();
        SocketPair childs = Loopback.TCP4.pair()) {
      CompletableFuture<Thread> child = new CompletableFuture<>();
      Thread thread =
          one.startMovable(() -> {
            child.complete(Thread.startVirtualThread(() -> answer(childs.second())));
            answer(pair.second());
          });
      for (int round = 0; round < 50; round++) {
        EventLoop from = round % 2 == 0 ? one : two;
        EventLoop to = round % 2 == 0 ? two : one;
        assertThat(ask(childs.first())).isIn("loop one", "loop two");
        from.relocate(new Relocation(1, to));
        movesTo(round % 2 == 0 ? "two" : "one", pair.first());
        from.relocate(null);
      }
      pair.first().close();
      childs.first().close();
      thread.join();
      child.get().join();
    }
  }

  @Test
  void loopsThatAreNearlyBusyGetHelpAndGiveItUpWhenItIsCalm() throws Exception {
    List<Integer> told = new ArrayList<>();
    try (EventLoopGroup group = EventLoopGroup.open("group", 4)) {
      group.whenActiveChanges(told::add);
      assertThat(group.active()).isEqualTo(1);
      group.decide(new double[] {0.95, 0, 0, 0}, 5_000, 1000, true);
      assertThat(group.active()).isEqualTo(2);
      assertThat(group.loop(0).relocation()).isNotNull();
      assertThat(group.loop(1).relocation()).isNull();
      assertThat(group.loop(3).relocation()).as("it is not used").isNotNull();
      for (int i = 0; i < 100; i++) {
        group.decide(new double[] {0.1, 0.1, 0, 0}, 5_000, 1000, true);
      }
      assertThat(group.active()).isEqualTo(1);
      assertThat(group.loop(0).relocation()).isNull();
      assertThat(group.loop(1).relocation()).as("its threads go").isNotNull();
    }
    assertThat(told).containsExactly(2, 1);
  }

  @Test
  void aClosedGroupStartsNoThread() {
    EventLoopGroup group = EventLoopGroup.open("closed", 2);
    group.close();
    assertThatThrownBy(() -> group.start(0, () -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("loop closed-0 is closed");
  }
}
