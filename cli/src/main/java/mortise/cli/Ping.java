package mortise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import mortise.cli.ping.HopTracer;
import mortise.cli.ping.PingSettings;
import mortise.cli.ping.Pinger;
import mortise.cli.shell.Amount;
import mortise.cli.shell.Signals;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.LookupFailure;
import mortise.net.Printable;
import mortise.net.Resolver;
import mortise.net.Type;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a host whether it is there. */
@Command(
    name = "ping",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Measure the round-trip time to a host, by ICMP, TCP or UDP.",
    footer = {
      "",
      "Exit status: 0 reply, 1 no reply, or with -w fewer than -c, 2 other errors.",
      "",
      "Examples:",
      "  mortise ping -c 3 example.org       three echo requests",
      "  mortise ping --tcp 443 example.org  time of a connection, without privileges",
      "  mortise ping --udp 53 192.0.2.1     a reply, or port unreachable",
      "  mortise ping --hops example.org     the routers on the path",
      "  mortise ping -M do -s 1472 HOST     is the path MTU at least 1500?"
    })
final class Ping implements Callable<Integer> {
  /** Faster than this is no question but a flood, which is not what a network is owed. */
  private static final Duration FASTEST = Duration.ofMillis(2);

  private static final int MOST_BYTES = 65507;
  private static final int MOST_PATTERN = 16;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "HOST", description = "A name or an address.")
  private String host;

  @Option(names = "--tcp", paramLabel = "PORT", description = "Connect to this TCP port.")
  private Integer tcp;

  @Option(names = "--udp", paramLabel = "PORT", description = "Send to this UDP port.")
  private Integer udp;

  @Option(
      names = {"--hops", "--trace-route"},
      description = "Show the routers on the path, by UDP or --tcp.")
  private boolean hops;

  @Option(
      names = {"-m", "--max-hops"},
      paramLabel = "N",
      description = "Maximum number of hops (default: 30).")
  private int mostHops = 30;

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      description = "Number of probes (default: until Ctrl-C).")
  private int count;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Interval, at least 2ms (default: 1s).")
  private Duration interval = Duration.ofSeconds(1);

  @Option(
      names = {"-W", "--timeout"},
      paramLabel = "TIME",
      converter = TimeOption.Positive.class,
      description = "Reply timeout (default: 2s).")
  private Duration timeout = Duration.ofSeconds(2);

  @Option(
      names = {"-w", "--deadline"},
      paramLabel = "TIME",
      converter = TimeOption.Positive.class,
      description = "Total time limit.")
  private Duration deadline;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "BYTES",
      converter = SizeOption.class,
      description = "Bytes of data (default: 56).")
  private long size = 56;

  @Option(
      names = {"-t", "--ttl"},
      paramLabel = "N",
      description = "Hop limit, 1-255.")
  private Integer ttl;

  @Option(
      names = {"-p", "--pattern"},
      paramLabel = "HEX",
      description = "Data pattern, up to 16 bytes.")
  private String pattern = "";

  @Option(
      names = {"-M", "--fragments"},
      paramLabel = "do|dont|want",
      description = "Path MTU: do not fragment (do), or fragment.")
  private String fragments = "want";

  @Option(
      names = {"-I", "--interface"},
      paramLabel = "NAME|ADDRESS",
      description = "Local address or interface.")
  private String from;

  @Mixin private FamilyOptions versions;

  @Option(
      names = {"-q", "--quiet"},
      description = "Statistics only.")
  private boolean quiet;

  @Option(
      names = {"-D", "--timestamps"},
      description = "Timestamp before each line.")
  private boolean stamps;

  @Option(names = "--json", description = "One JSON object per event and line.")
  private boolean json;

  @Option(
      names = {"-n", "-O"},
      hidden = true,
      description = "Accepted for ping; always in effect.")
  private boolean asWithPing;

  @Override
  public Integer call() throws InterruptedException {
    PingSettings settings = settings();
    PrintWriter out = spec.commandLine().getOut();
    try {
      Inet target = target(settings);
      if (hops) {
        return trace(out, settings, target);
      }
      Pinger pinger =
          json ? Pinger.inJson(out, settings) : Pinger.inWords(out, settings, quiet, stamps);
      Signals.on("INT", pinger::stop);
      Signals.on("TERM", pinger::stop);
      return pinger.probe(target) ? Main.OK : Main.NETWORK;
    } catch (IOException e) {
      // A look-up without a port is reported with port 0.
      String sentence = String.valueOf(e.getMessage()).replace(host + ":0:", host + ":");
      spec.commandLine().getErr().println("mortise: " + Printable.line(sentence));
      return Main.USAGE;
    }
  }

  private int trace(PrintWriter out, PingSettings settings, Inet target)
      throws IOException, InterruptedException {
    HopTracer way = new HopTracer(out, settings, json);
    Signals.on("INT", way::stop);
    return way.trace(target, mostHops) ? Main.OK : Main.NETWORK;
  }

  private Inet target(PingSettings settings) throws IOException {
    try {
      return (Inet)
          Resolver.resolve(host, settings.port(), settings.family(), Type.DGRAM, Deadline.NEVER)
              .getFirst();
    } catch (UnknownHostException e) {
      if (e instanceof LookupFailure failure && failure.codeName().equals("EAI_ADDRFAMILY")) {
        int version = settings.family().equals(Family.INET) ? 4 : 6;
        throw wrong("'%s' is not an IPv%d address", host, version);
      }
      throw e;
    }
  }

  private PingSettings settings() {
    check(tcp == null || udp == null, "--tcp and --udp exclude each other");
    check(!hops || udp == null, "--hops chooses the UDP ports itself: leave out --udp");
    check(count >= 0, "invalid --count %d (expected 0 or more)", count);
    check(ttl == null || ttl >= 1 && ttl <= 255, "invalid --ttl %d (expected 1-255)", ttl);
    check(mostHops >= 1 && mostHops <= 255, "invalid --max-hops %d (expected 1-255)", mostHops);
    Integer port = tcp != null ? tcp : udp;
    check(port == null || port >= 1 && port <= 0xffff, "invalid port %d (expected 1-65535)", port);
    try {
      return new PingSettings(
          host,
          versions.family(),
          way(),
          port == null ? 0 : port,
          count,
          interval(),
          timeout,
          deadline,
          new PingSettings.Packet(size(), ttl == null ? 0 : ttl, pattern(), fragments()),
          from);
    } catch (IllegalArgumentException e) {
      throw wrong("%s", e.getMessage());
    }
  }

  private PingSettings.Way way() {
    return tcp != null
        ? PingSettings.Way.TCP
        : udp != null ? PingSettings.Way.UDP : PingSettings.Way.ECHO;
  }

  private Duration interval() {
    check(
        interval.compareTo(FASTEST) >= 0,
        "invalid --interval %s (expected 2ms or more)",
        Amount.written(interval));
    return interval;
  }

  private int size() {
    check(size <= MOST_BYTES, "invalid --size %d (expected %d or less)", size, MOST_BYTES);
    return (int) size;
  }

  private byte[] pattern() {
    boolean fits = pattern.matches("([0-9a-fA-F]{2}){0," + MOST_PATTERN + "}");
    check(fits, "invalid --pattern '%s' (expected up to 16 bytes in hexadecimal)", pattern);
    return HexFormat.of().parseHex(pattern);
  }

  private PingSettings.Fragments fragments() {
    return switch (fragments) {
      case "do" -> PingSettings.Fragments.REFUSED;
      case "dont" -> PingSettings.Fragments.ALLOWED;
      case "want" -> PingSettings.Fragments.SYSTEM;
      default -> throw wrong("invalid --fragments '%s' (expected do, dont or want)", fragments);
    };
  }

  private void check(boolean holds, String sentence, Object... values) {
    Usage.check(spec, holds, sentence, values);
  }

  private ParameterException wrong(String sentence, Object... values) {
    return Usage.wrong(spec, sentence, values);
  }
}
