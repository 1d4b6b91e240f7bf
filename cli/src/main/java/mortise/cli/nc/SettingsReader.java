package mortise.cli.nc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.nc.NcSettings.Command;
import mortise.cli.nc.NcSettings.Conduct;
import mortise.cli.nc.NcSettings.HostRule;
import mortise.cli.nc.NcSettings.Listening;
import mortise.cli.nc.NcSettings.Network;
import mortise.cli.nc.NcSettings.Proxy;
import mortise.cli.nc.NcSettings.Source;
import mortise.cli.nc.NcSettings.Target;
import mortise.cli.nc.NcSettings.Times;
import mortise.cli.nc.NcSettings.Tls;
import mortise.cli.nc.NcSettings.Transport;
import mortise.cli.watch.WatchSettings;

/**
 * Turns what was given into settings. What excludes each other is looked for by {@link Conflicts}.
 */
final class SettingsReader {
  private static final int DEFAULT_MAX_CONNS = 100;
  private static final int DEFAULT_HTTP_PROXY_PORT = 3128;
  private static final int DEFAULT_SOCKS_PORT = 1080;
  private static final long DEFAULT_WAIT = 10_000;

  /** How long -z waits for a datagram to be refused. */
  private static final long ZERO_UDP_IDLE = 2_000;

  private static final int MOST_HOPS = 8;

  private final Given given;
  private final boolean listens;

  SettingsReader(Given given) {
    this.given = given;
    this.listens = given.hasAny(NcOption.LISTEN, NcOption.BROKER, NcOption.CHAT, NcOption.TALK);
  }

  NcSettings read() {
    Conflicts.check(given, listens);
    Target target = target();
    return new NcSettings(
        target,
        source(),
        listening(),
        conduct(),
        times(target.transport()),
        command(),
        records(),
        proxy(),
        tls(),
        Wishing.of(given),
        given.times(NcOption.VERBOSE));
  }

  private Network network() {
    if (given.has(NcOption.UNIX)) {
      return Network.UNIX;
    }
    if (given.has(NcOption.VSOCK)) {
      return Network.VSOCK;
    }
    if (given.has(NcOption.IP6)) {
      return Network.IP6;
    }
    return given.has(NcOption.IP4) ? Network.IP4 : Network.INET;
  }

  private Transport transport() {
    if (given.has(NcOption.UDP)) {
      return Transport.UDP;
    }
    return given.has(NcOption.SCTP) ? Transport.SCTP : Transport.TCP;
  }

  private Target target() {
    Network network = network();
    boolean resolves = !given.has(NcOption.NO_DNS);
    List<String> words = given.words();
    int taken = hostWords(network, words);
    String host = taken == 0 ? null : words.getFirst();
    requireOnePort(words, taken);
    Transport transport = transport();
    long port = defaultPort();
    List<Integer> ports = null;
    if (taken < words.size()) {
      String text = words.get(taken);
      boolean zero = given.has(NcOption.ZERO) && network != Network.VSOCK;
      ports = zero ? PortText.list(text, transport) : null;
      port = zero ? ports.getFirst() : PortText.port(text, network == Network.VSOCK, transport);
    } else if (listens && given.has(NcOption.SOURCE_PORT)) {
      port = sourcePort();
    }
    return new Target(network, transport, host, port, ports, resolves);
  }

  /** How many of the words are for the host: none or one. */
  private int hostWords(Network network, List<String> words) {
    if (network == Network.UNIX) {
      if (words.isEmpty()) {
        throw new UsageException(
            "You have to specify the path of a socket to "
                + (listens ? "listen on." : "connect to."));
      }
      if (words.size() > 1) {
        throw new UsageException(
            "A UNIX socket has no port, but \"" + words.get(1) + "\" came too.");
      }
      return 1;
    }
    boolean named =
        network == Network.VSOCK && (words.size() > 1 || !listens)
            || !words.isEmpty() && !PortText.isAllDigits(words.getFirst());
    if (!listens && (words.isEmpty() || !named)) {
      throw new UsageException("You must specify a host to connect to.");
    }
    return named ? 1 : 0;
  }

  private void requireOnePort(List<String> words, int taken) {
    boolean byOption = listens && given.has(NcOption.SOURCE_PORT);
    int count = words.size() - taken + (byOption ? 1 : 0);
    if (count > 1 && given.words().size() > taken) {
      StringBuilder all = new StringBuilder("Got more than one port specification:");
      if (byOption) {
        all.append(' ').append(given.value(NcOption.SOURCE_PORT));
      }
      for (String word : words.subList(taken, words.size())) {
        all.append(' ').append(word);
      }
      throw new UsageException(all.append('.').toString());
    }
  }

