package mortise.cli.relay;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The options behind the commas of an address; {@code docs/relay.md} has the same table. */
enum AddressOption {
  FORK("fork", "", AddressGroup.LISTENING, "fork", "Serves each connection with its own B."),
  MAX(
      "max",
      "NUMBER",
      AddressGroup.LISTENING,
      "max-children",
      "Maximum number of connections at once, with fork."),
  ALLOW("allow", "RULE", AddressGroup.LISTENING, "range", "Accepts these hosts only; repeatable."),
  DENY("deny", "RULE", AddressGroup.LISTENING, "", "Rejects these hosts; repeatable."),
  BACKLOG(
      "backlog",
      "NUMBER",
      AddressGroup.LISTENING,
      "backlog",
      "Maximum number of pending connections."),
  REUSE("reuse", "", AddressGroup.LISTENING, "reuseaddr", "SO_REUSEADDR; always set."),
  REUSE_PORT(
      "reuseport",
      "",
      AddressGroup.INTERNET,
      "reuseport",
      "SO_REUSEPORT: shares the port with other sockets."),
  BIND("bind", "HOST[:PORT]", AddressGroup.INTERNET, "bind", "The local address."),
  IPV4("ipv4", "", AddressGroup.INTERNET, "pf=ip4", "IPv4 only."),
  IPV6("ipv6", "", AddressGroup.INTERNET, "pf=ip6", "IPv6 only."),
  INTERFACE(
      "interface", "NAME", AddressGroup.SOCKET, "so-bindtodevice", "Uses this interface only."),
  MARK("mark", "NUMBER", AddressGroup.SOCKET, "so-mark", "The firewall mark of sent packets."),
  PRIORITY("priority", "NUMBER", AddressGroup.SOCKET, "so-priority", "The queueing priority."),
  TOS(
      "tos",
      "NUMBER",
      AddressGroup.INTERNET,
      "ip-tos",
      "Type of service or traffic class, 0..255."),
  TTL("ttl", "NUMBER", AddressGroup.INTERNET, "ip-ttl", "The hop limit of sent packets, 1..255."),
  BROADCAST(
      "broadcast",
      "",
      AddressGroup.DATAGRAM,
      "broadcast",
      "Allows sending to broadcast addresses."),
  JOIN(
      "join",
      "GROUP[@INTERFACE]",
      AddressGroup.DATAGRAM,
      "ip-add-membership",
      "Joins a multicast group; repeatable."),
  NODELAY(
      "nodelay", "", AddressGroup.TCP, "tcp-nodelay", "TCP_NODELAY: sends small segments at once."),
  KEEPALIVE(
      "keepalive",
      "[TIME]",
      AddressGroup.TCP,
      "keepalive, keepidle",
      "Sends TCP keepalive probes after this idle time."),
  MPTCP(
      "mptcp", "", AddressGroup.TCP, "protocol=262", "Uses Multipath TCP if both ends support it."),
  SEND_BUFFER(
      "sndbuf", "BYTES", AddressGroup.SOCKET, "sndbuf", "Size of the kernel's send buffer."),
  RECEIVE_BUFFER(
      "rcvbuf", "BYTES", AddressGroup.SOCKET, "rcvbuf", "Size of the kernel's receive buffer."),
  SET(
      "setsockopt",
      "LEVEL:NAME:VALUE",
      AddressGroup.SOCKET,
      "setsockopt",
      "Any socket option by number; the value is a number, or bytes as xHEX; repeatable."),
  TIMEOUT("timeout", "TIME", AddressGroup.DIALLING, "connect-timeout", "Timeout for connecting."),
  RETRY("retry", "NUMBER", AddressGroup.DIALLING, "retry", "Number of retries."),
  FOREVER("forever", "", AddressGroup.DIALLING, "forever", "Retries until it succeeds."),
  INTERVAL(
      "interval", "TIME", AddressGroup.DIALLING, "interval", "Delay between retries; default 1s."),
  THROUGH(
      "through",
      "URL",
      AddressGroup.TCP,
      "PROXY:, SOCKS4A:",
      "Connects through a proxy: socks5://[user:password@]host[:port], socks4://,"
          + " socks4a://, http://; repeatable, the nearest first."),
  CERT("cert", "FILE", AddressGroup.TLS, "certificate", "The certificate and its chain, PEM."),
  KEY("key", "FILE", AddressGroup.TLS, "key", "The private key, if it is in another file."),
  CA(
      "ca",
      "FILE",
      AddressGroup.TLS,
      "cafile",
      "Trusts these CAs; a listener then requires client certificates."),
  VERIFY("verify", "yes|no", AddressGroup.TLS_DIALLING, "verify", "no: accepts any certificate."),
  SNI(
      "sni",
      "NAME",
      AddressGroup.TLS_DIALLING,
      "snihost",
      "The host name for SNI and verification."),
  ALPN(
      "alpn",
      "NAMES",
      AddressGroup.TLS,
      "",
      "ALPN protocols in order of preference, separated by +."),
  TLS_VERSION(
      "tls-version",
      "VERSION",
      AddressGroup.TLS,
      "openssl-min-proto-version",
      "This version only: 1.2 or 1.3."),
  HANDSHAKE("handshake", "TIME", AddressGroup.TLS_LISTENING, "", "Handshake timeout; default 10s."),
  SERVER(
      "server",
      "URL",
      AddressGroup.HUB,
      "",
      "A NATS server: nats://[LOGIN@]HOST[:PORT] or tls://; default nats://127.0.0.1:4222;"
          + " repeatable."),
  PUBLISH("publish", "SUBJECT", AddressGroup.HUB, "", "Publishes on this subject instead."),
  CREDENTIALS(
      "credentials",
      "FILE",
      AddressGroup.HUB,
      "",
      "The login: user:password, a token, a seed, or a NATS credentials file."),
  TRUST_FILE("trustfile", "FILE", AddressGroup.HUB, "", "Trusts these CAs for tls://."),
  WINDOW(
      "window",
      "BYTES",
      AddressGroup.HUB_STREAM,
      "",
      "Bytes in flight in one direction, 4096..16777216; default 262144; the smaller of both ends."),
  MODE("mode", "OCTAL", AddressGroup.ANY, "mode", "The permissions of the created file."),
  OWNER("owner", "USER[:GROUP]", AddressGroup.ANY, "user, group", "The owner of the created file."),
  KEEP(
      "keep",
      "",
      AddressGroup.NAMED,
      "unlink-close=0",
      "Does not remove the socket's file at exit."),
  READ("read", "", AddressGroup.FILE, "rdonly", "Reads, as either address."),
  WRITE(
      "write",
      "",
      AddressGroup.FILE,
      "wronly,creat,trunc",
      "Truncates and writes, as either address."),
  APPEND("append", "", AddressGroup.FILE, "append", "Appends."),
  CREATE(
      "create",
      "",
      AddressGroup.FILE,
      "creat,excl",
      "Creates and writes; the file must not exist."),
  UPDATE("update", "", AddressGroup.FILE, "wronly", "Overwrites without truncating."),
  BOTH("both", "", AddressGroup.FILE, "rdwr", "Reads and writes, as a device."),
  ON_PTY("pty", "", AddressGroup.PROGRAM, "pty", "Runs it on a pseudo-terminal."),
  STDERR("stderr", "", AddressGroup.PROGRAM, "stderr", "Relays its stderr too."),
  DIRECTORY("dir", "PATH", AddressGroup.PROGRAM, "chdir", "Its working directory."),
  VARIABLE("env", "NAME=VALUE", AddressGroup.PROGRAM, "setenv", "Sets a variable; repeatable."),
  LINK("link", "PATH", AddressGroup.PTY, "link", "Creates a symbolic link to the terminal."),
  COOKED(
      "cooked", "", AddressGroup.PTY, "", "Keeps echo and line editing; the default is raw mode."),
  CRLF("crlf", "", AddressGroup.ANY, "crnl", "Writes LF as CR LF and reads CR LF as LF."),
  SESSION(
      "session",
      "TIME",
      AddressGroup.DATAGRAM,
      "",
      "Ends the session of a silent sender after this time, with fork; default 60s.");

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
      case ALLOW, DENY, JOIN, SERVER, SET, THROUGH, VARIABLE -> true;
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
      case BACKLOG ->
          kind.listens() && kind.has(AddressGroup.SOCKET) && !kind.has(AddressGroup.DATAGRAM);
      case ALLOW, DENY, REUSE -> kind.has(group) && kind.has(AddressGroup.SOCKET);
      case PUBLISH -> kind.has(group) && !kind.has(AddressGroup.HUB_STREAM);
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
