package mortise.cli.relay;

import static mortise.cli.relay.AddressGroup.DATAGRAM;
import static mortise.cli.relay.AddressGroup.DIALLING;
import static mortise.cli.relay.AddressGroup.FILE;
import static mortise.cli.relay.AddressGroup.HUB;
import static mortise.cli.relay.AddressGroup.HUB_STREAM;
import static mortise.cli.relay.AddressGroup.INTERNET;
import static mortise.cli.relay.AddressGroup.LISTENING;
import static mortise.cli.relay.AddressGroup.NAMED;
import static mortise.cli.relay.AddressGroup.PROGRAM;
import static mortise.cli.relay.AddressGroup.PTY;
import static mortise.cli.relay.AddressGroup.SOCKET;
import static mortise.cli.relay.AddressGroup.TCP;
import static mortise.cli.relay.AddressGroup.TLS;
import static mortise.cli.relay.AddressGroup.TLS_DIALLING;
import static mortise.cli.relay.AddressGroup.TLS_LISTENING;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kinds of address that can be joined; {@code docs/relay.md} has the same table. */
enum AddressKind {
  TCP_TO("tcp", "HOST:PORT", "TCP", "Connects by TCP.", SOCKET, INTERNET, TCP, DIALLING),
  TCP_AT(
      "tcp-listen",
      "[HOST:]PORT",
      "TCP-LISTEN",
      "Accepts a TCP connection.",
      SOCKET,
      INTERNET,
      TCP,
      LISTENING),
  TLS_TO(
      "tls",
      "HOST:PORT",
      "OPENSSL",
      "Connects by TLS over TCP; verifies the certificate's chain and host name.",
      SOCKET,
      INTERNET,
      TCP,
      DIALLING,
      TLS,
      TLS_DIALLING),
  TLS_AT(
      "tls-listen",
      "[HOST:]PORT",
      "OPENSSL-LISTEN",
      "Accepts a TLS connection over TCP.",
      SOCKET,
      INTERNET,
      TCP,
      LISTENING,
      TLS,
      TLS_LISTENING),
  PROXY(
      "proxy",
      "HOST:PORT",
      "PROXY, SOCKS4A",
      "Connects by TCP through the proxies of through=.",
      SOCKET,
      INTERNET,
      TCP,
      DIALLING),
  UDP_TO(
      "udp",
      "HOST:PORT",
      "UDP",
      "Sends datagrams to a host and receives its replies.",
      SOCKET,
      INTERNET,
      DATAGRAM,
      DIALLING),
  UDP_AT(
      "udp-listen",
      "[HOST:]PORT",
      "UDP-LISTEN",
      "Waits for a datagram and exchanges datagrams with its sender.",
      SOCKET,
      INTERNET,
      DATAGRAM,
      LISTENING),
  DTLS_TO(
      "dtls",
      "HOST:PORT",
      "OPENSSL-DTLS-CLIENT",
      "Connects by DTLS (TLS over datagrams).",
      SOCKET,
      INTERNET,
      DATAGRAM,
      DIALLING,
      TLS,
      TLS_DIALLING),
  DTLS_AT(
      "dtls-listen",
      "[HOST:]PORT",
      "OPENSSL-DTLS-SERVER",
      "Accepts a DTLS client.",
      SOCKET,
      INTERNET,
      DATAGRAM,
      LISTENING,
      TLS),
  UNIX_TO(
      "unix",
      "PATH or @NAME",
      "UNIX-CONNECT, ABSTRACT-CONNECT",
      "Connects to a UNIX stream socket.",
      SOCKET,
      DIALLING),
  UNIX_AT(
      "unix-listen",
      "PATH or @NAME",
      "UNIX-LISTEN, ABSTRACT-LISTEN",
      "Accepts a connection on a UNIX stream socket.",
      SOCKET,
      LISTENING,
      NAMED),
  UNIX_DATAGRAM_TO(
      "unix-dgram",
      "PATH or @NAME",
      "UNIX-SENDTO, ABSTRACT-SENDTO",
      "Sends datagrams to a UNIX datagram socket and receives its replies.",
      SOCKET,
      DATAGRAM,
      DIALLING),
  UNIX_DATAGRAM_AT(
      "unix-dgram-listen",
      "PATH or @NAME",
      "UNIX-RECVFROM, ABSTRACT-RECVFROM",
      "Waits for a datagram on a UNIX socket and exchanges datagrams with its sender.",
      SOCKET,
      DATAGRAM,
      LISTENING,
      NAMED),
  VSOCK_TO(
      "vsock",
      "CID:PORT",
      "VSOCK-CONNECT",
      "Connects to a virtual machine or its host.",
      SOCKET,
      DIALLING),
  VSOCK_AT(
      "vsock-listen",
      "[CID:]PORT",
      "VSOCK-LISTEN",
      "Accepts a connection from a virtual machine or its host.",
      SOCKET,
      LISTENING),
  NATS(
      "nats",
      "SUBJECT",
      "",
      "Publishes messages on a subject of NATS and receives those of others.",
      HUB),
  NATS_STREAM_TO(
      "nats-stream",
      "SUBJECT",
      "",
      "Connects to a listener at a subject of NATS.",
      HUB,
      HUB_STREAM,
      DIALLING),
  NATS_STREAM_AT(
      "nats-stream-listen",
      "SUBJECT",
      "",
      "Accepts a connection at a subject of NATS.",
      HUB,
      HUB_STREAM,
      LISTENING),
  EXEC(
      "exec",
      "PROGRAM ARGUMENTS",
      "EXEC",
      "Runs a program; arguments are quoted as in a shell.",
      PROGRAM),
  SHELL("sh", "LINE", "SYSTEM", "Runs a command line with /bin/sh.", PROGRAM),
  TERMINAL("pty", "", "PTY", "Creates a pseudo-terminal and prints its name.", PTY),
  PLAIN_FILE(
      "file",
      "PATH",
      "OPEN, GOPEN, CREATE",
      "Reads a file as the first address, writes it as the second.",
      FILE),
  PIPE(
      "pipe",
      "[PATH]",
      "PIPE",
      "Reads or writes a FIFO and creates it if needed; without a path, echoes its input.",
      FILE),
  NUMBER("fd", "NUMBER", "FD", "An inherited descriptor; may be a listening socket."),
  STDIO("stdio", "", "STDIO", "Standard input and output; short form: -.");

  final String name;
  final String syntax;
  final String socat;
  final String description;
  final Set<AddressGroup> groups;

  AddressKind(
      String name, String syntax, String socat, String description, AddressGroup... groups) {
    this.name = name;
    this.syntax = syntax;
    this.socat = socat;
    this.description = description;
    Set<AddressGroup> all = EnumSet.of(AddressGroup.ANY);
    all.addAll(List.of(groups));
    this.groups = all;
  }

  boolean listens() {
    return groups.contains(LISTENING);
  }

  /** Whether connections lead to somebody else. */
  boolean hasPeers() {
    return groups.contains(SOCKET) || groups.contains(HUB_STREAM);
  }

  boolean has(AddressGroup group) {
    return groups.contains(group);
  }

  static Optional<AddressKind> of(String name) {
    return Arrays.stream(values()).filter(kind -> kind.name.equals(name)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(kind -> kind.name).toList();
  }
}
