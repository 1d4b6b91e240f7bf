package mortise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.cli.bench.BenchPeer;
import mortise.cli.bench.BenchSettings;
import mortise.cli.bench.BenchSettings.Work;
import mortise.cli.bench.Bencher;
import mortise.cli.bench.Target;
import mortise.cli.serve.Place;
import mortise.cli.shell.Amount;
import mortise.cli.shell.StandardError;
import mortise.cli.shell.Terminal;
import mortise.cli.tls.KeyPassword;
import mortise.process.DescriptorLimit;
import mortise.tls.TlsClient;
import mortise.tls.TlsServer;
import mortise.tls.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How much goes through, and how fast answers come. */
@Command(
    name = "bench",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Measure how much goes through between two ends, or how fast a server answers.",
      "ADDRESS is HOST:PORT, PORT on loopback, /PATH or @NAME."
    },
    footer = {
      "",
      "Examples:",
      "  mortise bench --serve '*:5001'          the other end, on that machine",
      "  mortise bench HOST:5001                 how much goes there, in 5 s",
      "  mortise bench HOST:5001 --both -P 4     both ways at once, 4 connections each",
      "  mortise bench HOST:5001 -u --rate 50M   what is lost of 50 Mbit/s of UDP",
      "  mortise bench HOST:7 --echo 64 -P 50    any echo server's answers to 64 bytes",
      "  mortise bench HOST:80 --connect -P 10   any server's connections in a second"
    })
