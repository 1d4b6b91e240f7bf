package mortise.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.RoomMember;
import mortise.server.Connection;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HubCommandTest {
  /** {@code -Dhub.messages=100000} for the full run. */
  private static final int COUNT = Integer.getInteger("hub.messages", 3000);

  private static final int LONGEST = 4000;

  private static String await(Connection member, String end) throws IOException {
    while (true) {
      String line = member.readLine(LONGEST);
      if (line.endsWith(end)) {
        return line;
      }
    }
  }

  @Test
  void chatOfTwoNodesIsOne() throws Exception {
    try (NatsServer server = NatsServer.start();
        Node a = Node.listen(NatsServer.freePort(), "--chat", hub(server), "--hub-node", "a");
        Connection first = a.member()) {
      await(first, "already connected: nobody.");
      try (Node b = Node.listen(NatsServer.freePort(), "--chat", hub(server), "--hub-node", "b");
          Connection second = b.member()) {
        assertThat(await(second, "as <user4@a>.")).contains("127.0.0.1");
        await(first, "<announce> 127.0.0.1 is connected as <user4@b>.");
        second.write("a\033[2J\n<user4> forged\r<x>\n");
        assertThat(await(first, "[2J")).isEqualTo("<user4@b> a\\033[2J");
        assertThat(first.readLine(LONGEST)).isEqualTo("<user4@b> <user4> forged\\015<x>");
        first.write("hello\n");
        await(second, "<user4@a> hello");
        b.program().say("from b itself\n");
        await(first, "<user0@b> from b itself");
        a.program().signal("USR1").awaitError("published=1 refused=0 acknowledged=0 received=2");
        server.kill();
        await(first, "the connection is lost; reconnecting.");
        await(second, "the connection is lost; reconnecting.");
        first.write("while it is away\n");
        server.startAgain();
        await(first, "connected again.");
        await(second, "connected again.");
        second.timeout(java.time.Duration.ofMillis(200));
        for (boolean heard = false; !heard; ) {
          first.write("again\n");
          try {
            await(second, "<user4@a> again");
            heard = true;
          } catch (java.net.SocketTimeoutException _) {
            // The server may not have the other's subscription yet.
          }
        }
        b.program().signal("TERM").end();
      }
      await(first, "<announce> <user4@b> is disconnected.");
    }
  }

  @Test
  void brokerPassesBytesAsTheyAre() throws Exception {
    try (NatsServer server = NatsServer.start();
        Node a = Node.listen(NatsServer.freePort(), "--broker", hub(server));
        Node b = Node.listen(NatsServer.freePort(), "--broker", hub(server));
        Connection first = a.member();
        Connection second = b.member()) {
      byte[] all = new byte[256];
      for (int i = 0; i < all.length; i++) {
        all[i] = (byte) i;
      }
      // Until the other is a member.
      byte[] got = new byte[all.length];
      int count = 0;
      second.timeout(java.time.Duration.ofMillis(100));
      while (count == 0) {
        first.write(all);
        try {
          count = second.read(got);
        } catch (java.net.SocketTimeoutException _) {
          // Not yet.
        }
      }
      second.timeout(null);
      while (count < got.length) {
        count += second.read(got, count, got.length - count);
      }
      assertThat(got).isEqualTo(all);
    }
  }

  @Test
  void refusalIsOneSentence() throws Exception {
    int port = NatsServer.freePort();
    List<String> line =
        Node.command(
            "nc", "-l", "127.0.0.1", 0, "--chat", "--hub", "nats://127.0.0.1:" + port + "/r");
    try (Program nc = Program.start(line)) {
      assertThat(nc.end())
          .isEqualTo(
              new Program.Ended(
                  1,
                  "",
                  "Ncat: hub nats://127.0.0.1:"
                      + port
                      + ": connection refused; no server is there.\n"));
    }
  }

  /**
   * A member whose node is killed and started anew is shown all; one message may come once more,
   * where the node was killed between its writing and the storing of the place.
   */
  @Test
  @Timeout(600)
  void killedNodeIsFollowedByWhatItHasNotShown(@TempDir Path folder) throws Exception {
    int port = NatsServer.freePort();
    Object[] options;
    try (NatsServer server = NatsServer.withStreams(folder)) {
      options = new Object[] {"--chat", hub(server), "--hub-node", "b", "--durable"};
      List<String> before = new ArrayList<>();
      List<String> after = new ArrayList<>();
      HubSettings settings = HubSettings.parse(server.url() + "/r").with(null, null, "a", true);
      try (NatsRoom a = NatsRoom.join(settings, new Recorder(), RoomTimes.USUAL)) {
        try (Node b = Node.listen(port, options);
            Connection member = b.member()) {
          await(member, "already connected: nobody.");
          Thread speaker = Thread.ofVirtual().start(() -> speak(a));
          while (before.size() < COUNT / 3) {
            add(before, member.readLine(LONGEST));
          }
          b.program().signal("KILL");
          drain(before, member);
          speaker.join();
        }
        try (Node b = Node.listen(port, options);
            Connection member = b.member()) {
          while (!after.contains(text(COUNT - 1))) {
            add(after, member.readLine(LONGEST));
          }
        }
        assertThat(a.stats().refused()).isZero();
      }
      assertThat(before).doesNotHaveDuplicates();
      assertThat(after).doesNotHaveDuplicates();
      Set<String> all = new HashSet<>(before);
      all.addAll(after);
      assertThat(all).hasSize(COUNT);
      assertThat(before.size() + after.size() - COUNT).isBetween(0, 1);
    }
  }

  private static String text(int i) {
    return "<user4@a> text " + i;
  }

  private static void speak(NatsRoom room) {
    try {
      for (int i = 0; i < COUNT; i++) {
        byte[] bytes = ("text " + i + "\n").getBytes(UTF_8);
        room.publish(new RoomMember("a", 4, "127.0.0.1"), bytes);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void add(List<String> lines, String line) {
    if (line.startsWith("<user4@a> ")) {
      lines.add(line);
    }
  }

  private static void drain(List<String> lines, Connection member) throws IOException {
    try {
      for (String line; (line = member.readLine(LONGEST)) != null; ) {
        add(lines, line);
      }
    } catch (EOFException _) {
      // In the middle of a line, which the next node shows.
    }
  }

  private static List<String> hub(NatsServer server) {
    return List.of("--hub", server.url() + "/r");
  }
}
