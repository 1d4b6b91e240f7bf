package mortise.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import mortise.cli.Mortise;
import mortise.net.Family;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The lessons, whose calls are traced: one at a time. */
@ResourceLock("mortise.net.Trace")
final class LearnTest {
  private static final String TRACE = "mortise.net.Trace";

  private static Lesson lesson(String name) {
    return Lessons.all().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  private static Stage.Run run(Stage stage, String name) throws InterruptedException {
    for (Step step : stage.lesson().steps()) {
      if (step.name().equals(name)) {
        return stage.run(step);
      }
    }
    throw new AssertionError(name);
  }

  private static KernelView.Row row(Stage stage, String name) {
    return KernelView.of(stage).rows().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void until(Stage stage, String... steps) throws InterruptedException {
    for (String step : steps) {
      assertThat(run(stage, step).hasFailed()).as(step).isFalse();
    }
  }

  @Test
  @ResourceLock(TRACE)
  void whatIsLeftOverStaysInTheBuffer() throws Exception {
    try (Stage stage = new Stage(lesson("leftovers"))) {
      until(stage, "open-s", "bind", "listen", "open-c", "connect-c", "accept-ss", "send");
      assertThat(row(stage, "c").received()).isEqualTo(6);
      assertThat(run(stage, "recv-1").result()).isEqualTo("\"bye\"");
      assertThat(row(stage, "c").received()).isEqualTo(3);
      assertThat(run(stage, "recv-2").result()).isEqualTo("\"bye\"");
      Stage.Run last = run(stage, "recv-3");
      assertThat(last.waits()).isTrue();
      until(stage, "close-ss");
      Until.holds(() -> !last.waits());
      assertThat(last.result()).isEqualTo("\"\"");
    }
  }

  /** The server closes first, so its end is in TIME_WAIT for a minute. */
  @Test
  @ResourceLock(TRACE)
  void portIsFreeForTheNextServerWithoutAWait() throws Exception {
    int port;
    try (Stage stage = new Stage(lesson("leftovers"))) {
      until(stage, "open-s", "bind", "listen", "open-c", "connect-c", "accept-ss", "close-ss");
      port = stage.port();
    }
    try (Socket next = Socket.open().option(Option.SO_REUSEADDR, true)) {
      next.bind("127.0.0.1", port);
    }
  }

  @Test
  @ResourceLock(TRACE)
  void twoLessonsAtOnceListenAtDifferentPorts() throws Exception {
    try (Stage one = new Stage(lesson("tcp"));
        Stage two = new Stage(lesson("tcp"))) {
      until(one, "open-s", "bind");
      until(two, "open-s", "bind");
      until(one, "listen");
      until(two, "listen", "open-c", "connect-c", "accept-ss");
      assertThat(two.port()).isNotEqualTo(one.port());
    }
  }

  @Test
  @ResourceLock(TRACE)
  void aFullQueueLetsConnectWait() throws Exception {
    try (Stage stage = new Stage(lesson("backlog"))) {
      until(stage, "open-s", "bind", "listen", "open-c1", "connect-c1", "open-c2", "connect-c2");
      assertThat(row(stage, "s").received()).isEqualTo(2);
      until(stage, "open-c3");
      Stage.Run third = run(stage, "connect-c3");
      assertThat(third.waits()).isTrue();
      assertThat(row(stage, "c3").state()).isEqualTo("SYN_SENT");
      until(stage, "accept-ss");
      Until.holds(() -> !third.waits());
      assertThat(third.hasFailed()).as(third.result()).isFalse();
    }
  }

  @Test
  @ResourceLock(TRACE)
  void acceptBeforeConnectWaitsForIt() throws Exception {
    try (Stage stage = new Stage(lesson("tcp"))) {
      until(stage, "open-s", "bind", "listen");
      Stage.Run accept = run(stage, "accept-ss");
      assertThat(accept.waits()).isTrue();
      until(stage, "open-c", "connect-c");
      Until.holds(() -> !accept.waits());
      assertThat(row(stage, "ss").state()).isEqualTo("ESTABLISHED");
      assertThat(run(stage, "recv-c").waits()).isTrue();
    }
  }

  @Test
  @ResourceLock(TRACE)
  void aStepBeforeItsSocketFails() throws Exception {
    try (Stage stage = new Stage(lesson("tcp"))) {
      Stage.Run run = run(stage, "accept-ss");
      assertThat(run.hasFailed()).isTrue();
      assertThat(run.result()).contains("variable s");
    }
  }

  @Test
  @ResourceLock(TRACE)
  void allLessonsRunInTheTerminalInBothLanguages() throws Exception {
    for (boolean chinese : new boolean[] {false, true}) {
      StringWriter out = new StringWriter();
      BufferedReader none = new BufferedReader(new StringReader(""));
      new LearnText(new PrintWriter(out), none, chinese).run("");
      String text = out.toString();
      assertThat(text).contains(chinese ? "服务器的六个步骤" : "A server in six steps");
      assertThat(text)
          .contains("connect(", "CLOSE_WAIT", "TIME_WAIT", "ECONNRESET", "EPIPE")
          .contains("SYN_SENT", "-> \"bye\", 127.0.0.1:", "-> pid ")
          .doesNotContain("null", "variable s has");
    }
  }

  /** As on systems whose kernel has no list: what is unknown is not shown as zero. */
  @Test
  void portableLayerShowsWhatSocketsKnow() throws Exception {
    try (Program learn =
        Mortise.start("-Dmortise.sys=portable", "learn", "--text", "--lesson", "leftovers")) {
      learn.endInput();
      Program.Ended ended = learn.end();
      assertThat(ended.out())
          .contains("no list of the kernel here")
          .containsPattern("s +LISTEN +127.0.0.1:\\d+ +\\? +\\?")
          .containsPattern("c +ESTABLISHED +127.0.0.1:\\d+ +127.0.0.1:\\d+ +6 +\\?")
          .containsPattern("c +ESTABLISHED +127.0.0.1:\\d+ +127.0.0.1:\\d+ +3 +\\?");
    }
  }

  /** Whatever is accepted or bound after the end has no owner that would close it. */
  @Test
  void aStageThatIsClosedKeepsNoSocket() throws Exception {
    Stage stage = new Stage(lesson("tcp"));
    until(stage, "open-s");
    stage.close();
    Socket late = Socket.open(Family.INET, Type.STREAM);
    stage.put("s", late);
    assertThat(late.isOpen()).isFalse();
  }

  @Test
  @ResourceLock(TRACE)
  void aReaderMayEnd() throws Exception {
    StringWriter out = new StringWriter();
    BufferedReader two = new BufferedReader(new StringReader("\nq\n"));
    new LearnText(new PrintWriter(out), two, false).run("tcp");
    assertThat(out.toString()).contains("2. [server").doesNotContain("3. [server");
  }

  @Test
  void everyTextHasBothLanguages() {
    for (Lesson lesson : Lessons.all()) {
      assertThat(lesson.title().chinese()).matches("(?s).*\\p{IsHan}.*");
      for (Step step : lesson.steps()) {
        assertThat(step.told().english()).isNotBlank().doesNotMatch("(?s).*\\p{IsHan}.*");
        assertThat(step.told().chinese())
            .as(step.name())
            .matches("(?s).*\\p{IsHan}.*|ECONN.*|EPIPE.*");
      }
      assertThat(lesson.steps().stream().map(Step::name)).doesNotHaveDuplicates();
    }
  }
}
