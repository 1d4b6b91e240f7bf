package mortise.process;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mortise.net.Printable;

/**
 * The configuration of a child process.
 *
 * @param command the program and its arguments; a program without a slash is looked up on the PATH
 * @param environment variables in addition to this process's environment, which a child inherits
 *     without LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES, LISTEN_PIDFDID, NOTIFY_SOCKET, WATCHDOG_USEC
 *     and WATCHDOG_PID, which a service manager sets for this process only
 * @param directory the working directory; empty for this process's. A program with a relative path
 *     is looked up from there.
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
   * A program with pipes as standard input and output, this process's standard error, and its own
   * process group.
   */
  public static ChildConfig of(List<String> command) {
    Streams streams = new Streams(ChildStream.PIPE, ChildStream.PIPE, ChildStream.INHERIT);
    return new ChildConfig(command, Map.of(), Optional.empty(), streams, ProcessGroup.OWN);
  }

  /** {@link #of(List)}. */
  public static ChildConfig of(String... command) {
    return of(List.of(command));
  }

  /** A line for {@code /bin/sh -c}, on Windows for {@code cmd.exe /d /c}. */
  public static ChildConfig ofShell(String line) {
    return File.separatorChar == '/' ? of("/bin/sh", "-c", line) : of("cmd.exe", "/d", "/c", line);
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
