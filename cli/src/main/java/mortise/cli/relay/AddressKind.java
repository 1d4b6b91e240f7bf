package mortise.cli.relay;

import static mortise.cli.relay.AddressGroup.DATAGRAM;
import static mortise.cli.relay.AddressGroup.DIALLING;
import static mortise.cli.relay.AddressGroup.FILE;
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
      "Waits for a TCP connection.",
      SOCKET,
      INTERNET,
      TCP,
      LISTENING),
  TLS_TO(
      "tls",
      "HOST:PORT",
      "OPENSSL",
      "Connects by TCP and TLS; the certificate has to be trusted and for the host.",
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
      "Waits for a TCP connection, and speaks TLS on it.",
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
      "Connects by TCP through the proxies that through= names.",
      SOCKET,
      INTERNET,
      TCP,
      DIALLING),
  UDP_TO(
      "udp",
      "HOST:PORT",
      "UDP",
      "Sends datagrams to a host, and takes its answers.",
      SOCKET,
      INTERNET,
      DATAGRAM,
      DIALLING),
  UDP_AT(
      "udp-listen",
      "[HOST:]PORT",
      "UDP-LISTEN",
      "Waits for a datagram, and talks with its sender.",
      SOCKET,
      INTERNET,
      DATAGRAM,
      LISTENING),
  DTLS_TO(
      "dtls",
      "HOST:PORT",
      "OPENSSL-DTLS-CLIENT",
      "Connects by DTLS, which is TLS in datagrams.",
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
      "Waits for somebody who speaks DTLS.",
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
      "Waits for a connection at a UNIX stream socket.",
      SOCKET,
      LISTENING,
      NAMED),
  UNIX_DATAGRAM_TO(
      "unix-dgram",
      "PATH or @NAME",
      "UNIX-SENDTO, ABSTRACT-SENDTO",
      "Sends datagrams to a UNIX datagram socket, and takes its answers.",
      SOCKET,
      DATAGRAM,
      DIALLING),
  UNIX_DATAGRAM_AT(
      "unix-dgram-listen",
      "PATH or @NAME",
      "UNIX-RECVFROM, ABSTRACT-RECVFROM",
      "Waits for a datagram at a UNIX socket, and talks with its sender.",
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
      "Waits for a connection from a virtual machine or its host.",
      SOCKET,
      LISTENING),
  EXEC(
      "exec",
      "PROGRAM ARGUMENTS",
      "EXEC",
      "Runs a program, its words as a shell would have them.",
      PROGRAM),
  SHELL("sh", "LINE", "SYSTEM", "Runs a line by /bin/sh.", PROGRAM),
  TERMINAL("pty", "", "PTY", "Makes a pseudo terminal, and tells its name.", PTY),
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
      "Reads or writes a FIFO, which is made where there is none; without a path what is written"
          + " comes back.",
      FILE),
  NUMBER("fd", "NUMBER", "FD", "A descriptor that this process was given; a listening socket too."),
  STDIO("stdio", "", "STDIO", "Standard input and output; - is short for it.");

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
