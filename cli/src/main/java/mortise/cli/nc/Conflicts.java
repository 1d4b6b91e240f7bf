package mortise.cli.nc;

import mortise.cli.shell.Terminal;

/** What cannot be asked for at once. */
final class Conflicts {
  private final ParsedOptions given;
  private final boolean listens;

  private Conflicts(ParsedOptions given, boolean listens) {
    this.given = given;
    this.listens = listens;
  }

  /**
   * Looks for options that exclude each other.
   *
   * @throws UsageException with the sentence that names them
   */
  static void check(ParsedOptions given, boolean listens) {
    Conflicts conflicts = new Conflicts(given, listens);
    conflicts.once();
    conflicts.ofAddresses();
    conflicts.ofZero();
    conflicts.ofProxies();
    conflicts.ofPrograms();
    conflicts.ofHubs();
    if (listens) {
      conflicts.ofListening();
    } else {
      conflicts.ofConnecting();
    }
    conflicts.ofDirections();
  }

  private void refuse(boolean when, String sentence) {
    if (when) {
      throw new UsageException(sentence);
    }
  }

  private void exclude(NcOption one, NcOption other) {
    refuse(
        given.has(one) && given.has(other),
        "Invalid option combination: " + one + " and " + other + ".");
  }

  private void once() {
    NcOption[] singles = {
      NcOption.PROXY_TYPE, NcOption.PROXY_AUTH, NcOption.PROXY_DNS, NcOption.SSL_TRUSTFILE
    };
    for (NcOption single : singles) {
      refuse(given.times(single) > 1, "The option " + single + " may be given only once.");
    }
    int commands =
        given.times(NcOption.EXEC) + given.times(NcOption.SH_EXEC) + given.times(NcOption.LUA_EXEC);
    refuse(commands > 1, "Only one of --exec, --sh-exec, and --lua-exec is allowed.");
  }

  private void ofAddresses() {
    exclude(NcOption.UNIX, NcOption.VSOCK);
    for (NcOption ip : new NcOption[] {NcOption.IP4, NcOption.IP6, NcOption.SCTP}) {
      exclude(NcOption.UNIX, ip);
      exclude(NcOption.VSOCK, ip);
    }
    exclude(NcOption.IP4, NcOption.IP6);
    exclude(NcOption.UDP, NcOption.SCTP);
    boolean local = given.hasAny(NcOption.UNIX, NcOption.VSOCK);
    String kind = given.has(NcOption.UNIX) ? "UNIX sockets" : "vsock sockets";
    refuse(
        given.has(NcOption.UNIX) && given.has(NcOption.SOURCE_PORT),
        "A source port (-p) makes no sense with UNIX sockets.");
    NcOption[] ofInet = {
      NcOption.HOPS,
      NcOption.MULTICAST,
      NcOption.TTL,
      NcOption.TOS,
      NcOption.MPTCP,
      NcOption.FAST_OPEN
    };
    for (NcOption option : ofInet) {
      refuse(local && given.has(option), option + " makes no sense with " + kind + ".");
    }
    refuse(
        given.has(NcOption.HOPS) && given.has(NcOption.IP6),
        "A source route (-g) is for IPv4 only.");
    for (NcOption stream : new NcOption[] {NcOption.MPTCP, NcOption.FAST_OPEN}) {
      exclude(stream, NcOption.UDP);
      exclude(stream, NcOption.SCTP);
    }
    refuse(given.has(NcOption.MULTICAST) && !listens, "--multicast is for listening: add -l -u.");
  }

  private void ofZero() {
    if (given.has(NcOption.ZERO)) {
      refuse(listens, "Services designed for LISTENING can't be used with -z.");
      exclude(NcOption.ZERO, NcOption.TELNET);
      refuse(hasCommand(), "Command execution can't be done along with option -z.");
      exclude(NcOption.ZERO, NcOption.PASS_FD);
    }
  }

  private boolean hasCommand() {
    return given.hasAny(NcOption.EXEC, NcOption.SH_EXEC, NcOption.LUA_EXEC, NcOption.LUA_INTERNAL);
  }

