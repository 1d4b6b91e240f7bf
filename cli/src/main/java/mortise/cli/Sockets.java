package mortise.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import mortise.cli.sockets.Kind;
import mortise.cli.sockets.Manner;
import mortise.cli.sockets.SocketLister;
import mortise.cli.sockets.Wanted;
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
    description = "List the sockets of this machine: listening and connected, and whose they are.",
    footer = {
      "",
      "Without -t, -u, -w, -x, -M or -A: TCP, UDP and raw. An option that is given",
      "twice means either; different options are met together.",
      "",
      "Examples:",
      "  mortise sockets -l                     who listens",
      "  mortise sockets -tic --port 443        how connections of port 443 fare",
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
      description = "As of ss: state, src, dst, sport, dport, and, or, not.")
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
      description = "Those that wait for peers.")
  private boolean listening;

  @Option(
      names = {"-c", "--connected"},
      description = "Those that have a peer.")
  private boolean connected;

  @Option(
      names = "--state",
      split = ",",
      paramLabel = "STATE",
      hideParamSyntax = true,
      description = "In this state, such as established.")
  private List<String> states = List.of();

  @Option(names = "--port", paramLabel = "N[-M]", description = "With this port at either end.")
  private List<String> ports = List.of();

  @Option(
      names = "--local",
      paramLabel = "PLACE",
      description = "Bound at HOST, BLOCK, HOST:PORT, :PORT, /PATH.")
  private List<String> locals = List.of();

  @Option(names = "--peer", paramLabel = "PLACE", description = "Connected with there.")
  private List<String> peers = List.of();

  @Option(names = "--process", paramLabel = "NAME|PID", description = "Of this process.")
  private List<String> processes = List.of();

  @Option(names = "--user", paramLabel = "NAME|UID", description = "Of this user.")
  private List<String> users = List.of();

  @Option(
      names = {"-i", "--info"},
      description = "How TCP fares: times, windows, losses, rates.")
  private boolean info;

  @Option(
      names = {"-o", "--timers"},
      description = "What they wait for.")
  private boolean timers;

  @Option(
      names = {"-e", "--extended"},
      description = "User, inode and cookie.")
  private boolean extended;

  @Option(
      names = {"-s", "--summary"},
      description = "Only how many.")
  private boolean summary;

  @Option(
      names = {"-H", "--no-header"},
      description = "No heads of the columns.")
  private boolean noHeader;

  @Option(names = "--json", description = "An object of JSON for each, on a line.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "1",
      paramLabel = "TIME",
      converter = TimeOption.Positive.class,
      description = "Again every TIME (1 s), until Ctrl-C.")
  private Duration watch;

  @Option(
      names = {"-K", "--kill"},
      description = "End them (CAP_NET_ADMIN), and list those.")
  private boolean kill;

  @Option(
      names = {"-a", "--all", "-n", "--numeric", "-p", "--processes"},
      hidden = true,
      description = "What ss needs to be told is the case in any event.")
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

  private Manner manner() {
    return new Manner(info, timers, extended, json, !noHeader, summary, watch);
  }

  private Wanted wanted() throws IOException {
    try {
      Wanted wanted = filtered(Wanted.of(kinds()));
      if (kill && !wanted.isSelective()) {
        throw Usage.wrong(spec, "--kill without --port, --peer or the like would end everything");
      }
      return wanted;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Set<Kind> kinds() {
    Set<Kind> all = EnumSet.noneOf(Kind.class);
    kinds.forEach(name -> all.addAll(Kind.parse(name)));
    if (tcp) {
      all.add(Kind.TCP);
    }
    if (udp) {
      all.addAll(Set.of(Kind.UDP, Kind.UDPLITE));
    }
    if (raw) {
      all.add(Kind.RAW);
    }
    if (mptcp) {
      all.add(Kind.MPTCP);
    }
    if (unix) {
      all.add(Kind.UNIX);
    }
    return all.isEmpty() ? Kind.parse("inet") : all;
  }

  private Wanted filtered(Wanted all) throws IOException {
    Wanted wanted = all;
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
