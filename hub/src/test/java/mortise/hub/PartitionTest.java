package mortise.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts that are cut off: packets are dropped, and no connection is closed. A client of NATS finds
 * that by its pings, within 30 s.
 */
class PartitionTest {
  private static final int COUNT = 40;

  @TempDir private Path folder;

  private Program server(Lan lan, int host, Object... more)
      throws IOException, InterruptedException {
    Path files = folder.resolve("s" + host);
    Program server =
        lan.start(host, "nats-server", "-p", 4222, "-js", "-sd", files, Program.words(more));
    return server.awaitError("Server is ready");
  }

  private static Program node(Lan lan, int host, String servers, String name, Object... more)
      throws IOException, InterruptedException {
    List<String> words =
        Program.words(
            "nc", "-v", "-l", "127.0.0.1", 4000, "--chat", "--hub", "nats://" + servers + "/r");
    List<String> command = Node.command(words, "--hub-node", name, Program.words(more));
    while (true) {
      Program node = lan.start(host, command);
      while (node.isAlive() && !node.err().contains("Listening on ")) {
        Thread.sleep(50);
      }
      if (node.isAlive()) {
        return node;
      }
      // A cluster elects its leaders for a while.
      assertThat(node.end().err()).contains("hub: ");
    }
  }

  private static Program member(Lan lan, int host) throws IOException, InterruptedException {
    return lan.start(host, Node.command("nc", "127.0.0.1", 4000)).awaitOutput("already connected");
  }

  private static void say(Program member, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      member.say("text " + i + ".\n");
    }
  }

  private static String text(int i) {
    return "text " + i + ".";
  }

  /** What a member was shown of another one's texts, in order. */
  private static List<String> shown(Program member) {
    return Pattern.compile("text \\d+\\.")
        .matcher(member.out())
        .results()
        .map(match -> match.group())
        .toList();
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(PartitionTest::text).toList();
  }

  @Test
  @Timeout(300)
  void nodeThatIsCutOffLosesNothing() throws Exception {
    try (Lan lan = Lan.open(2);
        Program server = server(lan, 1);
        Program a = node(lan, 1, Lan.address(1), "a", "--durable");
        Program b = node(lan, 2, Lan.address(1), "b", "--durable");
        Program here = member(lan, 1);
        Program there = member(lan, 2)) {
      say(here, 0, COUNT);
      there.awaitOutput(text(COUNT - 1));
      lan.cut(2);
      say(here, COUNT, 2 * COUNT);
      say(there, 1000, 1000 + COUNT);
      there.awaitOutput("the connection is lost; reconnecting");
      lan.mend(2);
      there.awaitOutput("connected again");
      there.awaitOutput(text(2 * COUNT - 1));
      here.awaitOutput(text(1000 + COUNT - 1));
      say(here, 2 * COUNT, 3 * COUNT);
      there.awaitOutput(text(3 * COUNT - 1));
      assertThat(shown(there)).isEqualTo(texts(3 * COUNT));
      assertThat(shown(here))
          .isEqualTo(IntStream.range(1000, 1000 + COUNT).mapToObj(PartitionTest::text).toList());
      assertThat(a.isAlive() && b.isAlive() && server.isAlive()).isTrue();
    }
  }

  @Test
  @Timeout(300)
  void nodeThatIsCutOffReportsWhatItHasMissed() throws Exception {
    try (Lan lan = Lan.open(2);
        Program server = server(lan, 1);
        Program a = node(lan, 1, Lan.address(1), "a");
        Program b = node(lan, 2, Lan.address(1), "b");
        Program here = member(lan, 1);
        Program there = member(lan, 2)) {
      for (int i = 0; !there.out().contains("hello"); i++) {
        here.say("hello " + i + "\n");
        Thread.sleep(100);
      }
      say(here, 0, COUNT);
      there.awaitOutput(text(COUNT - 1));
      lan.cut(2);
      say(here, COUNT, 2 * COUNT);
      there.awaitOutput("the connection is lost; reconnecting");
      lan.mend(2);
      there.awaitOutput("connected again");
      there.awaitOutput("messages lost");
      say(here, 2 * COUNT, 3 * COUNT);
      there.awaitOutput(text(3 * COUNT - 1));
      assertThat(shown(there)).hasSize(2 * COUNT).doesNotHaveDuplicates();
      assertThat(a.isAlive() && b.isAlive() && server.isAlive()).isTrue();
    }
  }

  @Test
  @Timeout(300)
  void serverOfAClusterThatIsCutOffLosesNothing() throws Exception {
    try (Lan lan = Lan.open(5);
        Program one = clustered(lan, 1);
        Program two = clustered(lan, 2);
        Program three = clustered(lan, 3)) {
      three.awaitError("metadata leader");
      try (Program a = node(lan, 4, Lan.address(1), "a", "--durable");
          // Of several addresses the client takes any; the other servers it hears of by this one.
          Program b = node(lan, 5, Lan.address(3), "b", "--durable");
          Program here = member(lan, 4);
          Program there = member(lan, 5)) {
        say(here, 0, COUNT);
        there.awaitOutput(text(COUNT - 1));
        lan.cut(3);
        say(here, COUNT, 2 * COUNT);
        there.awaitOutput("the connection is lost; reconnecting");
        there.awaitOutput("connected again");
        there.awaitOutput(text(2 * COUNT - 1));
        lan.mend(3);
        say(here, 2 * COUNT, 3 * COUNT);
        there.awaitOutput(text(3 * COUNT - 1));
        assertThat(shown(there)).isEqualTo(texts(3 * COUNT));
        assertThat(a.isAlive() && b.isAlive()).isTrue();
        assertThat(one.isAlive() && two.isAlive() && three.isAlive()).isTrue();
      }
    }
  }

  /** Nobody closes anything, so both ends find it by silence. */
  @Test
  @Timeout(300)
  void streamThatIsCutOffEndsAtBothEnds() throws Exception {
    try (Lan lan = Lan.open(2);
        Program server = server(lan, 1)) {
      String at = ":a.b,server=nats://" + Lan.address(1);
      List<String> accepts =
          Node.command("relay", "-v", "nats-stream-listen" + at + ",fork", "pipe");
      List<String> connects = Node.command("relay", "stdio", "nats-stream" + at);
      try (Program far = lan.start(1, accepts).awaitError("listening");
          Program near = lan.start(2, connects)) {
        near.say("before\n").awaitOutput("before");
        lan.cut(2);
        near.say("after\n");
        near.awaitError("for 30s");
        assertThat(near.end().status()).isOne();
        far.awaitError("no sign of the peer for 30s");
        assertThat(near.out()).isEqualTo("before\n");
        assertThat(far.isAlive() && server.isAlive()).isTrue();
      }
    }
  }

  private Program clustered(Lan lan, int host) throws IOException, InterruptedException {
    String routes = "nats://10.9.0.1:6222,nats://10.9.0.2:6222,nats://10.9.0.3:6222";
    return server(
        lan,
        host,
        "-n",
        "n" + host,
        "-cluster_name",
        "c",
        "-cluster",
        "nats://" + Lan.address(host) + ":6222",
        "-routes",
        routes);
  }
}
