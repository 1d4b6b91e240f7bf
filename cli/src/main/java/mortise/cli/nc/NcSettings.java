package mortise.cli.nc;

import java.util.List;
import java.util.function.Predicate;
import mortise.cli.hub.HubSettings;
import mortise.cli.watch.WatchSettings;
import mortise.net.Inet;

/**
 * What was asked for, checked: no two parts of it exclude each other. Times are in milliseconds,
 * with {@link #UNSET} as default.
 *
 * @param target the peer, or the listening address
 * @param source where to come from
 * @param listening how to listen
 * @param transferMode what is sent and received, and when it ends
 * @param times how long things may take
 * @param command what runs at this end instead of standard input and output
 * @param records what is written down or shown of what passes
 * @param proxy the proxies on the way, or which one to be
 * @param tls whether and how to talk TLS
 * @param socketOptions options of the socket
 * @param verbosity how often -v was given
 */
public record NcSettings(
    Target target,
    Source source,
    Listening listening,
    TransferMode transferMode,
    Times times,
    Command command,
    WatchSettings records,
    Proxy proxy,
    Tls tls,
    SocketOptions socketOptions,
    int verbosity) {

  /** No number was given. */
  public static final int UNSET = -1;

  /** What ncat listens on, and connects to, where no port is given. */
  public static final int DEFAULT_PORT = 31337;

  /** What addresses are of. */
  public enum Network {
    /** IPv4 or IPv6, whichever there is. */
    INET,
    IP4,
    IP6,
    UNIX,
    VSOCK
  }

  /** What carries the bytes. */
  public enum Transport {
    TCP,
    UDP,
    SCTP
  }

  /**
   * The peer, or the listening address.
   *
   * @param host a name, an address, a path or a CID; null where none was given
   * @param port a port; of a vsock it may have 32 bits
   * @param ports what -z was given for ports; null for the one port
   * @param resolves whether names may be looked up
   */
  public record Target(
      Network network,
      Transport transport,
      String host,
      long port,
      List<Integer> ports,
      boolean resolves) {

    /** Whether bytes come in a stream, and not in datagrams. */
    public boolean isStream() {
      return transport != Transport.UDP;
    }

    /** Whether addresses are of IPv4 or IPv6. */
    public boolean isInet() {
      return network != Network.UNIX && network != Network.VSOCK;
    }
  }

  /**
   * Where to come from.
   *
   * @param host an address, a name or a path; null where none was given
   * @param port {@link #UNSET} where none was given
   * @param hops of a source route
   * @param pointer to the hop to begin with
   */
  public record Source(String host, long port, List<String> hops, int pointer) {}

  /**
   * How to listen.
   *
   * @param on whether to listen at all
   * @param keepOpen whether for more than one; for a client, whether it stays when the peer ends
   * @param maxConns how many at once
   * @param allow the allowed clients; empty for all
   * @param deny the denied clients
   * @param broker whether to pass on among clients
   * @param chat whether to name the speakers
   * @param announced whether to report every listener for ncat's tests
   * @param hub where a broker joins those of other nodes; null for nowhere
   */
  public record Listening(
      boolean on,
      boolean keepOpen,
      int maxConns,
      List<HostRule> allow,
      List<HostRule> deny,
      boolean broker,
      boolean chat,
      boolean announced,
      HubSettings hub) {}

  /**
   * Hosts that may connect, or may not.
   *
   * @param text host specifications with commas between, or the name of a file that has some
   */
  public record HostRule(String text, boolean isFile) {}

  /** What is sent and received, and how. */
  public record TransferMode(
      boolean sendOnly,
      boolean recvOnly,
      boolean shutsDown,
      boolean crlf,
      boolean telnet,
      boolean zero,
      boolean passesDescriptor) {}

  /**
   * How long things may take, in milliseconds.
   *
   * @param quitAfter how long to stay after the input's end: negative for ever
   * @param retries how many times to try again to connect
   */
  public record Times(long connect, long idle, long delay, long quitAfter, int retries) {}

  /** What runs at this end. */
  public record Command(Kind kind, String text, boolean onPty) {
    /** How it is run. */
    public enum Kind {
      NONE,
      EXEC,
      SHELL,
      LUA
    }

    public boolean isNone() {
      return kind == Kind.NONE;
    }
  }

  /**
   * The proxies on the way, in the order of the hops; or, of a listener, which one to be.
   *
   * @param type {@code http}, {@code socks4} or {@code socks5}; null for none
   * @param auth {@code user:password}, or null
   * @param dns {@code local}, {@code remote}, {@code both} or {@code none}
   * @param denied the targets that a proxy server does not connect to
   */
  public record Proxy(
      List<String> hops, String type, String auth, String dns, Predicate<Inet> denied) {
    static final Proxy NONE = new Proxy(List.of(), null, null, "remote", _ -> false);

    /** Whether there is none on the way, and none to be. */
    public boolean isNone() {
      return type == null;
    }
  }

  /** Whether and how to talk TLS. null means not given. */
  public record Tls(
      boolean on,
      String cert,
      String key,
      boolean verifies,
      String trustFile,
      String ciphers,
      String serverName,
      String alpn,
      boolean needsClientCert,
      String min,
      String max) {
    static final Tls OFF =
        new Tls(false, null, null, false, null, null, null, null, false, null, null);
  }

  /** Options of the socket. Numbers are {@link #UNSET} and names null if not given. */
  public record SocketOptions(
      String device,
      long mark,
      int tos,
      int ttl,
      boolean mptcp,
      boolean fastOpen,
      String multicast) {
    static final SocketOptions NONE =
        new SocketOptions(null, UNSET, UNSET, UNSET, false, false, null);
  }

  /**
   * Reads and checks a command line.
   *
   * @throws UsageException with a message about the error
   */
  static NcSettings of(ParsedOptions given) {
    return new SettingsReader(given).read();
  }

  /** Whether to print verbose messages. */
  public boolean isVerbose() {
    return verbosity > 0;
  }
}
