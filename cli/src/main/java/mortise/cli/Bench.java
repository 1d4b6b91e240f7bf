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
import mortise.cli.bench.BenchTarget;
import mortise.cli.bench.Bencher;
import mortise.cli.serve.ServeAddress;
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
      "Measure the throughput between two ends, or the latency of a server.",
      "ADDRESS is HOST:PORT, PORT on loopback, /PATH or @NAME."
    },
    footer = {
      "",
      "Examples:",
      "  mortise bench --serve '*:5001'          the other end, on that machine",
      "  mortise bench HOST:5001                 throughput to the host, in 5 s",
      "  mortise bench HOST:5001 --both -P 4     both directions, 4 connections each",
      "  mortise bench HOST:5001 -u --rate 50M   packet loss of UDP at 50 Mbit/s",
      "  mortise bench HOST:7 --echo 64 -P 50    latency of an echo server, 64 bytes",
      "  mortise bench HOST:80 --connect -P 10   connections per second of a server"
    })
final class Bench implements Callable<Integer> {
  private static final int STREAM_BLOCK = 1 << 17;
  private static final int DATAGRAM = 1400;
  private static final int LEAST_DATAGRAM = 40;
  private static final int MOST_DATAGRAM = 65507;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)([kmg]?)");

  private static final String REVERSE_UDP =
      "--udp has one direction: with a forged source address the other end could flood a victim";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ADDRESS", description = "The server, or where to listen.")
  private String address;

  @Option(names = "--serve", description = "Run the other end, until Ctrl-C.")
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
      description = "Echo requests of this size.")
  private Long echo;

  @Option(names = "--connect", description = "Connect and close repeatedly.")
  private boolean connect;

  @Option(
      names = {"-u", "--udp"},
      description = "UDP, at a rate or with --echo.")
  private boolean udp;

  @Option(
      names = "--rate",
      paramLabel = "BITS",
      description = "UDP bits per second: 500k, 10M, 1G (10M).")
  private String rate;

  @Option(
      names = {"-P", "--connections"},
      paramLabel = "N",
      description = "Connections (1).")
  private int connections = 1;

  @Option(
      names = {"-t", "--time"},
      paramLabel = "TIME",
      converter = TimeOption.Positive.class,
      description = "Duration, up to 1h (5s).")
  private Duration time = Duration.ofSeconds(5);

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Number of requests.")
  private Long count;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "BYTES",
      converter = SizeOption.class,
      description = "Size of a block (128K) or datagram (1400).")
  private Long size;

  @Option(names = "--tls", description = "Use TLS.")
  private boolean tls;

  @Option(names = "--tls-ca", paramLabel = "FILE", description = "Trust these CAs only, PEM.")
  private Path authority;

  @Option(names = "--insecure", description = "Accept any certificate.")
  private boolean insecure;

  @Mixin private CertificateOptions certificate;

  @Option(names = "--json", description = "The result as a JSON object.")
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
    ServeAddress place = ServeAddress.parse(address, null);
    check(place.listening() != null, "--serve listens on UDP anyway: leave out udp:");
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
        "invalid --connections %d (expected 1-100000)",
        connections);
    check(count == null || count >= 1, "invalid --count %d (expected 1 or more)", count);
    check(rate == null || work == Work.DATAGRAMS, "--rate is for --udp without --echo");
    boolean fits = time.compareTo(LONGEST) <= 0;
    check(fits, "invalid --time %s (expected 1h or less)", Amount.written(time));
    return new BenchSettings(
        BenchTarget.parse(address, tls()),
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
    check(echo == null || size == null, "--echo BYTES already sets the size: leave out --size");
    long bytes = echo != null ? echo : size != null ? size : datagrams ? DATAGRAM : STREAM_BLOCK;
    long least = work == Work.DATAGRAMS ? LEAST_DATAGRAM : work == Work.DATAGRAM_ECHO ? 8 : 1;
    long most = datagrams ? MOST_DATAGRAM : 64 << 20;
    check(
        bytes >= least && bytes <= most,
        "invalid size %d (expected %d to %d bytes)",
        bytes,
        least,
        most);
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
        ? TlsClient.of(Trust.insecureTrustAll())
        : authority == null
            ? TlsClient.system()
            : TlsClient.of(Trust.ofFiles(KeyPassword.of(authority), authority));
  }

  private double bits(String text) {
    Matcher parts = RATE.matcher(text.toLowerCase(Locale.ROOT));
    check(parts.matches(), "invalid rate '%s' (e.g. 500k, 10M, 1G)", text);
    double unit =
        switch (parts.group(2)) {
          case "k" -> 1e3;
          case "m" -> 1e6;
          case "g" -> 1e9;
          default -> 1;
        };
    double bits = Double.parseDouble(parts.group(1)) * unit;
    check(bits >= 1, "invalid --rate %s (expected above 0)", text);
    return bits;
  }

  private void check(boolean holds, String sentence, Object... values) {
    Usage.check(spec, holds, sentence, values);
  }
}
