package mortise.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mortise.cli.nc.NcOption;
import mortise.cli.nc.NcOption.Argument;
import mortise.cli.nc.NcOption.Group;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The verb nc as picocli would have it, made from nc's own table: for the list of verbs, the manual
 * and completion. It is never run, since {@link Main} takes nc away before picocli is loaded.
 */
final class NcModel {
  private static final String[] DESCRIPTION = {
    "Connect, listen and transfer bytes, with the options of ncat.",
    "",
    "Connects to PORT of HOST (default 31337), sends standard input to it and writes received data"
        + " to standard output. With -l it listens for connections. Called through a link named"
        + " nc or ncat, the command is this verb.",
    "",
    "Options may follow HOST and PORT, long names may be abbreviated, and letters may share a"
        + " dash, as in getopt_long(3). Times are in seconds, or end in ms, s, m or h."
  };

  private static final String[] FOOTER = {
    "",
    "Examples:",
    "  mortise nc example.com 80                   connect to a server",
    "  mortise nc -l 8080                          wait for a client",
    "  mortise nc -l 8080 > file                   receive a file, ...",
    "  mortise nc --send-only host 8080 < file     ... and send it",
    "  mortise nc -lk 8080 -e /bin/cat             an echo server for many clients",
    "  mortise nc --ssl example.com 443            TLS",
    "  mortise nc -l --ssl 8443                    TLS with a temporary certificate",
    "  mortise nc -U /run/app.sock                 a UNIX socket",
    "  mortise nc -u 192.0.2.1 53                  UDP",
    "  mortise nc -zv host 20-25                   port scan",
    "  mortise nc --proxy host:1080 --proxy-type socks5 example.com 80",
    "  mortise nc --pcap talk.pcapng host 80       for Wireshark"
  };

  private NcModel() {}

  static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("nc");
    spec.usageMessage().description(DESCRIPTION).footer(FOOTER).sortOptions(false);
    for (Group group : Group.values()) {
      ArgGroupSpec.Builder about = ArgGroupSpec.builder().validate(false).exclusive(false);
      about.heading(group.title() + ":%n");
      for (NcOption option : NcOption.values()) {
        if (option.group() == group && group != Group.HIDDEN) {
          about.addArg(option(option));
        }
      }
      if (group != Group.HIDDEN) {
        spec.addArgGroup(about.build());
      }
    }
    spec.addPositional(word(0, "HOST", "A name, a numeric address, or with -U a path."));
    spec.addPositional(word(1, "PORT", "A number or a service name."));
    return spec;
  }

  private static PositionalParamSpec word(int index, String label, String description) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .arity("0..1")
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  private static OptionSpec option(NcOption option) {
    OptionSpec.Builder spec = OptionSpec.builder(names(option));
    spec.description(sentence(option.help()));
    if (option == NcOption.HELP) {
      spec.usageHelp(true);
    }
    if (!option.takesArgument()) {
      return spec.arity("0").type(boolean.class).build();
    }
    boolean file = option.argument() == Argument.FILE;
    return spec.arity("1")
        .type(file ? Path.class : String.class)
        .paramLabel(option.label().toUpperCase(Locale.ROOT))
        .build();
  }

  private static String[] names(NcOption option) {
    List<String> names = new ArrayList<>();
    if (option.hasLetter()) {
      names.add("-" + option.letter());
    }
    // The long names of one letter are for those who know ncat's sources.
    if (option.longName() != null && option.longName().length() > 1) {
      names.add("--" + option.longName());
    }
    return names.toArray(String[]::new);
  }

  /** The words of the table with a capital in front and a full stop behind. */
  private static String sentence(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }
}
