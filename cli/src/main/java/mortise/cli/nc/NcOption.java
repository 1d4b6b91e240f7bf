package mortise.cli.nc;

/**
 * Every option of nc: what it is called, what it takes and what it does. The parser, the help, the
 * manual page and the completions are made from this one table.
 */
public enum NcOption {
  IP4('4', "4", Group.ADDRESS, "use IPv4 only"),
  IP6('6', "6", Group.ADDRESS, "use IPv6 only"),
  UNIX('U', "unixsock", Group.ADDRESS, "a UNIX socket: a path, or @NAME in the abstract namespace"),
  VSOCK("vsock", Group.ADDRESS, "a socket between virtual machines: CID and port"),
  UDP('u', "udp", Group.ADDRESS, "UDP instead of TCP; with -U a datagram socket"),
  SCTP("sctp", Group.ADDRESS, "SCTP instead of TCP"),
  SOURCE_PORT('p', "source-port", Argument.PORT, "port", Group.ADDRESS, "the local port"),
  SOURCE('s', "source", Argument.HOST, "addr", Group.ADDRESS, "the local address"),
  NO_DNS('n', "nodns", Group.ADDRESS, "numeric addresses only, no DNS"),
  HOPS(
      'g',
      "g",
      Argument.TEXT,
      "hop1[,hop2...]",
      Group.ADDRESS,
      "loose source route, 8 hops at most"),
  POINTER(
      'G', "G", Argument.NUMBER, "n", Group.ADDRESS, "start position in the route: 4, 8, ... 28"),

  LISTEN('l', "listen", Group.LISTEN, "listen for connections"),
  KEEP_OPEN(
      'k', "keep-open", Group.LISTEN, "accept many clients; a client stays when the peer ends"),
  MAX_CONNS(
      'm',
      "max-conns",
      Argument.NUMBER,
      "n",
      Group.LISTEN,
      "max. connections at once; default 100"),
  ALLOW("allow", Argument.TEXT, "host[,host...]", Group.LISTEN, "allow only these hosts"),
  ALLOW_FILE("allowfile", Argument.FILE, "file", Group.LISTEN, "allow only the hosts in the file"),
  DENY("deny", Argument.TEXT, "host[,host...]", Group.LISTEN, "deny these hosts"),
  DENY_FILE("denyfile", Argument.FILE, "file", Group.LISTEN, "deny the hosts in the file"),
  BROKER("broker", Group.LISTEN, "forward data of each client to all others"),
  CHAT("chat", Group.LISTEN, "a broker that adds the sender's name to each line"),
  HUB(
      "hub",
      Argument.TEXT,
      "url",
      Group.LISTEN,
      "one broker or chat for many nodes: nats://[login@]host[,host...]/ROOM, or tls://"),
  HUB_NODE("hub-node", Argument.TEXT, "name", Group.LISTEN, "this node's name in the hub"),
  HUB_CREDENTIALS(
      "hub-credentials",
      Argument.FILE,
      "file",
      Group.LISTEN,
      "the login for the hub: user:password, a token, a seed, or a NATS credentials file"),
  HUB_TRUSTFILE(
      "hub-trustfile", Argument.FILE, "file", Group.LISTEN, "trusted CA certificates of the hub"),
  DURABLE("durable", Group.LISTEN, "store messages in the hub (JetStream) until they are shown"),
  TALK("talk", Group.HIDDEN, "the older name of --chat"),

  SEND_ONLY("send-only", Group.FLOW, "send only, exit at the end of the input"),
  RECV_ONLY("recv-only", Group.FLOW, "receive only"),
  NO_SHUTDOWN("no-shutdown", Group.FLOW, "no half-close at the end of the input"),
  HALF_CLOSE('N', null, Group.HIDDEN, "half-close at the end of the input; always on"),
  QUIT_AFTER(
      'q',
      null,
      Argument.TIME,
      "time",
      Group.FLOW,
      "exit this long after the input; negative: never"),
  CRLF('C', "crlf", Group.FLOW, "send CR LF line ends"),
  TELNET('t', "telnet", Group.FLOW, "answer telnet negotiation"),
  ZERO('z', null, Group.FLOW, "port scan without data: 80, 20-25, or 22,http"),
  WAIT('w', "wait", Argument.TIME, "time", Group.FLOW, "connect timeout; default 10s"),
  IDLE('i', "idle-timeout", Argument.TIME, "time", Group.FLOW, "idle timeout"),
  DELAY('d', "delay", Argument.TIME, "time", Group.FLOW, "delay between reads"),
  RETRY("retry", Argument.NUMBER, "n", Group.FLOW, "retries to connect, with exponential backoff"),
  PASS_FD(
      'F', "pass-fd", Group.FLOW, "pass the connected socket to standard output, a UNIX socket"),

