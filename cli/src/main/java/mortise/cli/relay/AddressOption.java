package mortise.cli.relay;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The options behind the commas of an address; {@code docs/relay.md} has the same table. */
enum AddressOption {
  FORK("fork", "", AddressGroup.LISTENING, "fork", "Gives each connection a B of its own."),
  MAX(
      "max",
      "NUMBER",
      AddressGroup.LISTENING,
      "max-children",
      "At most so many at once, with fork."),
  ALLOW("allow", "RULE", AddressGroup.LISTENING, "range", "Lets in these hosts alone; repeatable."),
  DENY("deny", "RULE", AddressGroup.LISTENING, "", "Turns these hosts away; repeatable."),
  BACKLOG("backlog", "NUMBER", AddressGroup.LISTENING, "backlog", "So many may wait to be let in."),
  REUSE(
      "reuse",
      "",
      AddressGroup.LISTENING,
      "reuseaddr",
      "Old connections do not keep the port: so it is anyway."),
  REUSE_PORT("reuseport", "", AddressGroup.INTERNET, "reuseport", "Shares the port with others."),
  BIND("bind", "HOST[:PORT]", AddressGroup.INTERNET, "bind", "The address on this side."),
  IPV4("ipv4", "", AddressGroup.INTERNET, "pf=ip4", "IPv4 alone."),
  IPV6("ipv6", "", AddressGroup.INTERNET, "pf=ip6", "IPv6 alone."),
  INTERFACE(
      "interface", "NAME", AddressGroup.SOCKET, "so-bindtodevice", "By this interface alone."),
  MARK("mark", "NUMBER", AddressGroup.SOCKET, "so-mark", "The firewall mark of what is sent."),
  PRIORITY("priority", "NUMBER", AddressGroup.SOCKET, "so-priority", "The queueing priority."),
  TOS(
      "tos",
      "NUMBER",
      AddressGroup.INTERNET,
      "ip-tos",
      "Type of service or traffic class, 0..255."),
  TTL("ttl", "NUMBER", AddressGroup.INTERNET, "ip-ttl", "Hops that a packet may take, 1..255."),
  BROADCAST("broadcast", "", AddressGroup.DATAGRAM, "broadcast", "May send to everybody."),
  JOIN(
      "join",
      "GROUP[@INTERFACE]",
      AddressGroup.DATAGRAM,
      "ip-add-membership",
      "Takes what is sent to a multicast group; repeatable."),
  NODELAY("nodelay", "", AddressGroup.TCP, "tcp-nodelay", "Sends small pieces at once."),
  KEEPALIVE(
      "keepalive",
      "[TIME]",
      AddressGroup.TCP,
      "keepalive, keepidle",
      "Finds out whether the peer is still there, when it was silent for so long."),
  MPTCP("mptcp", "", AddressGroup.TCP, "protocol=262", "By several paths, where both sides can."),
  SEND_BUFFER("sndbuf", "BYTES", AddressGroup.SOCKET, "sndbuf", "The kernel's buffer for sending."),
  RECEIVE_BUFFER("rcvbuf", "BYTES", AddressGroup.SOCKET, "rcvbuf", "The same for receiving."),
  SET(
      "setsockopt",
      "LEVEL:NAME:VALUE",
      AddressGroup.SOCKET,
      "setsockopt",
      "Any socket option by its numbers: a number, or bytes as xHEX; repeatable."),
  TIMEOUT("timeout", "TIME", AddressGroup.DIALLING, "connect-timeout", "Gives up connecting then."),
  RETRY("retry", "NUMBER", AddressGroup.DIALLING, "retry", "Tries again so many times."),
  FOREVER("forever", "", AddressGroup.DIALLING, "forever", "Tries again until it works."),
  INTERVAL("interval", "TIME", AddressGroup.DIALLING, "interval", "Between two tries; 1s."),
  THROUGH(
      "through",
      "URL",
      AddressGroup.TCP,
      "PROXY:, SOCKS4A:",
      "By a proxy: socks5://[user:password@]host[:port], socks4://, socks4a://, http://; repeatable,"
          + " the nearest first."),
  CERT("cert", "FILE", AddressGroup.TLS, "certificate", "The own certificate and its chain, PEM."),
  KEY("key", "FILE", AddressGroup.TLS, "key", "The key of the certificate, where another file."),
  CA(
      "ca",
      "FILE",
      AddressGroup.TLS,
      "cafile",
      "Trusts these authorities; of a listener, clients have to have a certificate."),
  VERIFY("verify", "yes|no", AddressGroup.TLS_DIALLING, "verify", "no believes any certificate."),
  SNI(
      "sni",
      "NAME",
      AddressGroup.TLS_DIALLING,
      "snihost",
      "The host that is asked for and checked."),
  ALPN("alpn", "NAMES", AddressGroup.TLS, "", "Protocols to agree on, the best first, by +."),
  TLS_VERSION(
      "tls-version", "VERSION", AddressGroup.TLS, "openssl-min-proto-version", "1.2 or 1.3 alone."),
  HANDSHAKE(
      "handshake",
      "TIME",
      AddressGroup.TLS_LISTENING,
      "",
      "Who has not shaken hands by then is turned away; 10s."),
  MODE("mode", "OCTAL", AddressGroup.ANY, "mode", "The permissions of a file that is made."),
  OWNER("owner", "USER[:GROUP]", AddressGroup.ANY, "user, group", "Whom it belongs to."),
  KEEP("keep", "", AddressGroup.NAMED, "unlink-close=0", "Leaves the socket's file behind."),
  READ("read", "", AddressGroup.FILE, "rdonly", "Reads, whichever address it is."),
  WRITE("write", "", AddressGroup.FILE, "wronly,creat,trunc", "Writes anew, whichever it is."),
  APPEND("append", "", AddressGroup.FILE, "append", "Writes behind what is there."),
  CREATE("create", "", AddressGroup.FILE, "creat,excl", "Writes, and must not be there before."),
  UPDATE("update", "", AddressGroup.FILE, "wronly", "Writes over what is there."),
  BOTH("both", "", AddressGroup.FILE, "rdwr", "Reads and writes, as a device does."),
  ON_PTY("pty", "", AddressGroup.PROGRAM, "pty", "Runs it on a terminal of its own."),
  STDERR("stderr", "", AddressGroup.PROGRAM, "stderr", "What it says on stderr is relayed too."),
  DIRECTORY("dir", "PATH", AddressGroup.PROGRAM, "chdir", "Where it starts."),
  VARIABLE("env", "NAME=VALUE", AddressGroup.PROGRAM, "setenv", "Sets a variable; repeatable."),
  LINK("link", "PATH", AddressGroup.PTY, "link", "A symbolic link to the terminal."),
  COOKED("cooked", "", AddressGroup.PTY, "", "Keeps echo and editing; it is raw otherwise."),
  CRLF("crlf", "", AddressGroup.ANY, "crnl", "Writes LF as CR LF, and reads CR LF as LF."),
  SESSION(
      "session",
      "TIME",
      AddressGroup.DATAGRAM,
      "",
      "A sender that is silent for so long is forgotten, with fork; 60s.");

