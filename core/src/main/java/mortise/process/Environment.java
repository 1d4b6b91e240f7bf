package mortise.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mortise.net.ByteText;

/**
 * This process's environment as bytes, since {@link System#getenv} loses those that are no text in
 * the JVM's locale. Values are strings as {@link ByteText} has them.
 *
 * <p>A program may run the JVM in another locale than its user's, for the JVM to read UTF-8; then
 * {@code -Dmortise.lc_all} has the original {@code LC_ALL}, {@code =VALUE} or empty if it was
 * unset, and this class restores it. Children get what the user had.
 */
public final class Environment {
  /** The system property with the user's {@code LC_ALL}. */
  public static final String USERS_LC_ALL = "mortise.lc_all";

  private static final String LC_ALL = "LC_ALL";
  private static final Path RAW = Path.of("/proc/self/environ");

  /**
   * The variables that a service manager sets for the process that it starts, sd_listen_fds(3),
   * sd_notify(3), sd_watchdog_enabled(3). A child has neither the sockets nor the process's number,
   * and what it sent would be taken for this process's word.
   */
  private static final Set<String> OWN =
      Set.of(
          "LISTEN_FDS",
          "LISTEN_FDNAMES",
          "LISTEN_PID",
          "LISTEN_PIDFDID",
          "NOTIFY_SOCKET",
          "WATCHDOG_PID",
          "WATCHDOG_USEC");

  private Environment() {}

  /** The value of a variable. */
  public static Optional<String> variable(String name) {
    String front = name + "=";
    return own().stream()
        .filter(variable -> variable.startsWith(front))
        .findFirst()
        .map(variable -> variable.substring(front.length()));
  }

  /**
   * {@code NAME=value} of each variable, some set anew, without those that are meant for this
   * process alone.
   */
  static List<byte[]> with(Map<String, String> set) {
    List<byte[]> all = new ArrayList<>();
    for (String variable : own()) {
      int equals = variable.indexOf('=', 1);
      String name = equals < 0 ? variable : variable.substring(0, equals);
      if (!set.containsKey(name) && !OWN.contains(name)) {
        all.add(ByteText.encode(variable));
      }
    }
    set.forEach((name, value) -> all.add(ByteText.encode(name + "=" + value)));
    return all;
  }

  /** Makes of a copy of this process's environment that of a child. */
  static void prepare(Map<String, String> environment) {
    environment.keySet().removeAll(OWN);
    String users = System.getProperty(USERS_LC_ALL);
    if (users != null) {
      environment.remove(LC_ALL);
      if (users.startsWith("=")) {
        environment.put(LC_ALL, users.substring(1));
      }
    }
  }

  private static List<String> own() {
    List<String> variables = new ArrayList<>(all());
    String users = System.getProperty(USERS_LC_ALL);
    if (users != null) {
      variables.removeIf(variable -> variable.startsWith(LC_ALL + "="));
      if (users.startsWith("=")) {
        variables.add(LC_ALL + users);
      }
    }
    return variables;
  }

  private static List<String> all() {
    try {
      // Each byte as a char, to be split at the NULs.
      String raw = Files.readString(RAW, StandardCharsets.ISO_8859_1);
      return raw.isEmpty()
          ? List.of()
          : List.of(raw.split("\0")).stream()
              .map(variable -> variable.getBytes(StandardCharsets.ISO_8859_1))
              .map(ByteText::decode)
              .toList();
    } catch (IOException e) {
      return System.getenv().entrySet().stream()
          .map(entry -> entry.getKey() + "=" + entry.getValue())
          .toList();
    }
  }
}
