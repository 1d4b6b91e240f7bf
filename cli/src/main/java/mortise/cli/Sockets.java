package mortise.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import mortise.cli.sockets.ListSettings;
import mortise.cli.sockets.SocketFilter;
import mortise.cli.sockets.SocketKind;
import mortise.cli.sockets.SocketLister;
import mortise.net.Family;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what sockets there are, of all processes. */
@Command(
    name = "sockets",
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "List the sockets of this machine, listening and connected, with their processes.",
    footer = {
      "",
      "Default without -t, -u, -w, -x, -M or -A: TCP, UDP and raw. A repeated option",
      "matches either value; different options must all match.",
      "",
      "Examples:",
      "  mortise sockets -l                     listening sockets",
      "  mortise sockets -tic --port 443        TCP statistics of port 443",
      "  mortise sockets state established '( dport = :443 or dst 10.0.0.0/8 )'",
      "  mortise sockets -x --process dockerd   UNIX sockets of one program",
      "  mortise sockets --state time-wait --summary --watch"
    })
final class Sockets implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILTER",
      hideParamSyntax = true,
      description = "As in ss: state, src, dst, sport, dport, and, or, not.")
  private List<String> filter = List.of();

  @Option(
      names = {"-t", "--tcp"},
      description = "TCP.")
  private boolean tcp;

  @Option(
      names = {"-u", "--udp"},
      description = "UDP and UDP-Lite.")
  private boolean udp;

  @Option(
      names = {"-w", "--raw"},
      description = "Raw.")
  private boolean raw;

  @Option(
      names = {"-x", "--unix"},
      description = "UNIX.")
  private boolean unix;

  @Option(
      names = {"-M", "--mptcp"},
      description = "MPTCP.")
  private boolean mptcp;

  @Option(
      names = {"-A", "--kind"},
      split = ",",
      paramLabel = "KIND",
      hideParamSyntax = true,
      description = "Also udplite, sctp, vsock, packet, netlink, all.")
  private List<String> kinds = List.of();

  @Mixin private FamilyOptions versions;

  @Option(
      names = {"-l", "--listening"},
      description = "Listening sockets.")
  private boolean listening;

  @Option(
      names = {"-c", "--connected"},
      description = "Connected sockets.")
  private boolean connected;

  @Option(
      names = "--state",
      split = ",",
      paramLabel = "STATE",
      hideParamSyntax = true,
      description = "In this state, e.g. established.")
  private List<String> states = List.of();

  @Option(names = "--port", paramLabel = "N[-M]", description = "With this port at either end.")
  private List<String> ports = List.of();

  @Option(
      names = "--local",
      paramLabel = "PLACE",
      description = "Bound to HOST, BLOCK, HOST:PORT, :PORT, /PATH.")
  private List<String> locals = List.of();

  @Option(names = "--peer", paramLabel = "PLACE", description = "Connected to this place.")
  private List<String> peers = List.of();

  @Option(names = "--process", paramLabel = "NAME|PID", description = "Of this process.")
  private List<String> processes = List.of();

  @Option(names = "--user", paramLabel = "NAME|UID", description = "Of this user.")
  private List<String> users = List.of();

  @Option(
      names = {"-i", "--info"},
      description = "TCP statistics: RTT, window, losses, rates.")
  private boolean info;

  @Option(
      names = {"-o", "--timers"},
      description = "Timers.")
  private boolean timers;

  @Option(
      names = {"-e", "--extended"},
      description = "User, inode and cookie.")
  private boolean extended;

  @Option(
      names = {"-s", "--summary"},
      description = "Counts only.")
  private boolean summary;

  @Option(
      names = {"-H", "--no-header"},
      description = "No column headers.")
  private boolean noHeader;

  @Option(names = "--json", description = "One JSON object per line.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "1",
      paramLabel = "TIME",
      converter = TimeOption.Positive.class,
      description = "Repeat every TIME (1 s), until Ctrl-C.")
  private Duration watch;

  @Option(
      names = {"-K", "--kill"},
      description = "Close them (CAP_NET_ADMIN) and list them.")
  private boolean kill;

  @Option(
      names = {"-a", "--all", "-n", "--numeric", "-p", "--processes"},
      hidden = true,
      description = "Accepted for ss; always in effect.")
  private boolean asWithSs;

  @Override
  public Integer call() throws IOException, InterruptedException {
    SocketLister lister =
        new SocketLister(
            spec.commandLine().getOut(), spec.commandLine().getErr(), wanted(), manner());
    if (kill) {
      return lister.kill() ? Main.OK : Main.NETWORK;
    }
    lister.show();
    return Main.OK;
  }

  private ListSettings manner() {
    return new ListSettings(info, timers, extended, json, !noHeader, summary, watch);
  }

  private SocketFilter wanted() throws IOException {
    try {
      SocketFilter wanted = filtered(SocketFilter.of(kinds()));
      if (kill && !wanted.isSelective()) {
        throw Usage.wrong(spec, "--kill needs a filter such as --port or --peer");
      }
      return wanted;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Set<SocketKind> kinds() {
    Set<SocketKind> all = EnumSet.noneOf(SocketKind.class);
    kinds.forEach(name -> all.addAll(SocketKind.parse(name)));
    if (tcp) {
      all.add(SocketKind.TCP);
    }
    if (udp) {
      all.addAll(Set.of(SocketKind.UDP, SocketKind.UDPLITE));
    }
    if (raw) {
      all.add(SocketKind.RAW);
    }
    if (mptcp) {
      all.add(SocketKind.MPTCP);
    }
    if (unix) {
      all.add(SocketKind.UNIX);
    }
    return all.isEmpty() ? SocketKind.parse("inet") : all;
  }

  private SocketFilter filtered(SocketFilter all) throws IOException {
    SocketFilter wanted = all;
    if (!versions.family().equals(Family.UNSPEC)) {
      wanted = wanted.family(versions.family());
    }
    if (listening) {
      wanted = wanted.listening();
    }
    if (connected) {
      wanted = wanted.connected();
    }
    if (!states.isEmpty()) {
      wanted = wanted.states(states);
    }
    if (!ports.isEmpty()) {
      wanted = wanted.ports(ports);
    }
    if (!locals.isEmpty()) {
      wanted = wanted.local(locals);
    }
    if (!peers.isEmpty()) {
      wanted = wanted.peer(peers);
    }
    if (!filter.isEmpty()) {
      wanted = wanted.matching(filter);
    }
    if (!processes.isEmpty()) {
      wanted = wanted.processes(Set.copyOf(processes));
    }
    return users.isEmpty() ? wanted : wanted.users(users);
  }
}