  private int defaultPort() {
    if (listens && given.has(NcOption.SOCKS_SERVER)) {
      return DEFAULT_SOCKS_PORT;
    }
    if (listens && given.has(NcOption.PROXY_TYPE)) {
      return proxyType().equals("http") ? DEFAULT_HTTP_PROXY_PORT : DEFAULT_SOCKS_PORT;
    }
    return NcSettings.DEFAULT_PORT;
  }

  private long sourcePort() {
    String text = given.value(NcOption.SOURCE_PORT);
    long port = PortText.number(text);
    if (port < 0 || port > (given.has(NcOption.VSOCK) ? 0xffffffffL : 0xffff)) {
      throw new UsageException("Invalid source port \"" + text + "\".");
    }
    return port;
  }

  private Source source() {
    boolean ported = given.has(NcOption.SOURCE_PORT);
    long port = ported && !listens ? sourcePort() : NcSettings.UNSET;
    return new Source(given.value(NcOption.SOURCE), port, hops(), pointer());
  }

  private List<String> hops() {
    List<String> hops = new ArrayList<>(0);
    for (String list : given.values(NcOption.HOPS)) {
      hops.addAll(List.of(list.split(",")));
    }
    if (hops.size() > MOST_HOPS) {
      throw new UsageException(
          "A source route has 8 hops at most, and -g has " + hops.size() + ".");
    }
    return hops;
  }

  private int pointer() {
    if (!given.has(NcOption.POINTER)) {
      return 4;
    }
    String text = given.value(NcOption.POINTER);
    long pointer = PortText.number(text);
    if (pointer < 4 || pointer > 28 || pointer % 4 != 0) {
      throw new UsageException(
          "Invalid source-route hop pointer \"" + text + "\": it is 4, 8, 12, 16, 20, 24 or 28.");
    }
    return (int) pointer;
  }

  private Listening listening() {
    boolean chat = given.hasAny(NcOption.CHAT, NcOption.TALK);
    boolean serves = listens && given.hasAny(NcOption.PROXY_TYPE, NcOption.SOCKS_SERVER);
    return new Listening(
        listens,
        given.has(NcOption.KEEP_OPEN) || chat || given.has(NcOption.BROKER) || serves,
        number(NcOption.MAX_CONNS, 0, Integer.MAX_VALUE, DEFAULT_MAX_CONNS),
        rules(NcOption.ALLOW, NcOption.ALLOW_FILE),
        rules(NcOption.DENY, NcOption.DENY_FILE),
        chat || given.has(NcOption.BROKER),
        chat);
  }

  private List<HostRule> rules(NcOption text, NcOption file) {
    List<HostRule> rules = new ArrayList<>(0);
    for (String value : given.values(text)) {
      rules.add(new HostRule(value, false));
    }
    for (String value : given.values(file)) {
      rules.add(new HostRule(value, true));
    }
    return rules;
  }

  private Conduct conduct() {
    return new Conduct(
        given.has(NcOption.SEND_ONLY),
        given.has(NcOption.RECV_ONLY),
        !given.has(NcOption.NO_SHUTDOWN),
        given.has(NcOption.CRLF),
        given.has(NcOption.TELNET),
        given.has(NcOption.ZERO),
        given.has(NcOption.PASS_FD));
  }

  private Times times(Transport transport) {
    boolean probes = given.has(NcOption.ZERO) && transport == Transport.UDP;
    return new Times(
        millis(NcOption.WAIT, DEFAULT_WAIT),
        millis(NcOption.IDLE, probes ? ZERO_UDP_IDLE : NcSettings.UNSET),
        millis(NcOption.DELAY, NcSettings.UNSET),
        quitAfter(transport),
        number(NcOption.RETRY, 0, Integer.MAX_VALUE, 0));
  }

  /**
   * A stream says when it has ended, and anything else does not, so a client goes with its input. A
   * listener stays.
   */
  private long quitAfter(Transport transport) {
    String text = given.value(NcOption.QUIT_AFTER);
    if (text != null) {
      return TimeText.millisOrNever(NcOption.QUIT_AFTER, text);
    }
    boolean stays = transport == Transport.TCP || listens && transport == Transport.UDP;
    return stays && !given.has(NcOption.SEND_ONLY) ? NcSettings.UNSET : 0;
  }

