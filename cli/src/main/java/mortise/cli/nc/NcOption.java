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
  SOURCE_PORT('p', "source-port", Argument.PORT, "port", Group.ADDRESS, "the port to come from"),
  SOURCE('s', "source", Argument.HOST, "addr", Group.ADDRESS, "the address to come from"),
  NO_DNS('n', "nodns", Group.ADDRESS, "look no names up"),
  HOPS(
      'g',
      "g",
      Argument.TEXT,
      "hop1[,hop2...]",
      Group.ADDRESS,
      "loose source route, 8 hops at most"),
  POINTER(
      'G', "G", Argument.NUMBER, "n", Group.ADDRESS, "where in the route to begin: 4, 8, ... 28"),

  LISTEN('l', "listen", Group.LISTEN, "wait for connections"),
  KEEP_OPEN(
      'k', "keep-open", Group.LISTEN, "for more than one; as a client, stay when the peer ends"),
  MAX_CONNS(
      'm', "max-conns", Argument.NUMBER, "n", Group.LISTEN, "connections at once; 100 if not said"),
  ALLOW("allow", Argument.TEXT, "host[,host...]", Group.LISTEN, "let only these hosts in"),
  ALLOW_FILE("allowfile", Argument.FILE, "file", Group.LISTEN, "let only the hosts in the file in"),
  DENY("deny", Argument.TEXT, "host[,host...]", Group.LISTEN, "keep these hosts out"),
  DENY_FILE("denyfile", Argument.FILE, "file", Group.LISTEN, "keep the hosts in the file out"),
  BROKER("broker", Group.LISTEN, "pass what each client sends to all others"),
  CHAT("chat", Group.LISTEN, "the same, with who has said it"),
  TALK("talk", Group.HIDDEN, "the older name of --chat"),

  SEND_ONLY("send-only", Group.FLOW, "send only, and end with the input"),
  RECV_ONLY("recv-only", Group.FLOW, "receive only"),
  NO_SHUTDOWN("no-shutdown", Group.FLOW, "do not tell the peer that the input has ended"),
  HALF_CLOSE('N', null, Group.HIDDEN, "tell the peer that the input has ended, as is done anyway"),
  QUIT_AFTER(
      'q', null, Argument.TIME, "time", Group.FLOW, "end so long after the input; negative never"),
  CRLF('C', "crlf", Group.FLOW, "send CR LF for each end of line"),
  TELNET('t', "telnet", Group.FLOW, "answer telnet's questions"),
  ZERO('z', null, Group.FLOW, "only see whether the port answers: one, 20-25, or 22,http"),
  WAIT(
      'w',
      "wait",
      Argument.TIME,
      "time",
      Group.FLOW,
      "how long to try to connect; 10s if not said"),
  IDLE(
      'i', "idle-timeout", Argument.TIME, "time", Group.FLOW, "end when nothing moves for so long"),
  DELAY('d', "delay", Argument.TIME, "time", Group.FLOW, "wait between one read and the next"),
  RETRY(
      "retry", Argument.NUMBER, "n", Group.FLOW, "try so many times more to connect, ever slower"),
  PASS_FD(
      'F', "pass-fd", Group.FLOW, "pass the connected socket to standard output, a UNIX socket"),

  EXEC('e', "exec", Argument.COMMAND, "command", Group.COMMAND, "run a program at this end"),
  SH_EXEC(
      'c',
      "sh-exec",
      Argument.COMMAND,
      "command",
      Group.COMMAND,
      "run a line of the shell at this end"),
  LUA_EXEC("lua-exec", Argument.FILE, "file", Group.COMMAND, "run a Lua script at this end"),
  PTY("pty", Group.COMMAND, "give the program a terminal"),

  OUTPUT('o', "output", Argument.FILE, "file", Group.RECORD, "write what passes to a file"),
  HEX_DUMP('x', "hex-dump", Argument.FILE, "file", Group.RECORD, "write what passes as a hex dump"),
  APPEND("append-output", Group.RECORD, "add to these files instead of replacing them"),
  HEXDUMP("hexdump", Group.RECORD, "show what passes as a hex dump on standard error"),
  PCAP("pcap", Argument.FILE, "file", Group.RECORD, "write what passes as pcapng, for Wireshark"),
  JSON("json", Group.RECORD, "tell what happens in lines of JSON on standard error"),
  REPORT("report", Group.RECORD, "say at the end what was moved, how fast, and how TCP fared"),
  PROGRESS("progress", Group.RECORD, "show on standard error how far it is, terminal or not"),
  NO_PROGRESS("no-progress", Group.RECORD, "do not show it on terminals either"),
  TRACE("trace", Group.RECORD, "show every socket call on standard error"),

  PROXY(
      "proxy",
      Argument.HOST,
      "addr[:port]",
      Group.PROXY,
      "go through a proxy; each more is the next hop"),
  PROXY_TYPE(
      "proxy-type", Argument.TEXT, "type", Group.PROXY, "http, socks4 or socks5; with -l be one"),
  PROXY_AUTH(
      "proxy-auth", Argument.TEXT, "user:pass", Group.PROXY, "the login; or NCAT_PROXY_AUTH"),
  PROXY_DNS("proxy-dns", Argument.TEXT, "where", Group.PROXY, "local, remote, both or none"),
  PROXY_DENY(
      "proxy-deny",
      Argument.TEXT,
      "list",
      Group.PROXY,
      "of a proxy server, which otherwise reaches this machine's loopback too: no targets of"
          + " these (loopback, private, ADDR/BITS)"),
  SOCKS_SERVER("socks-server", Group.PROXY, "with -l be a SOCKS server"),

  SSL("ssl", Group.TLS, "TLS; with -u DTLS"),
  SSL_CERT("ssl-cert", Argument.FILE, "file", Group.TLS, "this end's certificate (PEM)"),
  SSL_KEY("ssl-key", Argument.FILE, "file", Group.TLS, "its private key (PEM)"),
  SSL_VERIFY("ssl-verify", Group.TLS, "believe only certificates that check out"),
  SSL_TRUSTFILE(
      "ssl-trustfile", Argument.FILE, "file", Group.TLS, "whose certificates to believe (PEM)"),
  SSL_CIPHERS("ssl-ciphers", Argument.TEXT, "list", Group.TLS, "the ciphers to use"),
  SSL_SERVERNAME("ssl-servername", Argument.TEXT, "name", Group.TLS, "the name to ask for"),
  SSL_ALPN("ssl-alpn", Argument.TEXT, "list", Group.TLS, "the protocols to offer"),
  SSL_CLIENT_CERT("ssl-require-client-cert", Group.TLS, "with -l, clients need a certificate"),
  SSL_MIN("ssl-min-version", Argument.TEXT, "version", Group.TLS, "1.0, 1.1, 1.2 or 1.3 at least"),
  SSL_MAX("ssl-max-version", Argument.TEXT, "version", Group.TLS, "1.0, 1.1, 1.2 or 1.3 at most"),

  INTERFACE("interface", Argument.TEXT, "name", Group.SOCKET, "only by this network interface"),
  MARK("mark", Argument.NUMBER, "n", Group.SOCKET, "the firewall mark of what is sent"),
  TOS(
      "tos",
      Argument.TEXT,
      "n",
      Group.SOCKET,
      "the type of service: a number, or a name like lowdelay or ef"),
  TTL("ttl", Argument.NUMBER, "n", Group.SOCKET, "over how many hops it may go"),
  MPTCP("mptcp", Group.SOCKET, "TCP by several paths where both ends can"),
  FAST_OPEN("fastopen", Group.SOCKET, "send the first bytes with the connection"),
  MULTICAST("multicast", Argument.HOST, "group", Group.SOCKET, "with -l -u, join the group"),

  VERBOSE('v', "verbose", Group.HELP, "say what happens; twice, say more"),
  HELP('h', "help", Group.HELP, "show the options used most; --help=all shows all"),
  VERSION("version", Group.HELP, "show the version"),
  ENGINE(
      "nsock-engine",
      Argument.TEXT,
      "engine",
      Group.HIDDEN,
      "select, poll or epoll; all the same here"),
  TEST("test", Group.HIDDEN, "for ncat's own tests: tell them when it listens"),
  LUA_INTERNAL("lua-exec-internal", Argument.FILE, "file", Group.HIDDEN, "the same as --lua-exec");

  /** What options are about, in the order of the help. */
  public enum Group {
    ADDRESS("Where"),
    LISTEN("Listening"),
    FLOW("The conversation"),
    COMMAND("Programs"),
    RECORD("Seeing"),
    PROXY("Proxies"),
    TLS("TLS"),
    SOCKET("The socket"),
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
