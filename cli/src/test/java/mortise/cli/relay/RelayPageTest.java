package mortise.cli.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/relay.md are those that the verb goes by. */
class RelayPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("docs/relay.md");

  @Test
  void everyKindIsOnThePage() throws IOException {
    assertThat(rows("| `"))
        .contains(
            Arrays.stream(AddressKind.values()).map(RelayPageTest::row).toArray(String[]::new));
  }

  @Test
  void everyOptionIsOnThePage() throws IOException {
    assertThat(rows("| `"))
        .contains(
            Arrays.stream(AddressOption.values()).map(RelayPageTest::row).toArray(String[]::new));
  }

  @Test
  void nothingElseIsOnThePage() throws IOException {
    assertThat(rows("| `")).hasSize(AddressKind.values().length + AddressOption.values().length);
  }

  private static String[] rows(String start) throws IOException {
    try (Stream<String> lines = Files.lines(PAGE)) {
      return lines.filter(line -> line.startsWith(start)).toArray(String[]::new);
    }
  }

  static String row(AddressKind kind) {
    String where = kind.syntax.isEmpty() ? "" : ":" + kind.syntax;
    return "| `%s%s` | %s | %s |".formatted(kind.name, where, kind.description, kind.socat);
  }

  static String row(AddressOption option) {
    String value =
        option.value.startsWith("[")
            ? "[=" + option.value.substring(1)
            : option.takesValue() ? "=" + option.value : "";
    return "| `%s%s` | %s | %s | %s |"
        .formatted(option.name, value, fits(option), option.description, option.socat)
        .replace("yes|no", "yes\\|no");
  }

  /** The kinds of address that may have an option, as words. */
  private static String fits(AddressOption option) {
    return switch (option) {
      case CRLF -> "all";
      case ALLOW, DENY, REUSE, BACKLOG -> "listening sockets";
      case PUBLISH -> "nats";
      case MODE, OWNER -> "unix-listen, unix-dgram-listen, pty, file, pipe";
      default ->
          switch (option.group) {
            case ANY -> "all";
            case LISTENING -> "listening addresses";
            case DIALLING -> "connecting addresses";
            case SOCKET -> "all sockets";
            case INTERNET -> "tcp, tls, udp, dtls and -listen, proxy";
            case TCP ->
                option == AddressOption.THROUGH ? "tcp, tls, proxy" : "tcp, tls and -listen, proxy";
            case DATAGRAM ->
                option == AddressOption.SESSION
                    ? "udp-listen, unix-dgram-listen"
                    : "udp, udp-listen";
            case TLS ->
                option == AddressOption.TLS_VERSION ? "tls, tls-listen" : "tls, dtls and -listen";
            case TLS_DIALLING -> "tls, dtls";
            case TLS_LISTENING -> "tls-listen";
            case NAMED -> "unix-listen, unix-dgram-listen";
            case HUB -> "nats, nats-stream and -listen";
            case HUB_STREAM -> "nats-stream and -listen";
            case FILE -> "file, pipe";
            case PROGRAM -> "exec, sh";
            case PTY -> "pty";
          };
    };
  }

  /** Prints the tables, to be put into the page. */
  static final class Tables {
    private Tables() {}

    public static void main(String... args) {
      System.out.println("| kind | does | socat |\n|---|---|---|");
      Arrays.stream(AddressKind.values()).map(RelayPageTest::row).forEach(System.out::println);
      System.out.println("\n| option | of | does | socat |\n|---|---|---|---|");
      Arrays.stream(AddressOption.values()).map(RelayPageTest::row).forEach(System.out::println);
    }
  }
}