  final String name;

  /** What the value looks like: empty for none, in brackets where it may be missing. */
  final String value;

  final AddressGroup group;
  final String socat;
  final String description;

  AddressOption(String name, String value, AddressGroup group, String socat, String description) {
    this.name = name;
    this.value = value;
    this.group = group;
    this.socat = socat;
    this.description = description;
  }

  boolean takesValue() {
    return !value.isEmpty();
  }

  boolean needsValue() {
    return takesValue() && !value.startsWith("[");
  }

  /** Whether several may stand at one address. */
  boolean repeats() {
    return switch (this) {
      case ALLOW, DENY, JOIN, SET, THROUGH, VARIABLE -> true;
      default -> false;
    };
  }

  /** Whether an address of a kind may have it. */
  boolean fits(AddressKind kind) {
    return switch (this) {
      case MODE -> kind.has(AddressGroup.NAMED) || isMade(kind);
      case OWNER -> kind.has(AddressGroup.NAMED) || isMade(kind);
      case TOS, TTL -> kind.has(AddressGroup.INTERNET) && kind.has(group);
      case JOIN, BROADCAST ->
          kind.has(AddressGroup.INTERNET) && kind.has(group) && !kind.has(AddressGroup.TLS);
      case TLS_VERSION -> kind.has(group) && !kind.has(AddressGroup.DATAGRAM);
      case THROUGH -> kind.has(AddressGroup.TCP) && kind.has(AddressGroup.DIALLING);
      case SESSION -> kind.listens() && kind.has(group) && !kind.has(AddressGroup.TLS);
      case BACKLOG -> kind.listens() && !kind.has(AddressGroup.DATAGRAM);
      default -> kind.has(group);
    };
  }

  private static boolean isMade(AddressKind kind) {
    return kind.has(AddressGroup.FILE) || kind.has(AddressGroup.PTY);
  }

  static Optional<AddressOption> of(String name) {
    return Arrays.stream(values()).filter(option -> option.name.equals(name)).findFirst();
  }

  static List<String> names(AddressKind kind) {
    return Arrays.stream(values())
        .filter(option -> option.fits(kind))
        .map(option -> option.name)
        .toList();
  }
}
