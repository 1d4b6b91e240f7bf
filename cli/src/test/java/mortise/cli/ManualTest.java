package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mortise.cli.manual.Manual;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages, read by those who read manual pages. */
final class ManualTest {
  @TempDir private static Path folder;

  private static List<Path> pages;

  @BeforeAll
  static void write() throws IOException {
    List<Path> files = Manual.write(Verbs.commandLine().getCommandSpec(), Verbs.version(), folder);
    pages = files.stream().filter(file -> file.toString().endsWith(".1")).toList();
  }

  @Test
  void everyVerbHasItsPage() {
    List<String> names =
        Verbs.commandLine().getSubcommands().values().stream()
            .filter(verb -> !verb.getCommandSpec().usageMessage().hidden())
            .map(verb -> "mortise-" + verb.getCommandName() + ".1")
            .toList();
    assertThat(pages.stream().map(page -> page.getFileName().toString()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("mortise.1"), names.stream()).toList());
  }

  @Test
  void groffHasNothingAgainstThem() throws Exception {
    for (Path page : pages) {
      try (Program groff = Program.start("groff", "-man", "-Tutf8", "-ww", "-z", page)) {
        assertThat(groff.end()).as(page.toString()).isEqualTo(new Program.Ended(0, "", ""));
      }
    }
  }

  @Test
  void mandocHasNothingAgainstThem() throws Exception {
    try (Program mandoc = Program.start("mandoc", "-Tlint", "-Wwarning", pages)) {
      assertThat(mandoc.end()).isEqualTo(new Program.Ended(0, "", ""));
    }
  }

  @Test
  void everyOptionIsToldOf() throws Exception {
    for (Path page : pages) {
      String text = Files.readString(page);
      assertThat(text).contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", "\\-\\-help");
      assertThat(text).doesNotContain("${", "%n", "@|", "null");
    }
    assertThat(folder.resolve("man/man1/mortise-demo.1"))
        .content()
        .contains("\\fB\\-\\-port\\fR=\\fIPORT\\fR\n", "127.0.0.1", "mortise demo \\-\\-trace");
  }

  @Test
  void manShowsThem() throws Exception {
    ProcessBuilder man =
        new ProcessBuilder("man", "-P", "cat", folder.resolve("man/man1/mortise.1").toString());
    man.environment().put("MANWIDTH", "80");
    try (Program program = Program.start(man)) {
      Program.Ended ended = program.end();
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).contains("MORTISE(1)", "mortise [OPTION]... VERB", "EXIT STATUS");
    }
  }

  @Test
  void helpShowsThePageByManOrItsSource() throws Exception {
    ProcessBuilder byMan = new ProcessBuilder(Mortise.command("help", "serve", "--man"));
    byMan.environment().put("MANPAGER", "cat");
    try (Program program = Program.start(byMan)) {
      Program.Ended ended = program.end();
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).contains("MORTISE-SERVE(1)", "SYNOPSIS");
    }
    ProcessBuilder source = new ProcessBuilder(Mortise.command("help", "--man"));
    source.environment().put("PATH", folder.toString());
    try (Program program = Program.start(source)) {
      assertThat(program.end().out()).contains(".TH MORTISE 1 ", ".SH SYNOPSIS");
    }
    try (Program program = Mortise.start("help", "--man", "nothing")) {
      Program.Ended ended = program.end();
      assertThat(ended.status()).isEqualTo(Main.USAGE);
      assertThat(ended.err()).contains("no manual page of 'nothing'", "Try 'mortise --help'");
    }
  }
}