  EXEC('e', "exec", Argument.COMMAND, "command", Group.COMMAND, "run a program"),
  SH_EXEC('c', "sh-exec", Argument.COMMAND, "command", Group.COMMAND, "run a shell command"),
  LUA_EXEC("lua-exec", Argument.FILE, "file", Group.COMMAND, "run a Lua script"),
  PTY("pty", Group.COMMAND, "run the program on a pseudo-terminal"),

  OUTPUT('o', "output", Argument.FILE, "file", Group.RECORD, "write the traffic to a file"),
  HEX_DUMP('x', "hex-dump", Argument.FILE, "file", Group.RECORD, "write the traffic as a hex dump"),
  APPEND("append-output", Group.RECORD, "append to these files"),
  HEXDUMP("hexdump", Group.RECORD, "print the traffic as a hex dump on stderr"),
  PCAP("pcap", Argument.FILE, "file", Group.RECORD, "write the traffic as pcapng, for Wireshark"),
  JSON("json", Group.RECORD, "print events as JSON lines on stderr"),
  REPORT("report", Group.RECORD, "print bytes, rate and TCP statistics at the end"),
  PROGRESS("progress", Group.RECORD, "show the progress on stderr, terminal or not"),
  NO_PROGRESS("no-progress", Group.RECORD, "do not show the progress on terminals"),
  INSPECT(
      "inspect",
      Argument.TEXT,
      "[host:]port",
      Group.RECORD,
      "with -l, show the connections on a page for browsers"),
  INSPECT_HISTORY(
      "inspect-history",
      Argument.TEXT,
      "size",
      Group.RECORD,
      "bytes kept of each (64K); size,always: unseen too"),
  WATCH("watch", Group.RECORD, "with -l, show the connections live in the terminal"),
  TRACE("trace", Group.RECORD, "print every socket call on stderr"),

  PROXY(
      "proxy",
      Argument.HOST,
      "addr[:port]",
      Group.PROXY,
      "connect through a proxy; repeatable: next hop"),
  PROXY_TYPE(
      "proxy-type", Argument.TEXT, "type", Group.PROXY, "http, socks4 or socks5; with -l, run one"),
  PROXY_AUTH(
      "proxy-auth", Argument.TEXT, "user:pass", Group.PROXY, "credentials; or NCAT_PROXY_AUTH"),
  PROXY_DNS("proxy-dns", Argument.TEXT, "where", Group.PROXY, "local, remote, both or none"),
  PROXY_DENY(
      "proxy-deny",
      Argument.TEXT,
      "list",
      Group.PROXY,
      "targets that a proxy server rejects (without it, loopback targets are allowed):"
          + " loopback, private, ADDR/BITS"),
  SOCKS_SERVER("socks-server", Group.PROXY, "with -l, run a SOCKS server"),

  SSL("ssl", Group.TLS, "TLS; with -u DTLS"),
  SSL_CERT("ssl-cert", Argument.FILE, "file", Group.TLS, "the local certificate (PEM)"),
  SSL_KEY("ssl-key", Argument.FILE, "file", Group.TLS, "its private key (PEM)"),
  SSL_VERIFY("ssl-verify", Group.TLS, "verify the peer's certificate"),
  SSL_TRUSTFILE("ssl-trustfile", Argument.FILE, "file", Group.TLS, "trusted CA certificates (PEM)"),
  SSL_CIPHERS("ssl-ciphers", Argument.TEXT, "list", Group.TLS, "the cipher list"),
  SSL_SERVERNAME("ssl-servername", Argument.TEXT, "name", Group.TLS, "the server name (SNI)"),
  SSL_ALPN("ssl-alpn", Argument.TEXT, "list", Group.TLS, "the ALPN protocols"),
  SSL_CLIENT_CERT("ssl-require-client-cert", Group.TLS, "with -l, require client certificates"),
  SSL_MIN("ssl-min-version", Argument.TEXT, "version", Group.TLS, "minimum: 1.0, 1.1, 1.2 or 1.3"),
  SSL_MAX("ssl-max-version", Argument.TEXT, "version", Group.TLS, "maximum: 1.0, 1.1, 1.2 or 1.3"),

