package mortise.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.RoomMember;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dhub.messages=100000} for the full run. */
class DurableTest {
  private static final int COUNT = Integer.getInteger("hub.messages", 3000);

  private final Recorder a = new Recorder();
  private final Recorder b = new Recorder();

  @TempDir private Path folder;

  private static NatsRoom join(String servers, String node, Recorder recorder) throws IOException {
    HubSettings settings = HubSettings.parse(servers + "/test.room").with(null, null, node, true);
    return NatsRoom.join(settings, recorder, RoomTimes.USUAL);
  }

  private static void say(NatsRoom room, String text) throws IOException {
    room.publish(new RoomMember(room.node(), 4, "127.0.0.1"), text.getBytes(UTF_8));
  }

  private static boolean isTaken(NatsRoom room, String text) throws InterruptedException {
    try {
      say(room, text);
      return true;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("the buffer of 4 MiB is full");
      Thread.sleep(20);
      return false;
    }
  }

  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "text " + i).toList();
  }

  @Test
  @Timeout(600)
  void killedServerLosesAndRepeatsNothing() throws Exception {
    try (NatsServer server = NatsServer.withStreams(folder);
        NatsRoom one = join(server.url(), "a", a);
        NatsRoom two = join(server.url(), "b", b)) {
      boolean killed = false;
      for (int i = 0; i < COUNT; ) {
        if (i == COUNT / 3) {
          server.kill();
          killed = true;
        }
        // Past the buffer messages are refused; the speaker says those again.
        boolean taken = isTaken(one, "text " + i);
        i += taken ? 1 : 0;
        if (killed && (!taken || i == COUNT / 3 + 500)) {
          server.startAgain();
          killed = false;
        }
      }
      b.awaitSaid(COUNT);
      assertThat(b.said("a")).isEqualTo(texts(0, COUNT));
      assertThat(b.lost()).isZero();
      Until.holds(() -> one.stats().acknowledged() == COUNT);
      assertThat(one.stats().published()).isEqualTo(COUNT);
      Until.holds(() -> two.stats().received() == COUNT); // it counts after it has shown
    }
  }

  @Test
  void nodeThatWasAwayIsShownWhatItMissed() throws Exception {
    try (NatsServer server = NatsServer.withStreams(folder);
        NatsRoom one = join(server.url(), "a", a)) {
      try (NatsRoom two = join(server.url(), "b", b)) {
        say(one, "text 0");
        b.awaitSaid(1);
        assertThat(two.node()).isEqualTo("b");
      }
      for (String text : texts(1, 200)) {
        say(one, text);
      }
      Until.holds(() -> one.stats().acknowledged() == 200);
      server.kill();
      server.startAgain();
      Recorder again = new Recorder();
      again.members(false);
      try (NatsRoom two = join(server.url(), "b", again)) {
        say(one, "text 200");
        // Nobody is there, so that nothing is taken from the stream.
        Until.holds(() -> one.stats().acknowledged() == 201);
        assertThat(again.said()).isEmpty();
        again.members(true);
        again.awaitSaid(200);
        assertThat(again.said("a")).isEqualTo(texts(1, 201));
        assertThat(two.stats().lost()).isZero();
      }
    }
  }

  @Test
  void killedServerOfAClusterLosesNothing() throws Exception {
    List<NatsServer> servers = NatsServer.cluster(folder);
    try (NatsServer first = servers.get(0);
        NatsServer second = servers.get(1);
        NatsServer third = servers.get(2)) {
      // Elections take a moment.
      NatsRoom one = joinSoon(first.url(), "a", a);
      try (one;
          NatsRoom two = joinSoon(third.url(), "b", b)) {
        int count = 1000;
        for (int i = 0; i < count; i++) {
          if (i == count / 2) {
            first.kill();
          }
          say(one, "text " + i);
        }
        b.awaitSaid(count);
        assertThat(b.said("a")).isEqualTo(texts(0, count));
        assertThat(two.stats().lost()).isZero();
        assertThat(second.port()).isPositive();
      }
    }
  }

  private static NatsRoom joinSoon(String servers, String node, Recorder recorder)
      throws Exception {
    for (int i = 0; ; i++) {
      try {
        return join(servers, node, recorder);
      } catch (IOException e) {
        if (i == 100) {
          throw e;
        }
        Thread.sleep(200);
      }
    }
  }

  /** Its numbers are below those that this node has seen. */
  @Test
  void streamThatWasMadeAnewIsReadFromItsStart() throws Exception {
    try (NatsServer server = NatsServer.withStreams(folder);
        NatsRoom one = join(server.url(), "a", a);
        Client other = Client.of(server)) {
      try (NatsRoom two = join(server.url(), "b", b)) {
        say(one, "text 0");
        say(one, "text 1");
        b.awaitSaid(2);
        assertThat(two.stats().lost()).isZero();
      }
      other.connection().jetStreamManagement().deleteStream("mortise_test_room");
      Recorder again = new Recorder();
      try (NatsRoom two = join(server.url(), "b", again)) {
        again.awaitNews("the stream mortise_test_room is a new one, read from its start");
        say(one, "text 2");
        again.awaitSaid(1);
        assertThat(again.said("a")).containsExactly("text 2");
        assertThat(two.stats().lost()).isZero();
      }
    }
  }

  /** What is held back for an earlier message of one node holds back no other, nor its place. */
  @Test
  void heldMessageIsShownByTheNextRunAndOthersAreNot() throws Exception {
    try (NatsServer server = NatsServer.withStreams(folder);
        NatsRoom one = join(server.url(), "a", a);
        Client other = Client.of(server)) {
      try (NatsRoom two = join(server.url(), "b", b)) {
        publish(other, 1);
        publish(other, 3);
        say(one, "text 0");
        b.awaitSaid(2);
        assertThat(b.said()).containsExactly("4@x 1", "4@a text 0");
        assertThat(two.stats().waitingIn()).isOne();
      }
      Recorder again = new Recorder();
      try (NatsRoom two = join(server.url(), "b", again)) {
        say(one, "text 1");
        again.awaitSaid(2);
        assertThat(again.said()).containsExactly("4@x 3", "4@a text 1");
        assertThat(two.stats().lost()).isZero();
      }
    }
  }

  private static void publish(Client other, long sequence) throws Exception {
    Headers headers = new Envelope(Envelope.Kind.SAID, "x", "life", sequence, 4, "me").headers();
    headers.put("Nats-Msg-Id", "x-life-" + sequence);
    other
        .connection()
        .jetStream()
        .publish("test.room.said.x", headers, ("" + sequence).getBytes(UTF_8));
  }

  @Test
  void memberThatGetsNothingIsNotCountedAsShown() throws Exception {
    try (NatsServer server = NatsServer.withStreams(folder);
        NatsRoom one = join(server.url(), "a", a)) {
      Recorder gone =
          new Recorder() {
            @Override
            public boolean awaitShown() {
              members(false);
              return false;
            }
          };
      try (NatsRoom two = join(server.url(), "b", gone)) {
        say(one, "text 0");
        gone.awaitSaid(1);
        assertThat(two.node()).isEqualTo("b");
      }
      try (NatsRoom two = join(server.url(), "b", b)) {
        b.awaitSaid(1);
        assertThat(b.said("a")).containsExactly("text 0");
        assertThat(two.stats().lost()).isZero();
      }
    }
  }
}
