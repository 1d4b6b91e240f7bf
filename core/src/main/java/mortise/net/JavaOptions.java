package mortise.net;

import java.io.IOException;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mortise.sys.NetinetIn;
import mortise.sys.struct.IpMreqn;
import org.jspecify.annotations.Nullable;

/**
 * The options of the JDK by their names: {@code jdk.net}, which has half of them, is a module that
 * a program need not have.
 */
final class JavaOptions {
  /** One option of the JDK on a mortise socket. */
  private interface Mapping {
    @Nullable Object read(Socket socket) throws IOException;

    void write(Socket socket, Object value) throws IOException;
  }

  private static final Map<String, Mapping> BY_NAME =
      Map.ofEntries(
          Map.entry("SO_BROADCAST", same(Option.SO_BROADCAST, Boolean.class)),
          Map.entry("SO_KEEPALIVE", same(Option.SO_KEEPALIVE, Boolean.class)),
          Map.entry("SO_OOBINLINE", same(Option.SO_OOBINLINE, Boolean.class)),
          Map.entry("SO_SNDBUF", size(Option.SO_SNDBUF)),
          Map.entry("SO_RCVBUF", size(Option.SO_RCVBUF)),
          Map.entry("SO_REUSEADDR", same(Option.SO_REUSEADDR, Boolean.class)),
          Map.entry("SO_REUSEPORT", same(Option.SO_REUSEPORT, Boolean.class)),
          Map.entry("SO_LINGER", new Linger()),
          Map.entry("SO_INCOMING_NAPI_ID", same(Option.SO_INCOMING_NAPI_ID, Integer.class)),
          Map.entry("IP_TOS", both(IpOption.IP_TOS, Ipv6Option.IPV6_TCLASS, Integer.class)),
          Map.entry("IP_MULTICAST_IF", new MulticastInterface()),
          Map.entry(
              "IP_MULTICAST_TTL",
              both(IpOption.IP_MULTICAST_TTL, Ipv6Option.IPV6_MULTICAST_HOPS, Integer.class)),
          Map.entry(
              "IP_MULTICAST_LOOP",
              both(IpOption.IP_MULTICAST_LOOP, Ipv6Option.IPV6_MULTICAST_LOOP, Boolean.class)),
          Map.entry("IP_DONTFRAGMENT", new DontFragment()),
          Map.entry("TCP_NODELAY", same(TcpOption.TCP_NODELAY, Boolean.class)),
          Map.entry("TCP_QUICKACK", same(TcpOption.TCP_QUICKACK, Boolean.class)),
          Map.entry("TCP_KEEPIDLE", seconds(TcpOption.TCP_KEEPIDLE)),
          Map.entry("TCP_KEEPINTERVAL", seconds(TcpOption.TCP_KEEPINTVL)),
          Map.entry("TCP_KEEPCOUNT", same(TcpOption.TCP_KEEPCNT, Integer.class)));

  private JavaOptions() {}

  static @Nullable Object read(Socket socket, String name) throws IOException {
    return mapping(name).read(socket);
  }

