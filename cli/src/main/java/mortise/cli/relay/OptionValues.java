package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Services;
import mortise.net.UnixBinding;

/** The values of an address's options, read and checked. */
record OptionValues(AddressSpec spec) {
  Optional<Duration> time(AddressOption option) {
    return spec.value(option)
        .filter(text -> !text.isEmpty())
        .map(text ->
            DurationText.parse(text)
                .orElseThrow(() ->
                    spec.wrong(
                        option,
                        "invalid duration '"
                            + text
                            + "' (e.g. 500ms, 2s, 1.5m, 1h, or seconds as a number)")));
  }

  Optional<Long> number(AddressOption option, long least, long most) {
    return spec.value(option).map(text -> number(option, text, least, most));
  }

  private long number(AddressOption option, String text, long least, long most) {
    // Long.decode alone takes the digits of all scripts, + and #.
    if (text.matches("-?(0[xX][0-9a-fA-F]+|[0-9]+)")) {
      try {
        long value = Long.decode(text);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException _) {
        // Reported below.
      }
    }
    throw spec.wrong(
        option, "invalid number '" + text + "' (expected " + least + ".." + most + ")");
  }

  Optional<Integer> mode() {
    return spec.value(AddressOption.MODE)
        .map(text -> {
          if (!text.matches("0?[0-7]{1,3}")) {
            throw spec.wrong(
                AddressOption.MODE, "invalid mode '" + text + "' (expected octal 0..777)");
          }
          return Integer.parseInt(text, 8);
        });
  }

  /** The numbers of a user and a group; names are those of /etc/passwd and /etc/group. */
  Optional<UnixBinding.Owner> owner() throws IOException {
    Optional<String> text = spec.value(AddressOption.OWNER);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] words = text.get().split(":", 2);
    int user = words[0].isEmpty() ? -1 : id(words[0], Path.of("/etc/passwd"), "user");
    int group = words.length < 2 ? -1 : id(words[1], Path.of("/etc/group"), "group");
    return Optional.of(new UnixBinding.Owner(user, group));
  }

  private int id(String name, Path table, String what) throws IOException {
    if (name.matches("\\d{1,9}")) {
      return Integer.parseInt(name);
    }
    return Files.readAllLines(table).stream()
        .map(line -> line.split(":"))
        .filter(row -> row.length > 2 && row[0].equals(name))
        .map(row -> Integer.parseInt(row[2]))
        .findFirst()
        .orElseThrow(() -> spec.wrong(AddressOption.OWNER, "unknown " + what + " '" + name + "'"));
  }

  /** A file to read. */
  Optional<Path> file(AddressOption option) {
    return spec.value(option)
        .map(Path::of)
        .map(path -> {
          if (!Files.isReadable(path)) {
            throw spec.wrong(option, "'" + path + "' cannot be read");
          }
          return path;
        });
  }

  /** A host and a port, either by name; the host is empty where it is missing. */
  record HostPort(String host, int port) {}

  /** {@code HOST:PORT}, {@code [IPV6]:PORT}. */
  HostPort hostPort(boolean needsHost) throws IOException {
    String body = spec.body();
    int colon = body.lastIndexOf(':');
    String host = colon < 0 ? "" : body.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw spec.wrong("an IPv6 host needs brackets: [" + host + "]:PORT");
    }
    if (needsHost && colon < 0) {
      throw spec.wrong("lacks a port: " + spec.kind().name + ":" + spec.kind().syntax);
    }
    if (needsHost && host.isEmpty()) {
      throw spec.wrong("lacks a host: " + spec.kind().name + ":" + spec.kind().syntax);
    }
    return new HostPort(host, port(body.substring(colon + 1)));
  }

  int port(String text) throws IOException {
    if (text.matches("\\d+")) {
      if (text.length() <= 5 && Integer.parseInt(text) <= 0xffff) {
        return Integer.parseInt(text);
      }
      throw spec.wrong("invalid port " + text + " (expected 0..65535)");
    }
    String protocol = spec.kind().has(AddressGroup.DATAGRAM) ? "udp" : "tcp";
    return Services.getservbyname(text, protocol)
        .map(Services.Service::port)
        .orElseThrow(() -> spec.wrong("unknown " + protocol + " service '" + text + "'"));
  }
}