  INTERFACE("interface", Argument.TEXT, "name", Group.SOCKET, "use this network interface only"),
  MARK("mark", Argument.NUMBER, "n", Group.SOCKET, "the firewall mark of sent packets"),
  TOS(
      "tos",
      Argument.TEXT,
      "n",
      Group.SOCKET,
      "the type of service: a number, or a name like lowdelay or ef"),
  TTL("ttl", Argument.NUMBER, "n", Group.SOCKET, "the hop limit of sent packets"),
  MPTCP("mptcp", Group.SOCKET, "Multipath TCP if both ends support it"),
  FAST_OPEN("fastopen", Group.SOCKET, "TCP Fast Open: send data with the SYN"),
  MULTICAST(
      "multicast", Argument.HOST, "group", Group.SOCKET, "with -l -u, join a multicast group"),

  VERBOSE('v', "verbose", Group.HELP, "verbose messages; twice: more"),
  HELP('h', "help", Group.HELP, "print the most used options; --help=all: all"),
  VERSION("version", Group.HELP, "print the version"),
  ENGINE("nsock-engine", Argument.TEXT, "engine", Group.HIDDEN, "select, poll or epoll; no effect"),
  TEST("test", Group.HIDDEN, "for ncat's own tests: report when it listens"),
  LUA_INTERNAL("lua-exec-internal", Argument.FILE, "file", Group.HIDDEN, "an alias of --lua-exec");

  /** What options are about, in the order of the help. */
  public enum Group {
    ADDRESS("Addresses"),
    LISTEN("Listening"),
    FLOW("Transfer"),
    COMMAND("Programs"),
    RECORD("Logs and captures"),
    PROXY("Proxies"),
    TLS("TLS"),
    SOCKET("Socket options"),
    HELP("Help"),
    HIDDEN("Not in the help");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** What an option takes. */
  public enum Argument {
    NONE,
    TEXT,
    NUMBER,
    TIME,
    PORT,
    HOST,
    FILE,
    COMMAND
  }

  private static final char NO_LETTER = 0;

  private final char letter;
  private final String name;
  private final Argument argument;
  private final String label;
  private final Group group;
  private final String help;

  NcOption(char letter, String name, Argument arg, String label, Group group, String help) {
    this.letter = letter;
    this.name = name;
    this.argument = arg;
    this.label = label;
    this.group = group;
    this.help = help;
  }

  NcOption(String name, Argument argument, String label, Group group, String help) {
    this(NO_LETTER, name, argument, label, group, help);
  }

  NcOption(char letter, String name, Group group, String help) {
    this(letter, name, Argument.NONE, null, group, help);
  }

  NcOption(String name, Group group, String help) {
    this(NO_LETTER, name, Argument.NONE, null, group, help);
  }

  /** Whether there is a form with one dash. */
  public boolean hasLetter() {
    return letter != NO_LETTER;
  }

  /** The letter of the form with one dash. */
  public char letter() {
    return letter;
  }

  /** The name of the form with two dashes, or null. */
  public String longName() {
    return name;
  }

  /** What follows it. */
  public Argument argument() {
    return argument;
  }

  /** How the help calls what follows it; null where nothing does. */
  public String label() {
    return label;
  }

  public Group group() {
    return group;
  }

  /** What it does, in a few words without a full stop. */
  public String help() {
    return help;
  }

  public boolean takesArgument() {
    return argument != Argument.NONE;
  }

  /** How it is written in a message: the long form where there is one with more than a letter. */
  @Override
  public String toString() {
    return name != null && name.length() > 1 ? "--" + name : "-" + letter;
  }
}
