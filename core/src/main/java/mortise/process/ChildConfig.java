package mortise.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mortise.net.Printable;

/**
 * What a child is to be.
 *
 * @param command the program and its arguments; one without a slash is looked for on the PATH
 * @param environment what is set besides what this process's own environment has; of that a child
 *     gets all but LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES, LISTEN_PIDFDID, NOTIFY_SOCKET,
 *     WATCHDOG_USEC and WATCHDOG_PID, by which a service manager addresses this process alone
 * @param directory where it starts; this process's own where it is empty. A program that is told by
 *     a relative path is looked for from there.
 */
public record ChildConfig(
    List<String> command,
    Map<String, String> environment,
    Optional<Path> directory,
    Streams streams,
    ProcessGroup group) {

  /** The three standard streams. */
  public record Streams(ChildStream stdin, ChildStream stdout, ChildStream stderr) {
    public Streams {
      if (stdin == ChildStream.SAME || stdout == ChildStream.SAME) {
        throw new IllegalArgumentException("only stderr can be redirected to stdout");
      }
    }
  }

  public ChildConfig {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a child without a command");
    }
    command.forEach(word -> checkText(word, "argument"));
    environment.forEach((name, value) -> {
      checkText(name, "variable");
      checkText(value, "variable " + name);
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw new IllegalArgumentException("'" + Printable.of(name) + "' is not a variable name");
      }
    });
  }

  private static void checkText(String text, String what) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(Printable.of(what + " '" + text) + "' contains NUL");
    }
  }

  /**
   * A program with pipes as its input and output, this process's errors, and a group of its own.
   */
  public static ChildConfig of(List<String> command) {
    Streams streams = new Streams(ChildStream.PIPE, ChildStream.PIPE, ChildStream.INHERIT);
    return new ChildConfig(command, Map.of(), Optional.empty(), streams, ProcessGroup.OWN);
  }

  /** {@link #of(List)}. */
  public static ChildConfig of(String... command) {
    return of(List.of(command));
  }

  /** A line for {@code /bin/sh -c}. */
  public static ChildConfig ofShell(String line) {
    return of("/bin/sh", "-c", line);
  }

  /** A copy with an environment variable. */
  public ChildConfig with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new ChildConfig(command, more, directory, streams, group);
  }

  /** A copy with another working directory. */
  public ChildConfig directory(Path start) {
    return new ChildConfig(command, environment, Optional.of(start), streams, group);
  }

  /** A copy with other standard streams. */
  public ChildConfig streams(ChildStream in, ChildStream out, ChildStream err) {
    return new ChildConfig(command, environment, directory, new Streams(in, out, err), group);
  }

  /** A copy with another process group. */
  public ChildConfig group(ProcessGroup other) {
    return new ChildConfig(command, environment, directory, streams, other);
  }

  /**
   * A copy that runs on a terminal, which becomes its controlling terminal and its standard
   * streams.
   */
  public ChildConfig terminal(Pty terminal) {
    ChildStream all = ChildStream.of(terminal.name());
    return streams(all, all, all).group(ProcessGroup.SESSION);
  }
}