final class Bench implements Callable<Integer> {
  private static final int STREAM_BLOCK = 1 << 17;
  private static final int DATAGRAM = 1400;
  private static final int LEAST_DATAGRAM = 40;
  private static final int MOST_DATAGRAM = 65507;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)([kmg]?)");

  private static final String REVERSE_UDP =
      "--udp goes one way: whoever forges an address could have the other end flood it";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ADDRESS", description = "With whom, or where to serve.")
  private String address;

  @Option(names = "--serve", description = "Be the other end, until Ctrl-C.")
  private boolean serve;

  @Option(
      names = {"-R", "--reverse"},
      description = "Receive instead of sending.")
  private boolean reverse;

  @Option(names = "--both", description = "Send and receive at once.")
  private boolean both;

  @Option(
      names = "--echo",
      paramLabel = "BYTES",
      converter = SizeOption.class,
      description = "Requests of so many bytes that come back.")
  private Long echo;

  @Option(names = "--connect", description = "Connect and close, again and again.")
  private boolean connect;

  @Option(
      names = {"-u", "--udp"},
      description = "UDP: at a rate, or with --echo.")
  private boolean udp;

  @Option(
      names = "--rate",
      paramLabel = "BITS",
      description = "Of UDP, in a second: 500k, 10M, 1G (10M).")
  private String rate;

  @Option(
      names = {"-P", "--connections"},
      paramLabel = "N",
      description = "At once (1).")
  private int connections = 1;

  @Option(
      names = {"-t", "--time"},
      paramLabel = "TIME",
      converter = TimeOption.Positive.class,
      description = "For how long, up to 1h (5s).")
  private Duration time = Duration.ofSeconds(5);

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Or until so many requests were answered.")
  private Long count;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "BYTES",
      converter = SizeOption.class,
      description = "Of a block (128K) or a datagram (1400).")
  private Long size;

  @Option(names = "--tls", description = "Through TLS.")
  private boolean tls;

  @Option(names = "--tls-ca", paramLabel = "FILE", description = "Trust these alone, PEM.")
  private Path authority;

  @Option(names = "--insecure", description = "Trust anybody.")
  private boolean insecure;

  @Mixin private CertificateOptions certificate;

  @Option(names = "--json", description = "The result as an object of JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DescriptorLimit.raise();
    try {
      if (serve) {
        serve();
        return Main.OK;
      }
      return measure() ? Main.OK : Main.NETWORK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void serve() throws IOException, InterruptedException {
    Place place = Place.parse(address, null);
    check(place.listening() != null, "--serve listens to UDP by itself: leave out udp:");
    TlsServer server = certificate.given() ? certificate.read() : null;
    BenchPeer.serve(place.listening(), server, spec.commandLine().getErr());
  }

  private boolean measure() throws IOException, InterruptedException {
    BenchSettings settings = settings();
    PrintWriter live =
        Terminal.draws(2)
            ? new PrintWriter(StandardError.raw(System.err), true)
            : spec.commandLine().getErr();
    return new Bencher(settings).run(spec.commandLine().getOut(), live, json);
  }

  private BenchSettings settings() throws IOException {
    Work work = work();
    check(
        connections >= 1 && connections <= 100_000,
        "--connections %d is not in 1-100000",
        connections);
    check(count == null || count >= 1, "--count %d is not above zero", count);
    check(rate == null || work == Work.DATAGRAMS, "--rate is for --udp without --echo");
    boolean fits = time.compareTo(LONGEST) <= 0;
    check(fits, "--time %s is more than 1h", Amount.written(time));
    return new BenchSettings(
        Target.parse(address, tls()),
        work,
        connections,
        size(work),
        time,
        count == null ? Long.MAX_VALUE : count,
        bits(rate == null ? "10M" : rate));
  }

  private Work work() {
    int ways = (reverse ? 1 : 0) + (both ? 1 : 0) + (echo != null ? 1 : 0) + (connect ? 1 : 0);
    check(ways <= 1, "--reverse, --both, --echo and --connect exclude each other");
    check(!udp || !reverse && !both && !connect, REVERSE_UDP);
    if (udp) {
      return echo == null ? Work.DATAGRAMS : Work.DATAGRAM_ECHO;
    }
    return reverse
        ? Work.RECEIVE
        : both ? Work.BOTH : connect ? Work.CONNECT : echo != null ? Work.ECHO : Work.SEND;
  }

  private int size(Work work) {
    boolean datagrams = work == Work.DATAGRAMS || work == Work.DATAGRAM_ECHO;
    check(echo == null || size == null, "--echo BYTES is the size, so there is no --size");
    long bytes = echo != null ? echo : size != null ? size : datagrams ? DATAGRAM : STREAM_BLOCK;
    long least = work == Work.DATAGRAMS ? LEAST_DATAGRAM : work == Work.DATAGRAM_ECHO ? 8 : 1;
    long most = datagrams ? MOST_DATAGRAM : 64 << 20;
    check(bytes >= least && bytes <= most, "%d bytes are not %d to %d", bytes, least, most);
    return (int) bytes;
  }

  private TlsClient tls() throws IOException {
    check(tls || authority == null && !insecure, "--tls-ca and --insecure need --tls");
    check(authority == null || !insecure, "--tls-ca and --insecure exclude each other");
    check(!tls || !udp, "--tls and --udp exclude each other");
    if (!tls) {
      return null;
    }
    return insecure
        ? TlsClient.of(Trust.insecurelyAnybody())
        : authority == null
            ? TlsClient.system()
            : TlsClient.of(Trust.ofFiles(KeyPassword.of(authority), authority));
  }

  private double bits(String text) {
    Matcher parts = RATE.matcher(text.toLowerCase(Locale.ROOT));
    check(parts.matches(), "'%s' is no rate such as 500k, 10M or 1G", text);
    double unit =
        switch (parts.group(2)) {
          case "k" -> 1e3;
          case "m" -> 1e6;
          case "g" -> 1e9;
          default -> 1;
        };
    double bits = Double.parseDouble(parts.group(1)) * unit;
    check(bits >= 1, "--rate %s is not above zero", text);
    return bits;
  }

  private void check(boolean holds, String sentence, Object... values) {
    Usage.check(spec, holds, sentence, values);
  }
}
