package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What docs/command.md shows at a shell is run, and prints what the page says.
 *
 * <p>Each block of the page has a folder and a network of its own. Behind the prompt {@code $} is
 * what is waited for; behind one with a name, as {@code server$}, a terminal that goes on until it
 * ends by itself or, where {@code ^C} stands in its output, the block has ended. Numbers differ,
 * and three dots stand for what is left out.
 */
final class CommandPageTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```$");
  private static final Pattern PROMPT = Pattern.compile("([a-z]*)\\$ (.*)");

  private static final Pattern PORT = Pattern.compile("[: ]([0-9]{4,5})\\b");

  /** Fingerprints, amounts with their units, blanks, and what is left out. */
  private static final Pattern VARYING =
      Pattern.compile(
          "(?:[0-9A-F]{2}:){9,}[0-9A-F]{2}|[0-9]+(?:[.:T-][0-9]+)*Z?"
              + "(?: (?:[KMG]i)?B\\b| [kMG]?bit(?=/s)| m?s\\b)?| +|\\.\\.\\.");

  @TempDir private Path folder;

  /** A terminal of the page: what is typed, and what it then shows. */
  private record Step(String terminal, String command, List<String> shown) {
    boolean isAwaited() {
      return terminal.isEmpty();
    }

    boolean isInterrupted() {
      return shown.stream().anyMatch(line -> line.startsWith("^C"));
    }

    Pattern expected() {
      StringBuilder all = new StringBuilder();
      for (String line : shown) {
        if (line.equals("...")) {
          all.append("(?s:.*)");
        } else if (!line.equals("^C")) {
          all.append(pattern(line.replace("^C", ""))).append(" *\\R");
        }
      }
      return Pattern.compile(all.toString());
    }
  }

  private record Running(Step step, Program program) {}

  /** A block, by the heading that it stands below. */
  record Block(String name, String text) {
    private List<Step> steps() {
      List<Step> steps = new ArrayList<>();
      boolean continues = false;
      for (String line : text.lines().toList()) {
        Matcher prompt = PROMPT.matcher(line);
        if (continues) {
          Step last = steps.removeLast();
          steps.add(new Step(last.terminal, last.command + "\n" + line, last.shown));
        } else if (prompt.matches()) {
          steps.add(new Step(prompt.group(1), prompt.group(2), new ArrayList<>()));
        } else {
          steps.getLast().shown.add(line);
        }
        continues = line.endsWith("\\");
      }
      return steps;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Block> blocks() throws IOException {
    String page = Files.readString(Shell.checkout().resolve("docs/command.md"));
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(page);
    while (matcher.find()) {
      String before = page.substring(0, matcher.start());
      String heading = before.substring(before.lastIndexOf("\n#") + 1).lines().findFirst().get();
      blocks.add(new Block(heading.replaceAll("^#+ ", "") + " " + blocks.size(), matcher.group(1)));
    }
    return blocks.stream();
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void printsWhatThePageSays(Block block) throws Exception {
    Stream.of("openssl", "tshark", "curl", "tar", "timeout")
        .filter(program -> block.text.contains(program + " "))
        .forEach(Needs::program);
    Shell.script(folder.resolve("bin/mortise"), "exec " + command() + " \"$@\"");
    Files.createSymbolicLink(folder.resolve("bin/ncat"), folder.resolve("bin/mortise"));
    Files.createDirectory(folder.resolve("work"));
    List<Running> running = new ArrayList<>();
    try (Network network = Network.openOwn();
        Program inside = network.start("sh", "-c", "echo in; exec cat")) {
      inside.awaitOutput("in");
      for (Step step : block.steps()) {
        long before = listeners(inside, step);
        Program program = network.start(bash(step.command));
        if (step.isAwaited()) {
          shows(step, program);
        } else {
          running.add(new Running(step, program));
          while (program.isAlive() && listeners(inside, step) == before) {
            Thread.sleep(10);
          }
        }
      }
      for (Running one : running) {
        if (one.step.isInterrupted()) {
          one.program.signal("INT");
        }
        shows(one.step, one.program);
      }
    } finally {
      running.forEach(one -> one.program.close());
    }
  }

  /** Called through the link it is ncat, as the launcher has it. */
  private static String command() {
    return String.join(" ", Mortise.quoted()) + " $(case $0 in */ncat) echo ncat ;; esac)";
  }

  private ProcessBuilder bash(String line) {
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", line)
            .directory(folder.resolve("work").toFile())
            .redirectErrorStream(true);
    bash.environment().merge("PATH", folder + "/bin", (path, own) -> own + ":" + path);
    return bash;
  }

  private static void shows(Step step, Program program) throws InterruptedException {
    try (program) {
      assertThat(program.end().out()).as(step.command).matches(step.expected());
    }
  }

  /** How many sockets wait at the port that a command names first, or at paths. */
  private static long listeners(Program inside, Step step) throws IOException {
    Matcher named = PORT.matcher(step.command);
    if (!named.find()) {
      return rows(inside, "unix", row -> row[3].equals("00010000"));
    }
    String port = ":%04X".formatted(Integer.parseInt(named.group(1)));
    return rows(inside, "tcp", row -> row[1].endsWith(port) && row[3].equals("0A"))
        + rows(inside, "tcp6", row -> row[1].endsWith(port) && row[3].equals("0A"))
        + rows(inside, "udp", row -> row[1].endsWith(port));
  }

  private static long rows(Program inside, String table, Predicate<String[]> wanted)
      throws IOException {
    try (Stream<String> rows = Files.lines(Path.of("/proc/" + inside.pid() + "/net/" + table))) {
      return rows.skip(1).map(row -> row.strip().split(" +")).filter(wanted).count();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** A number alone is what it is: a count, or an exit status. */
  private static String pattern(String line) {
    if (line.matches("[0-9]+")) {
      return line;
    }
    StringBuilder pattern = new StringBuilder();
    Matcher varying = VARYING.matcher(line);
    int at = 0;
    while (varying.find()) {
      pattern.append(Pattern.quote(line.substring(at, varying.start())));
      pattern.append(any(varying.group()));
      at = varying.end();
    }
    return pattern.append(Pattern.quote(line.substring(at))).toString();
  }

  private static String any(String part) {
    return switch (part.charAt(0)) {
      case '.' -> "[^\\n]*";
      case ' ' -> " +";
      default -> {
        String number = "[0-9]+(?:[.:T-][0-9]+)*Z?";
        if (part.indexOf(':') == 2 && part.length() > 20 && !part.endsWith("Z")) {
          yield "(?:[0-9A-F]{2}:){9,}[0-9A-F]{2}";
        }
        yield part.endsWith("B")
            ? number + " (?:[KMG]i)?B"
            : part.endsWith("bit")
                ? number + " [kMG]?bit"
                : part.endsWith("s") ? number + " m?s" : number;
      }
    };
  }

  @Test
  void differencesAreSeen() {
    assertThat(pattern("sent 3 B in 2.5 ms")).isNotEqualTo(pattern("sent 3 B"));
    assertThat("sent 999 KiB in 0.1 s").matches(pattern("sent 3 B in 2.5 ms"));
    assertThat("sent nothing in 0.1 s").doesNotMatch(pattern("sent 3 B in 2.5 ms"));
    assertThat("1").doesNotMatch(pattern("0"));
  }
}
