package mortise.cli.nc;

import mortise.cli.nc.NcOption.Group;
import mortise.cli.shell.CommandVersion;

/** The help texts of nc. */
final class NcHelp {
  private static final int COLUMN = 29;
  private static final int WIDTH = 80;

  /** The most used options. */
  private static final String SCREEN =
      """
      Usage: mortise nc [OPTION ...] [HOST] [PORT]
      Connects to PORT of HOST, sends standard input and prints received data.
      With -l it listens for connections. It supports all options of ncat.

      Examples:
        mortise nc example.com 80                  connect to a server
        mortise nc -l 8080 > file                  receive a file ...
        mortise nc --send-only host 8080 < file    ... and send it
        mortise nc -zv host 20-25,http             port scan
        mortise nc --ssl example.com 443           TLS; -l: temporary certificate

      Addresses:
        -u  -U  -4  -6           UDP; UNIX socket (path); IPv4 only; IPv6 only
        -p PORT  -s ADDRESS      local port and address
        --proxy HOST:PORT        through a proxy; --proxy-type socks5 for SOCKS
      Listening:
        -l  -k                   listen for a connection; accept many
        --allow HOST             allow only these hosts; --deny HOST: reject
        --chat  --broker         forward data of each client to all others
        -e FILE  -c LINE         run a program, a shell command for each client
      Transfer:
        --ssl  --ssl-verify      TLS; verify the peer's certificate
        --send-only --recv-only  one direction only
        -w TIME  -i TIME         connect timeout, idle timeout: 500ms, 2s, 1m
        -q TIME                  exit this long after the end of the input
        -z  -v                   port scan without data; verbose messages
      Logs and captures:
        -o FILE  -x FILE         write the traffic to a file, raw or as a hex dump
        --report  --json         statistics at the end; events as JSON lines
        --pcap FILE              a capture for Wireshark; --hexdump prints a dump

      All options: mortise nc --help=all, or mortise help --man nc.
      """;

  private NcHelp() {}

  /** {@code Version 0.1.0 (mortise; the options of ncat 7.99)}. */
  static String version() {
    return "Version " + CommandVersion.text() + " ( mortise, with the options of ncat 7.99 )";
  }

  /** The most used options, on a terminal of 24 to 40 lines. */
  static String screen() {
    return SCREEN;
  }

  /** All options. */
  static String whole(String command) {
    StringBuilder text = new StringBuilder();
    text.append("Usage: ").append(command).append(" [OPTION ...] [HOST] [PORT]\n\n");
    text.append("Times are in seconds, or end in ms, s, m or h (500ms).\n");
    for (Group group : Group.values()) {
      if (group != Group.HIDDEN) {
        text.append('\n').append(group.title()).append(":\n");
        append(text, group);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Group group) {
    for (NcOption option : NcOption.values()) {
      if (option.group() == group) {
        append(text, option);
      }
    }
  }

  /** The option at the left, and what it does at the right, in lines that fit a terminal. */
  private static void append(StringBuilder text, NcOption option) {
    String forms = "  " + forms(option);
    int at = Math.max(forms.length() + 1, COLUMN);
    text.append(forms).repeat(' ', at - forms.length());
    String words = option.help();
    while (at + words.length() > WIDTH) {
      int end = words.lastIndexOf(' ', WIDTH - at);
      text.append(words, 0, end).append('\n').repeat(' ', COLUMN);
      words = words.substring(end + 1);
      at = COLUMN;
    }
    text.append(words).append('\n');
  }

  /** {@code -p, --source-port <port>}. */
  static String forms(NcOption option) {
    StringBuilder forms = new StringBuilder();
    boolean named = option.longName() != null && option.longName().length() > 1;
    if (option.hasLetter()) {
      forms.append('-').append(option.letter()).append(named ? ", " : "");
    } else {
      forms.append("    ");
    }
    if (named) {
      forms.append("--").append(option.longName());
    }
    if (option.takesArgument()) {
      forms.append(" <").append(option.label()).append('>');
    }
    return forms.toString();
  }
}