  static void write(Socket socket, String name, Object value) throws IOException {
    try {
      mapping(name).write(socket, value);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          name + " does not take a " + value.getClass().getName() + ": " + value, e);
    }
  }

  private static Mapping mapping(String name) {
    Mapping mapping = BY_NAME.get(name);
    if (mapping == null) {
      String instead = name.equals("SO_PEERCRED") ? ": use Option.SO_PEERCRED" : "";
      throw new UnsupportedOperationException("unsupported JDK option " + name + instead);
    }
    return mapping;
  }

  private static boolean isInet6(Socket socket) {
    return socket.family().equals(Family.INET6);
  }

  /** Whether a socket has IPv4 traffic. Raw ones of IPv6 take no options of IPv4. */
  private static boolean hasInet4(Socket socket) throws IOException {
    return !isInet6(socket)
        || !socket.type().equals(Type.RAW) && !socket.option(Ipv6Option.IPV6_V6ONLY);
  }

  private static <T> Mapping same(Option<T> option, Class<T> type) {
    return new Mapping() {
      @Override
      public Object read(Socket socket) throws IOException {
        return socket.option(option);
      }

      @Override
      public void write(Socket socket, Object value) throws IOException {
        socket.option(option, type.cast(value));
      }
    };
  }

  /**
   * The JDK takes no negative sizes, which are large ones to the kernel, and hides that the kernel
   * doubles what it is given.
   */
  private static Mapping size(Option<Integer> option) {
    return new Mapping() {
      @Override
      public Object read(Socket socket) throws IOException {
        return socket.option(option) / 2;
      }

      @Override
      public void write(Socket socket, Object value) throws IOException {
        if ((Integer) value < 0) {
          throw new IllegalArgumentException(option + " " + value + ": is negative");
        }
        socket.option(option, (Integer) value);
      }
    };
  }

  private static Mapping seconds(Option<Duration> option) {
    return new Mapping() {
      @Override
      public Object read(Socket socket) throws IOException {
        return (int) socket.option(option).toSeconds();
      }

      @Override
      public void write(Socket socket, Object value) throws IOException {
        socket.option(option, Duration.ofSeconds((Integer) value));
      }
    };
  }

  /** On an IPv6 socket the option of IPv6, and that of IPv4 for the IPv4 traffic that it has. */
  private static <T> Mapping both(Option<T> inet4, Option<T> inet6, Class<T> type) {
    return new Mapping() {
      @Override
      public Object read(Socket socket) throws IOException {
        return socket.option(isInet6(socket) ? inet6 : inet4);
      }

      @Override
      public void write(Socket socket, Object value) throws IOException {
        if (isInet6(socket)) {
          socket.option(inet6, type.cast(value));
        }
        if (hasInet4(socket)) {
          socket.option(inet4, type.cast(value));
        }
      }
    };
  }

  /** Whole seconds, where a negative number is off. */
  private static final class Linger implements Mapping {
    @Override
    public Object read(Socket socket) throws IOException {
      return socket.option(Option.SO_LINGER).map(time -> (int) time.toSeconds()).orElse(-1);
    }

    @Override
    public void write(Socket socket, Object value) throws IOException {
      int seconds = (Integer) value;
      Optional<Duration> time =
          seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
      socket.option(Option.SO_LINGER, time);
    }
  }

  /** The kernel knows more than yes and no: yes is "always" of IP_MTU_DISCOVER. */
  private static final class DontFragment implements Mapping {
    private static final Mapping MODE =
        both(IpOption.IP_MTU_DISCOVER, Ipv6Option.IPV6_MTU_DISCOVER, Integer.class);

    @Override
    public Object read(Socket socket) throws IOException {
      return Objects.equals(MODE.read(socket), NetinetIn.IP_PMTUDISC_DO);
    }

    @Override
    public void write(Socket socket, Object value) throws IOException {
      boolean dont = (Boolean) value;
      MODE.write(socket, dont ? NetinetIn.IP_PMTUDISC_DO : NetinetIn.IP_PMTUDISC_DONT);
    }
  }

  /** The JDK has the interface itself, the kernel an index for IPv6 and an address for IPv4. */
  private static final class MulticastInterface implements Mapping {
    /** With the index, for interfaces that have no IPv4 address. */
    private static final Option<Integer> BY_INDEX =
        new Option<>(
            "IP_MULTICAST_IF",
            NetinetIn.SOL_IP,
            NetinetIn.IP_MULTICAST_IF,
            new Codecs.Struct<>(
                IpMreqn.SIZE, IpMreqn::imr_ifindex, (s, index) -> IpMreqn.imr_ifindex(s, index)));

    @Override
    public @Nullable Object read(Socket socket) throws IOException {
      if (isInet6(socket)) {
        int index = socket.option(Ipv6Option.IPV6_MULTICAST_IF);
        return index == 0 ? null : NetworkInterface.getByIndex(index);
      }
      Inet4 address = socket.option(IpOption.IP_MULTICAST_IF);
      return address.equals(Inet4.ANY)
          ? null
          : NetworkInterface.getByInetAddress(address.toJava().getAddress());
    }

    @Override
    public void write(Socket socket, Object value) throws IOException {
      NetworkInterface network = (NetworkInterface) value;
      if (isInet6(socket)) {
        socket.option(Ipv6Option.IPV6_MULTICAST_IF, network.getIndex());
      }
      if (hasInet4(socket)) {
        writeInet4(socket, network);
      }
    }

    private static void writeInet4(Socket socket, NetworkInterface network) throws IOException {
      Optional<Inet4> address =
          network
              .inetAddresses()
              .filter(each -> each instanceof java.net.Inet4Address)
              .map(each -> Inet4.of(each.getAddress(), 0))
              .findFirst();
      if (address.isPresent()) {
        socket.option(IpOption.IP_MULTICAST_IF, address.get());
      } else {
        socket.option(BY_INDEX, network.getIndex());
      }
    }
  }
}
