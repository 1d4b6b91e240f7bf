package mortise.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** This process's environment as bytes, since Java's strings lose those that are no text. */
final class Environment {
  private static final Path RAW = Path.of("/proc/self/environ");

  /**
   * What a service manager says to the one process that it has started, sd_listen_fds(3),
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

  /**
   * {@code NAME=value} of each variable, some set anew, without those that are meant for this
   * process alone.
   */
  static List<byte[]> with(Map<String, String> set) {
    List<byte[]> all = new ArrayList<>();
    for (String variable : own()) {
      int equals = variable.indexOf('=', 1);
      String name = equals < 0 ? variable : variable.substring(0, equals);
      String decoded = new String(latin(name), StandardCharsets.UTF_8);
      if (!set.containsKey(decoded) && !OWN.contains(decoded)) {
        all.add(latin(variable));
      }
    }
    set.forEach((name, value) -> all.add((name + "=" + value).getBytes(StandardCharsets.UTF_8)));
    return all;
  }

  /** Each byte as a char. */
  private static List<String> own() {
    try {
      String raw = Files.readString(RAW, StandardCharsets.ISO_8859_1);
      return raw.isEmpty() ? List.of() : List.of(raw.split("\0"));
    } catch (IOException e) {
      return System.getenv().entrySet().stream()
          .map(entry -> entry.getKey() + "=" + entry.getValue())
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
          .toList();
    }
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
