package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion, done by the shells themselves. */
final class CompletionTest {
  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    for (String shell : List.of("bash", "zsh")) {
      StringWriter out = new StringWriter();
      assertThat(Verbs.run(new PrintWriter(out), new PrintWriter(out), "completion", shell))
          .isZero();
      Files.writeString(folder.resolve(shell), out.toString());
    }
    Files.createDirectory(folder.resolve("files"));
    Files.writeString(folder.resolve("files/a file.java"), "");
    Files.createDirectory(folder.resolve("files/atlas"));
  }

  @Test
  void bashKnowsVerbs() throws Exception {
    assertThat(bash("mortise", "")).contains("demo", "run", "completion").doesNotContain("manual");
    assertThat(bash("mortise", "de")).containsExactly("demo");
    assertThat(bash("mortise", "--he")).containsExactly("--help");
  }

  @Test
  void bashKnowsOptionsOfAVerb() throws Exception {
    assertThat(bash("mortise", "demo", "--")).contains("--port", "--host", "--trace", "--help");
    assertThat(bash("mortise", "demo", "--port", "")).isEmpty();
    assertThat(bash("mortise", "demo", "--port", "=", "1")).isEmpty();
    assertThat(bash("mortise", "completion", "")).containsExactly("bash", "zsh");
    assertThat(bash("mortise", "help", "--m")).containsExactly("--man");
    assertThat(bash("mortise", "help", "")).contains("nc", "serve").doesNotContain("manual");
  }

  @Test
  void bashKnowsOptionsOfNc() throws Exception {
    assertThat(bash("mortise", "nc", "--s"))
        .contains("--ssl", "--send-only", "--sh-exec", "--source-port");
    assertThat(bash("mortise", "nc", "-l", "--output", "files/at")).containsExactly("files/atlas");
    assertThat(bash("mortise", "nc", "--pcap", "=", "files/at")).containsExactly("files/atlas");
    assertThat(bash("mortise", "nc", "-p", "")).isEmpty();
  }

  @Test
  void bashKnowsHostsServicesAndPrograms() throws Exception {
    assertThat(bash("mortise", "nc", "localh")).contains("localhost");
    assertThat(bash("mortise", "ping", "localh")).contains("localhost");
    assertThat(bash("mortise", "nc", "--proxy", "localh")).contains("localhost");
    assertThat(bash("mortise", "nc", "localhost", "htt")).contains("http", "https");
    assertThat(bash("mortise", "nc", "-l", "-e", "/bin/ba")).contains("/bin/bash");
  }

  @Test
  void bashKnowsPathsOfUnixSocketsAndNoFilesElse() throws Exception {
    assertThat(bash("mortise", "nc", "-lU", "files/at")).containsExactly("files/atlas");
    assertThat(bash("mortise", "nc", "-l", "files/at")).isEmpty();
  }

  @Test
  void bashKnowsKindsOfServeAndRelay() throws Exception {
    assertThat(bash("mortise", "serve", "fi")).containsExactly("file", "files");
    assertThat(bash("mortise", "serve", "files", "files/at")).containsExactly("files/atlas");
    assertThat(bash("mortise", "relay", "tcp-l")).containsExactly("tcp-listen:");
    assertThat(bash("mortise", "relay", "stdio", "uni")).contains("unix:", "unix-listen:");
  }

  @Test
  void bashKnowsLinksToTheCommandAndNoOthers() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Shell.script(bin.resolve("mortise"), "");
    Shell.script(bin.resolve("nc"), "");
    Files.createSymbolicLink(bin.resolve("ncat"), bin.resolve("mortise"));
    String script =
        """
        PATH=%s:$PATH; source ./bash; complete -p nc; complete -p ncat
        COMP_WORDS=(ncat -l --send-o); COMP_CWORD=2; _mortise_nc; echo "${COMPREPLY[@]}"
        """
            .formatted(bin);
    try (Program bash =
        Program.start(
            new ProcessBuilder("bash", "--norc", "-c", script).directory(folder.toFile()))) {
      Program.Ended ended = bash.end();
      assertThat(ended.out()).isEqualTo("complete -F _mortise_nc ncat\n--send-only\n");
      assertThat(ended.err()).contains("complete: nc: no completion specification");
    }
  }

  @Test
  void zshKnowsLinksToTheCommandAndNoOthers() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Shell.script(bin.resolve("mortise"), "echo \"got <$1> <$2>\"");
    Shell.script(bin.resolve("nc"), "echo \"got <$1>\"");
    Files.createSymbolicLink(bin.resolve("ncat"), bin.resolve("mortise"));
    ProcessBuilder shell = zsh("path=(" + bin + " $path)");
    try (Program program = Program.start(shell)) {
      program.awaitOutput("ready> ");
      program.say("ncat --send-o\tlocalh\t\r").awaitOutput("got <--send-only> <localhost>");
      program.say("nc --recv-o\t\r").awaitOutput("got <--recv-o>");
      program.say("exit\r");
    }
  }

  @Test
  void bashKnowsFiles() throws Exception {
    assertThat(bash("mortise", "run", "files/a"))
        .containsExactlyInAnyOrder("files/a file.java", "files/atlas");
  }

  @Test
  void bashCompletesOnATerminal() throws Exception {
    Path rc = folder.resolve("rc");
    Files.writeString(
        rc, "PS1='ready> '\nmortise() { echo \"got <$1> <$2>\"; }\nsource " + folder + "/bash\n");
    ProcessBuilder shell =
        new ProcessBuilder(Program.onTerminal("bash", "--noprofile", "--rcfile", rc, "-i"));
    typeAndComplete(shell, "ready> ");
  }

  @Test
  void zshCompletesOnATerminal() throws Exception {
    typeAndComplete(zsh("mortise() { echo \"got <$1> <$2>\" }"), "ready> ");
  }

  /** A shell that has the script, and whatever this line of its own sets. */
  private ProcessBuilder zsh(String line) throws IOException {
    Files.writeString(
        folder.resolve(".zshrc"),
        """
        autoload -U compinit && compinit -u -d %1$s/dump
        %2$s
        source %1$s/zsh
        PS1='ready> '
        """
            .formatted(folder, line));
    ProcessBuilder shell = new ProcessBuilder(Program.onTerminal("zsh", "-d", "-i"));
    shell.directory(folder.toFile()).environment().put("TERM", "xterm");
    shell.environment().put("ZDOTDIR", folder.toString());
    return shell;
  }

  /** A verb and an option that only one word fits, and a file with a blank in its name. */
  private void typeAndComplete(ProcessBuilder shell, String prompt) throws Exception {
    shell.directory(folder.toFile()).environment().put("TERM", "xterm");
    try (Program program = Program.start(shell)) {
      program.awaitOutput(prompt);
      program.say("mortise de\t--tr\t\r").awaitOutput("got <demo> <--trace>");
      program.say("mortise ru\tfiles/a\\ \t\r").awaitOutput("got <run> <files/a file.java>");
      program.say("mortise completion z\t\r").awaitOutput("got <completion> <zsh>");
      program.say("mortise nc --send-o\t\r").awaitOutput("got <nc> <--send-only>");
      program.say("mortise serve chargen\t\r").awaitOutput("got <serve> <chargen>");
      program.say("exit\r");
    }
  }

  @Test
  void zshTellsWhatOptionsAreFor() throws Exception {
    assertThat(Files.readString(folder.resolve("zsh")))
        .contains("'(--trace)'--trace'[Show every socket call as it happens.]'")
        .contains("'demo:Run a conversation between a server and a client.'");
  }

  /** What the function puts forward for the last of the words. */
  private List<String> bash(String... words) throws Exception {
    String line = Stream.of(words).map(w -> "'" + w + "'").collect(Collectors.joining(" "));
    String script =
        "source ./bash; COMP_WORDS=(%s); COMP_CWORD=%d; _mortise; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(line, words.length - 1);
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--norc", "-c", script).directory(folder.toFile());
    try (Program bash = Program.start(builder)) {
      Program.Ended ended = bash.end();
      assertThat(ended.err()).isEmpty();
      return ended.out().lines().filter(word -> !word.isEmpty()).toList();
    }
  }
}
