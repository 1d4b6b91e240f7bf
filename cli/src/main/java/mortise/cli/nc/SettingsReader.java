package mortise.cli.nc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.hub.HubSettings;
import mortise.cli.inspect.InspectSettings;
import mortise.cli.nc.NcSettings.Command;
import mortise.cli.nc.NcSettings.HostRule;
import mortise.cli.nc.NcSettings.Listening;
import mortise.cli.nc.NcSettings.Proxy;
import mortise.cli.nc.NcSettings.Source;
import mortise.cli.nc.NcSettings.Target;
import mortise.cli.nc.NcSettings.Times;
import mortise.cli.nc.NcSettings.Tls;
import mortise.cli.nc.NcSettings.TransferMode;
import mortise.cli.nc.NcSettings.Transport;
import mortise.cli.watch.InspectOptions;
import mortise.cli.watch.WatchSettings;
import mortise.net.ByteText;

/**
 * Turns what was given into settings. What excludes each other is looked for by {@link Conflicts}.
 */
final class SettingsReader {
  private static final int DEFAULT_MAX_CONNS = 100;
  private static final long DEFAULT_WAIT = 10_000;

  /** How long -z waits for a datagram to be refused. */
  private static final long ZERO_UDP_IDLE = 2_000;

  private static final int MOST_HOPS = 8;

  private final ParsedOptions given;
  private final boolean listens;

  SettingsReader(ParsedOptions given) {
    this.given = given;
    this.listens = given.hasAny(NcOption.LISTEN, NcOption.BROKER, NcOption.CHAT, NcOption.TALK);
  }

  NcSettings read() {
    Conflicts.check(given, listens);
    Target target = new TargetReader(given, listens).read();
    return new NcSettings(
        target,
        source(),
        listening(),
        transferMode(),
        times(target.transport()),
        command(),
        records(),
        proxy(),
        tls(),
        SocketOptionsReader.of(given),
        given.times(NcOption.VERBOSE));
  }

  private Source source() {
    boolean ported = given.has(NcOption.SOURCE_PORT);
    long port = ported && !listens ? TargetReader.sourcePort(given) : NcSettings.UNSET;
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
        chat,
        given.has(NcOption.TEST),
        given.has(NcOption.HUB) ? hub() : null);
  }

  private HubSettings hub() {
    try {
      return HubSettings.parse(given.value(NcOption.HUB))
          .with(
              file(NcOption.HUB_CREDENTIALS),
              file(NcOption.HUB_TRUSTFILE),
              given.value(NcOption.HUB_NODE),
              given.has(NcOption.DURABLE));
    } catch (IllegalArgumentException e) {
      throw new UsageException(ErrorMessages.of(e));
    }
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

  private TransferMode transferMode() {
    return new TransferMode(
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

  /** Only a stream has an end, so other clients exit with their input. A listener stays. */
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
    return (int) SocketOptionsReader.number(given, option, least, most, otherwise);
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
        given.has(NcOption.TRACE),
        inspection());
  }

  private InspectSettings inspection() {
    if (!given.hasAny(NcOption.INSPECT, NcOption.INSPECT_HISTORY, NcOption.WATCH)) {
      return null;
    }
    try {
      return InspectOptions.settings(
          given.value(NcOption.INSPECT),
          given.value(NcOption.INSPECT_HISTORY),
          given.has(NcOption.WATCH));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + ".");
    }
  }

  private Path file(NcOption option) {
    return given.has(option) ? ByteText.path(given.value(option)) : null;
  }

  private Proxy proxy() {
    if (given.has(NcOption.SOCKS_SERVER)) {
      return new Proxy(
          List.of(),
          "socks5",
          ProxyText.auth(given),
          ProxyText.dns(given),
          ProxyText.denied(given));
    }
    if (!given.hasAny(NcOption.PROXY, NcOption.PROXY_TYPE)) {
      return Proxy.NONE;
    }
    return new Proxy(
        given.values(NcOption.PROXY),
        ProxyText.type(given),
        ProxyText.auth(given),
        ProxyText.dns(given),
        ProxyText.denied(given));
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
