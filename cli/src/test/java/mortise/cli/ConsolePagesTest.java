package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import mortise.testing.ConsoleSession;
import mortise.testing.MarkdownPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the pages show at a shell is run, and prints what they say. A page that is also there in
 * Chinese is run once: the code of both is equal. Each session starts some JVMs, so a build runs
 * those of README and the tutorial; {@code -Dpages=.*} runs all, {@code -Dpages=nc.*} some.
 */
final class ConsolePagesTest {
  private static final String PAGES = System.getProperty("pages", "(README|tutorial)[.]md");

  @TempDir private Path folder;

  /** A block of a page. */
  record Session(MarkdownPage page, MarkdownPage.Block block) {
    @Override
    public String toString() {
      return block.toString();
    }
  }

  static Stream<Session> sessions() throws IOException {
    return Stream.of(Shell.checkout(), Shell.checkout().resolve("docs"))
        .flatMap(ConsolePagesTest::pages)
        .filter(page -> !page.path().toString().endsWith(".zh.md"))
        .filter(page -> page.path().getFileName().toString().matches(PAGES))
        .flatMap(page ->
            page.blocks().stream()
                .filter(block -> block.language().equals("console"))
                .map(block -> new Session(page, block)));
  }

  private static Stream<MarkdownPage> pages(Path folder) {
    try {
      return MarkdownPage.in(folder).stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void printsWhatThePageSays(Session session) throws Exception {
    session(session.block.text(), session.page.filesBefore(session.block)).run();
  }

  /** Called through the link it is ncat, as the launcher has it. */
  private ConsoleSession session(String text, Map<String, String> files) throws IOException {
    String command =
        String.join(" ", Mortise.quoted()) + " $(case $0 in */ncat) echo ncat ;; esac)";
    ConsoleSession session = new ConsoleSession(text, folder, files);
    session.program("mortise", "exec " + command + " \"$@\"");
    Files.createSymbolicLink(folder.resolve("bin/ncat"), folder.resolve("bin/mortise"));
    return session;
  }

  @Test
  void differencesAreSeen() {
    assertThat(ConsoleSession.pattern("sent 3 B in 2.5 ms"))
        .isNotEqualTo(ConsoleSession.pattern("sent 3 B"));
    assertThat("sent 999 KiB in 0.1 s").matches(ConsoleSession.pattern("sent 3 B in 2.5 ms"));
    assertThat("sent nothing in 0.1 s").doesNotMatch(ConsoleSession.pattern("sent 3 B in 2.5 ms"));
    assertThat("1").doesNotMatch(ConsoleSession.pattern("0"));
  }

  @Test
  void typedLineFollowsWhatIsPrinted() throws Exception {
    String reads = "read a && echo $((a + 1))";
    session("$ printf 'number? ' && " + reads + "\nnumber?\n41↵\n42\n", Map.of()).run();
  }

  @Test
  void otherOutputThanThePageSaysIsAnError() throws Exception {
    ConsoleSession session = session("$ cat a.txt\none\n", Map.of("a.txt", "two\n"));
    assertThatThrownBy(session::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("one")
        .hasMessageContaining("two");
  }
}
