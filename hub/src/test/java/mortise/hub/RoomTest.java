package mortise.hub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.impl.Headers;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.RoomMember;
import mortise.testing.Until;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
  private static final RoomTimes SHORT =
      new RoomTimes(Duration.ofMillis(200), Duration.ofSeconds(2));

  private final Recorder a = new Recorder();
  private final Recorder b = new Recorder();

  private static NatsRoom join(String servers, String node, Recorder recorder) throws IOException {
    HubSettings settings = HubSettings.parse(servers + "/test.room").with(null, null, node, false);
    return NatsRoom.join(settings, recorder, SHORT);
  }

  private static RoomMember member(NatsRoom room, int number) {
    return new RoomMember(room.node(), number, "127.0.0.1");
  }

  private static void say(NatsRoom room, int member, String text) throws IOException {
    room.publish(member(room, member), text.getBytes(UTF_8));
  }

  /** Publishes until a message arrives: the other node is subscribed then. */
  private static void meet(NatsRoom from, Recorder to) throws Exception {
    for (int i = 0; to.said().isEmpty(); i++) {
      say(from, 9, "here " + i);
      Thread.sleep(20);
    }
  }

  /** Until it is heard: the server may not have the other's subscription yet. */
  private static void sayUntilHeard(NatsRoom from, Recorder to, String text) throws Exception {
    String heard = "4@" + from.node() + " " + text;
    while (!to.said().contains(heard)) {
      say(from, 4, text);
      Thread.sleep(20);
    }
  }

  @Test
  void membersOfAllNodesHearEachOtherInOrder() throws Exception {
    try (NatsServer server = NatsServer.start();
        NatsRoom one = join(server.url(), "a", a);
        NatsRoom two = join(server.url(), "b", b)) {
      meet(one, b);
      meet(two, a);
      List<String> texts = IntStream.range(0, 2000).mapToObj(i -> "text " + i).toList();
      FutureTask<Void> other =
          new FutureTask<>(() -> {
            for (String text : texts) {
              say(one, 5, text);
            }
            return null;
          });
      Thread.ofVirtual().start(other);
      for (String text : texts) {
        say(one, 4, text);
        say(two, 4, text);
      }
      other.get();
      say(one, 6, "end");
      say(two, 6, "end");
      b.awaitSaid("6@a end");
      a.awaitSaid("6@b end");
      assertThat(b.said("a")).isEqualTo(texts);
      assertThat(a.said("b")).isEqualTo(texts);
      assertThat(b.said()).filteredOn(line -> line.startsWith("5@a ")).hasSize(2000);
      assertThat(b.lost()).isZero();
      assertThat(two.stats().repeated()).isZero();
    }
  }

  @Test
  void presenceOfOthersIsAnnouncedAndEndsWithTheirNode() throws Exception {
    try (NatsServer server = NatsServer.start();
        NatsRoom one = join(server.url(), "a", a)) {
      one.joined(member(one, 4));
      NatsRoom two = join(server.url(), "b", b);
      b.awaitNews("arrived 4@a 127.0.0.1");
      two.joined(member(two, 7));
      a.awaitNews("arrived 7@b");
      one.left(member(one, 4));
      b.awaitNews("departed 4@a ");
      two.close();
      a.awaitNews("departed 7@b ");
    }
  }

  @Test
  void nodeThatFallsSilentIsForgotten() throws Exception {
    try (NatsServer server = NatsServer.start();
        NatsRoom one = join(server.url(), "a", a);
        Client ghost = Client.of(server)) {
      Envelope.Kind kind = Envelope.Kind.LIST;
      Headers headers = new Envelope(kind, "ghost", "life", 0, 0, null).headers();
      ghost
          .connection()
          .publish("test.room.here.ghost", headers, "4 10.0.0.1\nx y\n5 a\033b\n".getBytes(UTF_8));
      a.awaitNews("arrived 5@ghost a\\x1bb");
      a.awaitNews("departed 4@ghost its node is silent");
      assertThat(one.stats().malformed()).isZero();
    }
  }

  @Test
  void restartOfTheServerIsSurvived() throws Exception {
    try (NatsServer server = NatsServer.start();
        NatsRoom one = join(server.url(), "a", a);
        NatsRoom two = join(server.url(), "b", b)) {
      meet(one, b);
      server.kill();
      a.awaitNews("the connection is lost; reconnecting");
      b.awaitNews("the connection is lost; reconnecting");
      say(one, 4, "while it was away");
      server.startAgain();
      a.awaitNews("connected again");
      b.awaitNews("connected again");
      sayUntilHeard(one, b, "again");
      // What has waited here comes first; the receiver may have come back after it.
      assertThat(b.said("a").size() + b.lost()).isGreaterThanOrEqualTo(2);
      assertThat(one.stats().reconnects()).isOne();
      assertThat(two.stats().reconnects()).isOne();
    }
  }

  @Test
  void fullBufferIsRefusedAndLeavesNoGap() throws Exception {
    try (NatsServer server = NatsServer.start();
        NatsRoom one = join(server.url(), "a", a);
        NatsRoom two = join(server.url(), "b", b)) {
      meet(one, b);
      server.kill();
      a.awaitNews("the connection is lost");
      String large = "x".repeat(1 << 14);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  say(one, 4, large);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining(server.url() + ": no connection, and the buffer of 2 MiB is full");
      assertThat(one.stats().waitingOut()).isBetween(1L << 20, 2L << 20);
      assertThat(two.stats().published()).isZero();
      assertThat(one.stats().refused()).isOne();
      server.startAgain();
      a.awaitNews("connected again");
      b.awaitNews("connected again");
      sayUntilHeard(one, b, "again");
      // Those before the first that has arrived count for nobody.
      long before = Long.parseLong(b.said().getFirst().substring("9@a here ".length()));
      long sent = one.stats().published() - before;
      Until.holds(() -> two.stats().received() + b.lost() == sent);
    }
  }

  /** The one that reads nothing holds up neither the speaker nor the other. */
  @Test
  void slowNodeIsBoundedAndToldItsLoss() throws Exception {
    Recorder slow = new Recorder();
    try (NatsServer server = NatsServer.start();
        NatsRoom one = join(server.url(), "a", a);
        NatsRoom two = join(server.url(), "b", b);
        NatsRoom three = join(server.url(), "c", slow)) {
      meet(one, b);
      meet(one, slow);
      slow.shut();
      int before = b.said().size();
      int count = 10_000;
      String text = "x".repeat(1000);
      for (int i = 0; i < count; i++) {
        say(one, 4, text);
        if (i % 250 == 0) {
          // At the pace of the other, so that only one is slow.
          b.awaitSaid(before + Math.max(0, i - 250));
        }
      }
      b.awaitSaid(before + count);
      assertThat(b.lost()).isZero();
      assertThat(three.stats().waitingIn()).isBetween(1L, CoreCarrier.WAITING_BYTES + 65_536L);
      slow.open();
      Until.holds(() -> three.stats().waitingIn() == 0); // or the end has no room either
      say(one, 4, "end");
      slow.awaitSaid("4@a end");
      assertThat(slow.lost()).isPositive();
      assertThat(slow.said("a").size() + slow.lost()).isEqualTo(count + 1);
      assertThat(three.stats().lost()).isEqualTo(slow.lost());
      assertThat(two.stats().lost()).isZero();
    }
  }

  /** What was lost last is noticed without a message behind it. */
  @Test
  void tickShowsTheLossOfTheLastMessages() throws Exception {
    try (NatsServer server = NatsServer.start();
        NatsRoom one = join(server.url(), "a", a);
        Client other = Client.of(server)) {
      Envelope said = new Envelope(Envelope.Kind.SAID, "x", "life", 1, 4, "me");
      other.connection().publish("test.room.said.x", said.headers(), "hello".getBytes(UTF_8));
      a.awaitSaid("4@x hello");
      Envelope tick = new Envelope(Envelope.Kind.TICK, "x", "life", 8, 0, null);
      other.connection().publish("test.room.tick.x", tick.headers(), new byte[0]);
      a.awaitNews("lost 7 of x");
      assertThat(one.stats().lost()).isEqualTo(7);
    }
  }

  @Test
  void whatIsNoneOfANodeIsCountedAndHarmless() throws Exception {
    try (NatsServer server = NatsServer.start();
        NatsRoom one = join(server.url(), "a", a);
        Client other = Client.of(server)) {
      other.connection().publish("test.room.said.x", "no headers".getBytes(UTF_8));
      other
          .connection()
          .publish("test.room.said.x", new Headers().put("Mortise-Seq", "x"), new byte[0]);
      Headers negative = new Envelope(Envelope.Kind.SAID, "x", "life", -5, 4, "me").headers();
      other.connection().publish("test.room.said.x", negative, new byte[0]);
      Headers noNode = new Envelope(Envelope.Kind.SAID, "x", "life", 5, 4, "me").headers();
      other.connection().publish("test.room.said.x*y$", noNode, new byte[0]);
      Until.holds(() -> one.stats().malformed() == 4);
      // Bytes where headers should be, by no client that would let them pass.
      try (Socket raw = new Socket("127.0.0.1", server.port())) {
        byte[] junk = "\377\n:\r\r\nNATS/1.0\r\n\r\n".getBytes(ISO_8859_1);
        String line =
            "CONNECT {\"verbose\":false,\"headers\":true}\r\nHPUB test.room.said.x "
                + junk.length
                + " "
                + junk.length
                + "\r\n";
        raw.getOutputStream().write(line.getBytes(ISO_8859_1));
        raw.getOutputStream().write(junk);
        raw.getOutputStream().write("\r\nPING\r\n".getBytes(ISO_8859_1));
        raw.getOutputStream().flush();
        byte[] answer = raw.getInputStream().readNBytes(4);
        assertThat(answer).isEqualTo("INFO".getBytes(UTF_8));
        Headers fine = new Envelope(Envelope.Kind.SAID, "y", "life", 1, 4, "me\033[2J").headers();
        while (a.said().isEmpty()) {
          other.connection().publish("test.room.said.y", fine, "fine".getBytes(UTF_8));
          Thread.sleep(20);
        }
        assertThat(a.said()).contains("4@y fine");
      }
    }
  }

  @Test
  void nameOfAnotherNodeIsRefused() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      try (NatsRoom one = join(server.url(), "a", a)) {
        assertThatThrownBy(() -> join(server.url(), "a", b))
            .hasMessage(
                "hub: another node of the room has the name a: give each its own by --hub-node");
        try (NatsRoom other = join(server.url(), "b", b)) {
          meet(one, b);
          assertThat(other.node()).isEqualTo("b");
        }
        assertThat(a.news()).noneMatch(line -> line.contains("name"));
      }
      try (NatsRoom again = join(server.url(), "a", b)) {
        assertThat(again.node()).isEqualTo("a");
      }
    }
  }

  /** Of several that claim a name at the same moment one has it. */
  @RepeatedTest(5)
  void oneOfSeveralTwinsHasTheName() throws Exception {
    try (NatsServer server = NatsServer.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<NatsRoom>> joins = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        joins.add(threads.submit(() -> join(server.url(), "a", new Recorder())));
      }
      List<NatsRoom> rooms = new ArrayList<>();
      for (Future<NatsRoom> join : joins) {
        try {
          rooms.add(join.get());
        } catch (ExecutionException e) {
          assertThat(e).hasMessageContaining("another node of the room has the name a");
        }
      }
      rooms.forEach(NatsRoom::close);
      assertThat(rooms).hasSize(1);
    }
  }

  /** A server may still have the connection of a machine that has died. */
  @Test
  void nameOfANodeThatDoesNotAnswerIsFree() throws Exception {
    try (NatsServer server = NatsServer.start();
        Client dead = Client.of(server)) {
      dead.connection().subscribe("test.room.name.a");
      dead.connection().flush(Duration.ofSeconds(5));
      try (NatsRoom one = join(server.url(), "a", a)) {
        assertThat(one.node()).isEqualTo("a");
      }
    }
  }

  /** As where both were apart when they claimed it. */
  @Test
  void twinOfANodeThatWasApartIsReported() throws Exception {
    try (NatsServer server = NatsServer.start();
        Client twin = Client.of(server);
        NatsRoom one = join(server.url(), "a", a)) {
      Envelope list = new Envelope(Envelope.Kind.LIST, "a", "other", 0, 0, null);
      twin.connection().publish("test.room.here.a", list.headers(), new byte[0]);
      a.awaitNews("another node has this node's name a");
      assertThat(one.node()).isEqualTo("a");
    }
  }

  /** The node goes on at another server of the cluster. */
  @Test
  void deathOfAServerOfAClusterIsSurvived(@TempDir Path folder) throws Exception {
    List<NatsServer> servers = NatsServer.cluster(folder);
    String all = servers.get(0).url() + "," + servers.get(1).url().substring(7);
    try (NatsServer first = servers.get(0);
        NatsServer second = servers.get(1);
        NatsServer third = servers.get(2);
        NatsRoom one = join(first.url(), "a", a);
        NatsRoom two = join(third.url(), "b", b)) {
      assertThat(all).contains("" + second.port());
      meet(one, b);
      first.kill();
      a.awaitNews("connected again");
      sayUntilHeard(one, b, "from elsewhere");
      assertThat(b.lost()).isZero();
      assertThat(two.stats().reconnects()).isZero();
    }
  }
}