  private void ofProxies() {
    refuse(listens && given.has(NcOption.PROXY), "Invalid option combination: --proxy and -l.");
    refuse(
        !listens && given.has(NcOption.PROXY_TYPE) && !given.has(NcOption.PROXY),
        "Proxy type (--proxy-type) specified without proxy address (--proxy).");
    refuse(
        !listens && given.has(NcOption.SOCKS_SERVER), "--socks-server is for listening: add -l.");
    exclude(NcOption.SOCKS_SERVER, NcOption.PROXY_TYPE);
    refuse(
        given.has(NcOption.PROXY) && given.hasAny(NcOption.UDP, NcOption.SCTP),
        "A proxy (--proxy) supports TCP only, not UDP or SCTP.");
    boolean serves = listens && given.hasAny(NcOption.PROXY_TYPE, NcOption.SOCKS_SERVER);
    refuse(
        !serves && given.has(NcOption.PROXY_DENY),
        "--proxy-deny is for a proxy server: add -l and --proxy-type or --socks-server.");
    refuse(serves && given.has(NcOption.TELNET), "--telnet has no effect with a proxy server.");
    refuse(serves && hasCommand(), "A proxy server runs no command.");
    refuse(serves && given.has(NcOption.UDP), "A proxy server listens on a stream, not with -u.");
  }

  private void ofPrograms() {
    refuse(
        given.has(NcOption.PTY) && !given.hasAny(NcOption.EXEC, NcOption.SH_EXEC),
        "--pty needs a program: --exec or --sh-exec.");
    refuse(
        hasCommand() && given.has(NcOption.PASS_FD),
        "A descriptor passed on (-F) runs no command.");
  }

  private void ofHubs() {
    boolean broker = given.hasAny(NcOption.BROKER, NcOption.CHAT, NcOption.TALK);
    refuse(given.has(NcOption.HUB) && !broker, "--hub joins brokers: add --chat or --broker.");
    NcOption[] ofHub = {
      NcOption.HUB_NODE, NcOption.HUB_CREDENTIALS, NcOption.HUB_TRUSTFILE, NcOption.DURABLE
    };
    for (NcOption option : ofHub) {
      refuse(given.has(option) && !given.has(NcOption.HUB), option + " needs --hub.");
    }
  }

  private void ofListening() {
    refuse(
        given.has(NcOption.SOURCE),
        "-l and -s are incompatible.  Specify the address and port to bind to like you would a host"
            + " to connect to.");
    boolean broker = given.hasAny(NcOption.BROKER, NcOption.CHAT, NcOption.TALK);
    refuse(broker && hasCommand(), "Invalid option combination: --broker and -e.");
    refuse(
        broker && given.has(NcOption.UDP) && !given.has(NcOption.UNIX),
        "UDP mode does not support connection brokering.");
    refuse(
        broker && given.hasAny(NcOption.PROXY_TYPE, NcOption.SOCKS_SERVER),
        "Invalid option combination: --broker and a proxy server.");
    boolean serves = hasCommand() || given.hasAny(NcOption.PROXY_TYPE, NcOption.SOCKS_SERVER);
    refuse(
        given.has(NcOption.WATCH) && !broker && !serves && (Terminal.is(0) || Terminal.is(1)),
        "--watch needs the terminal for itself: redirect standard input and output.");
    refuse(given.has(NcOption.RETRY), "--retry is for connecting, and not with -l.");
    refuse(
        given.has(NcOption.MULTICAST) && !given.has(NcOption.UDP),
        "--multicast needs UDP: add -u.");
    refuse(
        given.has(NcOption.SSL_CLIENT_CERT) && !given.has(NcOption.SSL_TRUSTFILE),
        "--ssl-require-client-cert needs trusted CAs: add --ssl-trustfile.");
  }

  private void ofConnecting() {
    NcOption[] access = {NcOption.ALLOW, NcOption.ALLOW_FILE, NcOption.DENY, NcOption.DENY_FILE};
    refuse(given.hasAny(access), "Invalid option combination: allow/deny with connect.");
    refuse(
        given.has(NcOption.MAX_CONNS), "Invalid option combination: `--max-conns' with connect.");
    refuse(given.has(NcOption.INSPECT), "--inspect is for listening: add -l.");
    refuse(given.has(NcOption.WATCH), "--watch is for listening: add -l.");
    refuse(
        given.has(NcOption.SSL_CLIENT_CERT), "--ssl-require-client-cert is for listening: add -l.");
  }

  private void ofDirections() {
    exclude(NcOption.SEND_ONLY, NcOption.RECV_ONLY);
    refuse(given.has(NcOption.PASS_FD) && listens, "-F is for connecting, and not with -l.");
  }
}
