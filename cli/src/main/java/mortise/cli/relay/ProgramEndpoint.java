package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.flow.DescriptorConnection;
import mortise.cli.shell.RunningChildren;
import mortise.net.ByteText;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;
import mortise.process.ChildStream;
import mortise.process.PlainDescriptor;
import mortise.process.Pty;

/** {@code exec:} and {@code sh:}: a program for each connection. */
final class ProgramEndpoint implements RelayEndpoint {
  private final AddressSpec spec;
  private final ChildConfig plan;

  ProgramEndpoint(AddressSpec spec) {
    this.spec = spec;
    this.plan = plan(spec);
  }

  private static ChildConfig plan(AddressSpec spec) {
    ChildConfig plan =
        spec.kind() == AddressKind.SHELL
            ? ChildConfig.ofShell(spec.body())
            : ChildConfig.of(words(spec));
    for (String variable : spec.values(AddressOption.VARIABLE)) {
      int equals = variable.indexOf('=');
      if (equals < 1) {
        throw spec.wrong(
            AddressOption.VARIABLE, "invalid variable '" + variable + "' (expected NAME=VALUE)");
      }
      plan = plan.with(variable.substring(0, equals), variable.substring(equals + 1));
    }
    if (spec.has(AddressOption.DIRECTORY)) {
      Path directory = ByteText.path(spec.value(AddressOption.DIRECTORY).orElseThrow());
      if (!Files.isDirectory(directory)) {
        throw spec.wrong(AddressOption.DIRECTORY, "'" + directory + "' is not a directory");
      }
      plan = plan.directory(directory);
    }
    return plan;
  }

  /** The words of a command: quotes and backslashes as a shell has them, and nothing else of it. */
  static List<String> words(AddressSpec spec) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    String line = spec.body();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean blank = c == ' ' || c == '\t';
      if (quote == 0 && blank) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    if (words.isEmpty() || words.getFirst().isEmpty()) {
      throw spec.wrong("lacks a program");
    }
    return words;
  }

  @Override
  public Offer next() {
    return this::open;
  }

  private RelaySide open() throws IOException {
    return spec.has(AddressOption.ON_PTY) ? onTerminal() : onPipes();
  }

  private RelaySide onTerminal() throws IOException {
    Pty pty = Pty.open();
    try (CloseGuard guard = new CloseGuard(pty)) {
      ChildProcess child = RunningChildren.start(plan.terminal(pty));
      PlainDescriptor master = pty.master();
      return guard.release(
          RelaySide.of(
                  new DescriptorConnection(master, master, spec.toString(), () -> end(child)), spec)
              .of(child));
    }
  }

  private RelaySide onPipes() throws IOException {
    ChildConfig told = plan;
    if (spec.has(AddressOption.STDERR)) {
      told = plan.streams(ChildStream.PIPE, ChildStream.PIPE, ChildStream.SAME);
    }
    ChildProcess child = RunningChildren.start(told);
    return RelaySide.of(
            new DescriptorConnection(
                child.stdout().orElseThrow(),
                child.stdin().orElseThrow(),
                spec.toString(),
                () -> end(child)),
            spec)
        .of(child);
  }

  /** A program that has closed its output may need a moment to exit. */
  private static void end(ChildProcess child) {
    try {
      child.waitFor(Deadline.after(RunningChildren.GRACE));
    } catch (IOException _) {
      // It is ended now.
    }
    RunningChildren.end(child);
  }
}
