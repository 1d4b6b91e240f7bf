package mortise.cli.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import mortise.net.Family;
import mortise.net.IpOption;
import mortise.net.Ipv6Option;
import mortise.net.Multicast;
import mortise.net.Option;
import mortise.net.Protocol;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.TcpOption;
import mortise.net.Type;

/** Applies an address's options to a socket before it is bound or connected. */
final class SocketSetup {
  private final AddressSpec spec;
  private final OptionValues values;

  SocketSetup(AddressSpec spec) {
    this.spec = spec;
    this.values = new OptionValues(spec);
  }

  /** Whether no option requires a socket that is created and configured here. */
  boolean isEmpty() {
    return spec.options().stream()
        .noneMatch(given ->
            switch (given.option()) {
              case INTERFACE, MARK, PRIORITY, TOS, TTL, SEND_BUFFER, RECEIVE_BUFFER, SET -> true;
              case REUSE_PORT, BIND, MPTCP, KEEPALIVE, NODELAY, IPV4, IPV6 -> true;
              default -> false;
            });
  }

  /** The settings of sockets of a type. */
  SocketConfig config(Type type) {
    SocketConfig config = SocketConfig.of(type).with(this::apply);
    return spec.has(AddressOption.MPTCP) ? config.protocol(Protocol.MPTCP) : config;
  }

  private void apply(Socket socket) throws IOException {
    boolean six = socket.family().equals(Family.INET6);
    set(socket, Option.SO_BINDTODEVICE, spec.value(AddressOption.INTERFACE));
    set(socket, Option.SO_MARK, values.number(AddressOption.MARK, 0, 0xffffffffL));
    set(socket, Option.SO_SNDBUF, number(AddressOption.SEND_BUFFER, 1, Integer.MAX_VALUE));
    set(socket, Option.SO_RCVBUF, number(AddressOption.RECEIVE_BUFFER, 1, Integer.MAX_VALUE));
    Optional<Integer> tos = number(AddressOption.TOS, 0, 255);
    Optional<Integer> ttl = number(AddressOption.TTL, 1, 255);
    set(socket, six ? Ipv6Option.IPV6_TCLASS : IpOption.IP_TOS, tos);
    // After IP_TOS, which sets the priority of an IPv4 socket as well.
    set(socket, Option.SO_PRIORITY, number(AddressOption.PRIORITY, 0, Integer.MAX_VALUE));
    set(socket, six ? Ipv6Option.IPV6_UNICAST_HOPS : IpOption.IP_TTL, ttl);
    flag(socket, Option.SO_REUSEPORT, AddressOption.REUSE_PORT);
    flag(socket, Option.SO_BROADCAST, AddressOption.BROADCAST);
    flag(socket, TcpOption.TCP_NODELAY, AddressOption.NODELAY);
    if (spec.has(AddressOption.KEEPALIVE)) {
      socket.option(Option.SO_KEEPALIVE, true);
      set(socket, TcpOption.TCP_KEEPIDLE, values.time(AddressOption.KEEPALIVE).map(this::whole));
    }
    for (String raw : spec.values(AddressOption.SET)) {
      raw(socket, raw);
    }
    for (String group : spec.values(AddressOption.JOIN)) {
      join(socket, group);
    }
  }

  /** Applies options of the connection, as opposed to the listener, to an accepted socket. */
  void applyAccepted(Socket socket) throws IOException {
    if (socket.type().equals(Type.STREAM)) {
      flag(socket, TcpOption.TCP_NODELAY, AddressOption.NODELAY);
    }
  }

  /** TCP_KEEPIDLE counts in seconds and fails with EINVAL for 0, tcp(7). */
  private Duration whole(Duration time) {
    return Duration.ofSeconds(Math.max(1, time.toSeconds()));
  }

  private Optional<Integer> number(AddressOption option, long least, long most) {
    return values.number(option, least, most).map(Math::toIntExact);
  }

  private static <T> void set(Socket socket, Option<T> option, Optional<T> value)
      throws IOException {
    if (value.isPresent()) {
      socket.option(option, value.get());
    }
  }

  private void flag(Socket socket, Option<Boolean> option, AddressOption asked) throws IOException {
    if (spec.has(asked)) {
      socket.option(option, true);
    }
  }

  private void raw(Socket socket, String text) throws IOException {
    String[] words = text.split(":", 3);
    try {
      if (!text.matches("\\p{ASCII}*")) {
        throw new IllegalArgumentException("not ASCII: " + text);
      }
      int level = Integer.decode(words[0]);
      int name = Integer.decode(words[1]);
      if (words[2].startsWith("x")) {
        byte[] bytes = HexFormat.of().parseHex(words[2].substring(1));
        socket.option(Option.ofBytes(level, name), bytes);
      } else {
        socket.option(Option.ofInt(level, name), Integer.decode(words[2]));
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
      throw spec.wrong(
          AddressOption.SET,
          "invalid option '" + text + "' (expected LEVEL:NAME:VALUE, numbers, or xHEX as value)");
    }
  }

  private void join(Socket socket, String text) throws IOException {
    int at = text.indexOf('@');
    try {
      Multicast group = Multicast.of(at < 0 ? text : text.substring(0, at));
      socket.join(at < 0 ? group : group.on(text.substring(at + 1)));
    } catch (IllegalArgumentException e) {
      throw spec.wrong(AddressOption.JOIN, e.getMessage());
    }
  }
}
