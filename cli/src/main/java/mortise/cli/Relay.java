package mortise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import mortise.cli.relay.RelayRun;
import mortise.cli.relay.RelaySettings;
import mortise.cli.shell.LogOutput;
import mortise.cli.watch.Watch;
import mortise.cli.watch.WatchOptions;
import mortise.cli.watch.WatchSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Joins two addresses; {@link mortise.cli.relay} does it. */
@Command(
    name = "relay",
    description = "Relay bytes between two addresses, in both directions.",
    footer = {
      "",
      "An address is KIND:WHERE,option,option=value; docs/relay.md has all options.",
      "  tcp:HOST:PORT, likewise tls, udp, dtls; vsock:CID:PORT unix:PATH|@NAME",
      "  unix-dgram:PATH; with -listen, listeners: tcp-listen:PORT,fork",
      "  proxy:HOST:PORT,through=URL exec:PROGRAM sh:LINE pty file:PATH pipe:PATH",
      "  fd:NUMBER stdio (or -) nats:SUBJECT nats-stream:SUBJECT",
      "",
      "Examples:",
      "  mortise relay tcp-listen:8080,fork tcp:example.org:80",
      "  mortise relay tls-listen:8443,cert=me.pem,fork unix:/run/app.sock",
      "  mortise relay unix-listen:/tmp/s,mode=600,fork exec:'cat -n'",
      "  mortise relay pty,link=/tmp/tty tcp:10.0.0.7:4001,forever",
      "  mortise relay -u file:big.iso tcp:10.0.0.7:9000 --report"
    })
final class Relay implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "A",
      completionCandidates = Kinds.class,
      description = "The first address.")
  private String first;

  @Parameters(
      index = "1",
      paramLabel = "B",
      completionCandidates = Kinds.class,
      description = "The second address.")
  private String second;

  @Option(
      names = {"-u", "--one-way"},
      description = "Relay from A to B only.")
  private boolean oneWay;

  @Option(
      names = {"-i", "--idle"},
      paramLabel = "TIME",
      converter = TimeOption.Positive.class,
      description = "Idle timeout: 500ms, 2s, 1m, 1h.")
  private Duration idle;

  @Option(
      names = {"-t", "--wait"},
      paramLabel = "TIME",
      converter = TimeOption.Positive.class,
      defaultValue = "500ms",
      description = "Idle time after one end where half-close is not possible (500ms).")
  private Duration patience;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print the listeners' addresses.")
  private boolean verbose;

  @Mixin private WatchOptions watching;

  @Override
  public Integer call() throws IOException {
    if (RelayRun.forks(first)) {
      LogOutput.standardError(); // one reader that stops must not stop all conversations
    }
    PrintWriter told = verbose ? spec.commandLine().getErr() : null;
    try (Watch watch = Watch.open(settings())) {
      RelaySettings manner = new RelaySettings(oneWay, idle, patience);
      new RelayRun(first, second, manner, watch, told).run();
      return Main.OK;
    }
  }

  private WatchSettings settings() {
    try {
      return watching.settings();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** What completion offers: the kinds of address, before what follows their colon. */
  static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return RelayRun.kinds().iterator();
    }
  }
}