  private long millis(NcOption option, long otherwise) {
    String text = given.value(option);
    return text == null ? otherwise : TimeText.millis(option, text);
  }

  private int number(NcOption option, int least, int most, int otherwise) {
    return (int) Wishing.number(given, option, least, most, otherwise);
  }

  private Command command() {
    boolean pty = given.has(NcOption.PTY);
    if (given.has(NcOption.EXEC)) {
      return new Command(Command.Kind.EXEC, given.value(NcOption.EXEC), pty);
    }
    if (given.has(NcOption.SH_EXEC)) {
      return new Command(Command.Kind.SHELL, given.value(NcOption.SH_EXEC), pty);
    }
    if (given.has(NcOption.LUA_EXEC)) {
      return new Command(Command.Kind.LUA, given.value(NcOption.LUA_EXEC), false);
    }
    if (given.has(NcOption.LUA_INTERNAL)) {
      return new Command(Command.Kind.LUA, given.value(NcOption.LUA_INTERNAL), false);
    }
    return new Command(Command.Kind.NONE, null, false);
  }

  private WatchSettings records() {
    WatchSettings.When progress =
        given.has(NcOption.NO_PROGRESS)
            ? WatchSettings.When.NEVER
            : given.has(NcOption.PROGRESS) ? WatchSettings.When.ALWAYS : WatchSettings.When.AUTO;
    return new WatchSettings(
        file(NcOption.OUTPUT),
        file(NcOption.HEX_DUMP),
        given.has(NcOption.APPEND),
        file(NcOption.PCAP),
        given.has(NcOption.HEXDUMP),
        given.has(NcOption.JSON),
        progress,
        given.has(NcOption.REPORT),
        given.has(NcOption.TRACE));
  }

  private Path file(NcOption option) {
    return given.has(option) ? Path.of(given.value(option)) : null;
  }

  private Proxy proxy() {
    if (given.has(NcOption.SOCKS_SERVER)) {
      return new Proxy(List.of(), "socks5", auth(), dns());
    }
    if (!given.hasAny(NcOption.PROXY, NcOption.PROXY_TYPE)) {
      return Proxy.NONE;
    }
    return new Proxy(given.values(NcOption.PROXY), proxyType(), auth(), dns());
  }

  private String auth() {
    String auth = given.value(NcOption.PROXY_AUTH);
    return auth == null ? System.getenv("NCAT_PROXY_AUTH") : auth;
  }

  private String proxyType() {
    String text = given.value(NcOption.PROXY_TYPE);
    return switch (text == null ? "http" : text) {
      case "http" -> "http";
      case "socks4", "4" -> "socks4";
      case "socks5", "5" -> "socks5";
      default ->
          throw new UsageException(
              "Invalid proxy type \"" + text + "\": it is http, socks4 or socks5.");
    };
  }

  private String dns() {
    String text = given.value(NcOption.PROXY_DNS);
    return switch (text == null ? "remote" : text) {
      case "local" -> "local";
      case "remote" -> "remote";
      case "both" -> "both";
      case "none" -> "none";
      default ->
          throw new UsageException(
              "Invalid proxy DNS type \"" + text + "\": it is local, remote, both or none.");
    };
  }

  private Tls tls() {
    NcOption[] all = {
      NcOption.SSL, NcOption.SSL_CERT, NcOption.SSL_KEY, NcOption.SSL_VERIFY,
      NcOption.SSL_TRUSTFILE, NcOption.SSL_CIPHERS, NcOption.SSL_SERVERNAME, NcOption.SSL_ALPN,
      NcOption.SSL_CLIENT_CERT, NcOption.SSL_MIN, NcOption.SSL_MAX
    };
    if (!given.hasAny(all)) {
      return Tls.OFF;
    }
    return new Tls(
        true,
        given.value(NcOption.SSL_CERT),
        given.value(NcOption.SSL_KEY),
        given.hasAny(NcOption.SSL_VERIFY, NcOption.SSL_TRUSTFILE),
        given.value(NcOption.SSL_TRUSTFILE),
        given.value(NcOption.SSL_CIPHERS),
        given.value(NcOption.SSL_SERVERNAME),
        given.value(NcOption.SSL_ALPN),
        given.has(NcOption.SSL_CLIENT_CERT),
        given.value(NcOption.SSL_MIN),
        given.value(NcOption.SSL_MAX));
  }
}
