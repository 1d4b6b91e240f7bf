package mortise.cli.nc;

import java.lang.module.ModuleDescriptor;
import mortise.cli.nc.NcOption.Group;

/** What nc says of itself. */
final class NcHelp {
  private static final int COLUMN = 29;
  private static final int WIDTH = 80;

  /** What most people need, and how to see the rest. */
  private static final String SCREEN =
      """
      Usage: mortise nc [OPTION ...] [HOST] [PORT]
      Connects to PORT of HOST, sends it what comes in and prints what it answers.
      With -l it waits for whoever connects. It knows every option of ncat.

      Examples:
        mortise nc example.com 80                  talk to a server
        mortise nc -l 8080 > file                  receive a file ...
        mortise nc --send-only host 8080 < file    ... and send it
        mortise nc -zv host 20-25,http             which of these ports answer
        mortise nc --ssl example.com 443           TLS; with -l it makes a certificate

      Where:
        -u  -U  -4  -6           UDP; a UNIX socket by its path; IPv4, IPv6 only
        -p PORT  -s ADDRESS      the port and the address to come from
        --proxy HOST:PORT        through a proxy; --proxy-type socks5 of SOCKS
      Listening:
        -l  -k                   wait for a connection; stay for more than one
        --allow HOST             for these only; --deny HOST keeps them out
        --chat  --broker         pass what each client sends to all others
        -e FILE  -c LINE         a program, a line of the shell for each client
      The conversation:
        --ssl  --ssl-verify      TLS; only with a certificate that checks out
        --send-only --recv-only  one way, to its end
        -w TIME  -i TIME         how long to connect, to be silent: 500ms, 2s, 1m
        -q TIME                  end so long after the end of the input
        -z  -v                   only see whether a port answers; say what happens
      Seeing:
        -o FILE  -x FILE         write what passes, as it is or in hexadecimal
        --report  --json         how much and how fast at the end; events as JSON
        --pcap FILE              for Wireshark; --hexdump shows it at once

      All options: mortise nc --help=all, or man mortise-nc if that is installed.
      """;

  private NcHelp() {}

  /** {@code Version 0.1.0 (mortise; the options of ncat 7.99)}. */
  static String version() {
    ModuleDescriptor module = NcHelp.class.getModule().getDescriptor();
    String version = module == null ? "unknown" : module.rawVersion().orElse("unknown");
    return "Version " + version + " ( mortise, with the options of ncat 7.99 )";
  }

  /** What fits a terminal of 24 to 40 lines: the options that are used most. */
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
