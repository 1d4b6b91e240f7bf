package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Trace;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
  private final StringWriter out = new StringWriter();
  private final Transcript transcript = new Transcript(new PrintWriter(out));

  @Test
  void everyLineOfAMessageHasThePrefix() {
    transcript.line("server", "one\r\ntwo\n\nfour");
    transcript.line("client", "");
    transcript.note("server", "aside");
    assertThat(out.toString().lines())
        .containsExactly(
            "server | one",
            "server | two",
            "server | ",
            "server | four",
            "client | ",
            "server | (aside)");
  }

  @Test
  void whatAPeerSendsCannotSteerTheTerminal() {
    transcript.line("server", "\033]0;title\007 a\tb \u009b2J grüß");
    assertThat(out.toString().strip())
        .isEqualTo("server | \\x1b]0;title\\x07 a\\tb \\u009b2J grüß");
  }

  /** A receive may return before the send that it is caused by. */
  @Test
  void callIsWhereItBegan() throws Exception {
    Thread server = Thread.ofVirtual().name("server").unstarted(() -> {});
    Thread client = Thread.ofVirtual().name("client").unstarted(() -> {});
    transcript.begins(server);
    transcript.accept(call(client, "recv"));
    transcript.line("client", "the data received is byebye");
    assertThat(out.toString()).isEmpty();
    transcript.accept(call(server, "send"));
    transcript.accept(call(server, "recv"));
    assertThat(out.toString().lines().map(line -> line.replaceAll("\\(.*", "")))
        .containsExactly(
            "server | 5. send",
            "client | 3. recv",
            "client | the data received is byebye",
            "server | 5. recv");
  }

  private static Trace.Call call(Thread thread, String name) {
    return new Trace.Call(thread, Instant.now(), Duration.ZERO, name, 5, "", 6, "");
  }

  @Test
  void messagesOfTwoSidesStayWhole() throws Exception {
    List<Thread> sides = new ArrayList<>();
    for (String side : List.of("server", "client")) {
      sides.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 1000; i++) {
                  transcript.line(side, "begin " + i + "\nend " + i);
                }
              }));
    }
    for (Thread side : sides) {
      side.join();
    }
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(4000);
    for (int i = 0; i < lines.size(); i += 2) {
      assertThat(lines.get(i + 1)).isEqualTo(lines.get(i).replace("begin", "end"));
    }
  }
}
