package mortise.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A shell session that a page shows: it is run, and has to print what the page says.
 *
 * <p>Each session has a folder and a network of its own. Behind the prompt {@code $} is what is
 * waited for; behind one with a name, as {@code server$}, a terminal that goes on until it ends by
 * itself or, where {@code ^C} stands in its output, the session has ended. A line that ends in
 * {@code ↵} is typed, once what stands above it has been printed. Numbers differ, and three dots
 * stand for what is left out.
 */
public final class ConsoleSession {
  private static final Pattern PROMPT = Pattern.compile("([a-z0-9]*)\\$ (.*)");
  private static final Pattern PORT = Pattern.compile("[: ]([0-9]{4,5})\\b");
  private static final Pattern PROGRAMS =
      Pattern.compile(
          "(?:^|[|] *|[$] *)(openssl|tshark|curl|tar|timeout|telnet|python3|socat)(?= )");
  private static final String TYPED = "↵";

  /** Fingerprints, amounts with their units, blanks, and what is left out. */
  private static final Pattern VARYING =
      Pattern.compile(
          "(?:[0-9A-F]{2}:){9,}[0-9A-F]{2}|[0-9]+(?:[.:T-][0-9]+)*Z?"
              + "(?: (?:[KMG]i)?B\\b| [kMG]?bit(?=/s)| m?s\\b)?| +|\\.\\.\\.");

  private final String text;
  private final Path folder;
  private final List<Running> running = new ArrayList<>();

  /** A session to run in a folder, which gets {@code files} first. */
  public ConsoleSession(String text, Path folder, Map<String, String> files) throws IOException {
    this.text = text;
    this.folder = folder;
    Files.createDirectories(work());
    Files.createDirectories(folder.resolve("bin"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = work().resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** A terminal of the page: what is typed, and what it then shows. */
  private record Step(String terminal, String command, List<String> shown) {
    boolean isAwaited() {
      return terminal.isEmpty();
    }

    boolean isInterrupted() {
      return shown.stream().anyMatch(line -> line.startsWith("^C"));
    }

    List<String> typed() {
      return shown.stream()
          .filter(line -> line.endsWith(TYPED))
          .map(line -> line.replace(TYPED, ""))
          .toList();
    }

    /** What is printed before the typed line of that index. */
    Pattern expectedBefore(int typed) {
      int lines = 0;
      for (int before = 0; before < typed || !shown.get(lines).endsWith(TYPED); lines++) {
        before += shown.get(lines).endsWith(TYPED) ? 1 : 0;
      }
      return expected(shown.subList(0, lines + 1));
    }

    Pattern expected() {
      return expected(shown);
    }

    /** A typed line is not printed, and ends the line of a prompt. */
    private static Pattern expected(List<String> shown) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < shown.size(); i++) {
        String line = shown.get(i);
        boolean isPrompt = i + 1 < shown.size() && shown.get(i + 1).endsWith(TYPED);
        if (line.equals("...")) {
          all.append("(?s:.*)");
        } else if (!line.equals("^C") && !line.endsWith(TYPED)) {
          all.append(pattern(line.replace("^C", "")));
          all.append(isPrompt ? "\\s*" : " *\\R");
        }
      }
      return Pattern.compile(all.toString());
    }
  }

  private record Running(Step step, Program program) {}

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

  /** The folder in which the session begins. */
  public Path work() {
    return folder.resolve("work");
  }

  /** Adds a program that the session finds on its path, as a line of a shell script. */
  public ConsoleSession program(String name, String line) throws IOException {
    Path file = folder.resolve("bin").resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + file + " executable");
    }
    return this;
  }

  /** Runs it; skips the test where a program that it calls is missing. */
  public void run() throws IOException, InterruptedException {
    List<Step> steps = steps();
    for (Step step : steps) {
      PROGRAMS.matcher(step.command).results().map(found -> found.group(1)).forEach(Needs::program);
    }
    try (Network network = Network.openOwn();
        Program inside = network.start("sh", "-c", "echo in; exec cat")) {
      inside.awaitOutput("in");
      for (Step step : steps) {
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

  private ProcessBuilder bash(String line) {
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", line).directory(work().toFile()).redirectErrorStream(true);
    bash.environment().merge("PATH", folder + "/bin", (path, own) -> own + ":" + path);
    return bash;
  }

  private static void shows(Step step, Program program) throws IOException, InterruptedException {
    try (program) {
      List<String> typed = step.typed();
      for (int i = 0; i < typed.size(); i++) {
        program.awaitOutput(step.expectedBefore(i)).say(typed.get(i) + "\n");
      }
      String printed = program.end().out();
      if (!step.expected().matcher(printed).matches()) {
        throw new AssertionError(
            "$ %s%nthe page says:%n%s%nand it printed:%n%s"
                .formatted(step.command, String.join("\n", step.shown), printed));
      }
    }
  }

  /** How many sockets wait at the port that a command names first, at paths, or anywhere. */
  private static long listeners(Program inside, Step step) throws IOException {
    Matcher named = PORT.matcher(step.command);
    if (!named.find()) {
      return rows(inside, "unix", row -> row[3].equals("00010000"))
          + rows(inside, "tcp", row -> row[3].equals("0A"))
          + rows(inside, "tcp6", row -> row[3].equals("0A"))
          + rows(inside, "udp", row -> true)
          + rows(inside, "udp6", row -> true);
    }
    String port = ":%04X".formatted(Integer.parseInt(named.group(1)));
    return rows(inside, "tcp", row -> row[1].endsWith(port) && row[3].equals("0A"))
        + rows(inside, "tcp6", row -> row[1].endsWith(port) && row[3].equals("0A"))
        + rows(inside, "udp", row -> row[1].endsWith(port));
  }

  private static long rows(Program inside, String table, Predicate<String[]> wanted)
      throws IOException {
    try (Stream<String> rows =
        Files.lines(Path.of("/proc/" + inside.pid() + "/net/" + table), ISO_8859_1)) {
      return rows.skip(1).map(row -> row.strip().split(" +")).filter(wanted).count();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** What a line of a page matches. A number alone is what it is: a count, or an exit status. */
  public static String pattern(String line) {
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
}
