package mortise.sys.nio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static mortise.sys.NetinetIn.IPPROTO_IP;
import static mortise.sys.NetinetIn.IPPROTO_IPV6;
import static mortise.sys.NetinetIn.IPPROTO_TCP;
import static mortise.sys.NetinetIn.IPPROTO_UDP;
import static mortise.sys.NetinetIn.IPV6_MULTICAST_HOPS;
import static mortise.sys.NetinetIn.IPV6_MULTICAST_IF;
import static mortise.sys.NetinetIn.IPV6_MULTICAST_LOOP;
import static mortise.sys.NetinetIn.IPV6_TCLASS;
import static mortise.sys.NetinetIn.IPV6_V6ONLY;
import static mortise.sys.NetinetIn.IP_MULTICAST_IF;
import static mortise.sys.NetinetIn.IP_MULTICAST_LOOP;
import static mortise.sys.NetinetIn.IP_MULTICAST_TTL;
import static mortise.sys.NetinetIn.IP_TOS;
import static mortise.sys.NetinetTcp.TCP_KEEPCNT;
import static mortise.sys.NetinetTcp.TCP_KEEPIDLE;
import static mortise.sys.NetinetTcp.TCP_KEEPINTVL;
import static mortise.sys.NetinetTcp.TCP_NODELAY;
import static mortise.sys.NetinetTcp.TCP_QUICKACK;
import static mortise.sys.SysErrno.EADDRNOTAVAIL;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.ENODEV;
import static mortise.sys.SysErrno.ENOPROTOOPT;
import static mortise.sys.SysSocket.SOL_SOCKET;
import static mortise.sys.SysSocket.SO_ACCEPTCONN;
import static mortise.sys.SysSocket.SO_BROADCAST;
import static mortise.sys.SysSocket.SO_DOMAIN;
import static mortise.sys.SysSocket.SO_ERROR;
import static mortise.sys.SysSocket.SO_KEEPALIVE;
import static mortise.sys.SysSocket.SO_LINGER;
import static mortise.sys.SysSocket.SO_PROTOCOL;
import static mortise.sys.SysSocket.SO_RCVBUF;
import static mortise.sys.SysSocket.SO_REUSEADDR;
import static mortise.sys.SysSocket.SO_REUSEPORT;
import static mortise.sys.SysSocket.SO_SNDBUF;
import static mortise.sys.SysSocket.SO_TYPE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import mortise.sys.SysSocket;
import mortise.sys.struct.Linger;

/**
 * getsockopt(2) and setsockopt(2): the options that NIO has. All of them are an int, but for
 * SO_LINGER; what is set is kept, for the channel that may take this one's place.
 */
final class SocketOptions {
  private final SocketHandle socket;

  /** What was set. Guarded by this. */
  private final Map<SocketOption<?>, Object> values = new LinkedHashMap<>();

  private final Memberships memberships;

  /** IPV6_V6ONLY, which NIO does not have: a wildcard always takes both. */
  private volatile boolean onlyIp6;

  /** The address of IP_MULTICAST_IF in network order, where NIO has the interface alone. */
  private volatile int multicastAddress;

  SocketOptions(SocketHandle socket) {
    this.socket = socket;
    this.memberships = new Memberships(socket);
  }

  /** Whether IPv4 peers are excluded. */
  boolean excludesIp4() {
    return onlyIp6;
  }

  /** Sets on a fresh channel what was set on another. */
  synchronized void copyTo(NetworkChannel channel) throws IOException {
    if (socket.family != SysSocket.AF_UNIX
        && channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEADDR)
        && !isWindows()) {
      // NIO sets it on listeners by itself, where C does not.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
    }
    for (Map.Entry<SocketOption<?>, Object> entry : values.entrySet()) {
      if (channel.supportedOptions().contains(entry.getKey())) {
        put(channel, entry.getKey(), entry.getValue());
      }
    }
  }

  /** Binds a channel with SO_REUSEADDR, and sets it back to what it was. */
  void sharing(NetworkChannel channel, SocketHandle.Binding bind) throws IOException {
    if (isWindows()) { // where it lets another socket take the port away
      bind.run();
      return;
    }
    setting(channel, StandardSocketOptions.SO_REUSEADDR, bind);
  }

  /** Binds a channel with SO_REUSEPORT, where the system has that. */
  static void sharingPort(NetworkChannel channel, SocketHandle.Binding bind) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
      setting(channel, StandardSocketOptions.SO_REUSEPORT, bind);
    } else {
      bind.run();
    }
  }

  private static void setting(
      NetworkChannel channel, SocketOption<Boolean> option, SocketHandle.Binding bind)
      throws IOException {
    boolean before = channel.getOption(option);
    channel.setOption(option, true);
    try {
      bind.run();
    } finally {
      channel.setOption(option, before);
    }
  }

  /** Sets what the listener's channel does not have; the system passes the rest on. */
  void inherit(SocketOptions listener, NetworkChannel listening) {
    Map<SocketOption<?>, Object> inherited;
    synchronized (listener) {
      if (listener.values.isEmpty()) {
        return;
      }
      inherited = new LinkedHashMap<>(listener.values);
    }
    inherited.keySet().removeAll(listening.supportedOptions());
    inherited.keySet().retainAll(socket.optionsOfSocket());
    try {
      for (Map.Entry<SocketOption<?>, Object> entry : inherited.entrySet()) {
        put(socket.network(), entry.getKey(), entry.getValue());
      }
    } catch (IOException _) {
      // The peer is gone by now, which some systems report here; the next call does anyway.
    }
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }

  void set(int level, int name, MemorySegment value) throws IOException {
    if (memberships.set(level, name, value)) {
      return;
    }
    if (level == IPPROTO_IPV6 && name == IPV6_V6ONLY) {
      checkSize(level, name, value);
    }
    if (level == IPPROTO_IPV6 && name == IPV6_V6ONLY && socket.isIp6()) {
      onlyIp6 = value.get(JAVA_INT_UNALIGNED, 0) != 0;
      return;
    }
    SocketOption<?> option = option(level, name);
    checkSize(level, name, value);
    Object typed = typed(option, value);
    synchronized (this) {
      if (isSupported(option)) {
        put(socket.network(), option, typed);
      }
      values.put(option, typed);
    }
  }

  private static void checkSize(int level, int name, MemorySegment value) throws ErrnoException {
    if (value.byteSize() < (long) (isByte(level, name) ? 1 : Integer.BYTES)) {
      throw new ErrnoException(EINVAL);
    }
  }

  private boolean isSupported(SocketOption<?> option) {
    return socket.network().supportedOptions().contains(option);
  }

  /** The value of an option; what a channel does not take is kept for one that does. */
  private synchronized Object value(SocketOption<?> option) throws IOException {
    return isSupported(option) ? socket.network().getOption(option) : values.get(option);
  }

  void get(int level, int name, MemorySegment value, MemorySegment length) throws IOException {
    int room = length.get(JAVA_INT_UNALIGNED, 0);
    if (memberships.knows(level, name)) {
      throw new ErrnoException(EINVAL); // it can only be set
    }
    if (room < 0) {
      throw new ErrnoException(EINVAL);
    }
    byte[] bytes = level == SOL_SOCKET && name == SO_LINGER ? linger() : number(level, name);
    int count = (int) Math.min(Math.min(room, bytes.length), value.byteSize());
    MemorySegment.copy(bytes, 0, value, JAVA_BYTE, 0, count);
    length.set(JAVA_INT_UNALIGNED, 0, count);
  }

  private byte[] number(int level, int name) throws IOException {
    int number = own(level, name);
    byte[] bytes = new byte[Integer.BYTES];
    MemorySegment.ofArray(bytes).set(JAVA_INT_UNALIGNED, 0, number);
    return bytes;
  }

  private byte[] linger() throws IOException {
    Object kept = value(StandardSocketOptions.SO_LINGER);
    int seconds = kept == null ? -1 : (Integer) kept;
    byte[] bytes = new byte[Linger.SIZE];
    MemorySegment s = MemorySegment.ofArray(bytes);
    Linger.l_onoff(s, seconds < 0 ? 0 : 1);
    Linger.l_linger(s, Math.max(0, seconds));
    return bytes;
  }

  /** What the handle knows by itself, else what NIO has. */
  private int own(int level, int name) throws IOException {
    if (level == SOL_SOCKET) {
      switch (name) {
        case SO_TYPE -> {
          return socket.type;
        }
        case SO_DOMAIN -> {
          return socket.family;
        }
        case SO_PROTOCOL -> {
          return protocol();
        }
        case SO_ACCEPTCONN -> {
          return socket.isListening() ? 1 : 0;
        }
        case SO_ERROR -> {
          return socket.takeError();
        }
        default -> {}
      }
    }
    if (level == IPPROTO_IPV6 && name == IPV6_V6ONLY && socket.isIp6()) {
      return onlyIp6 ? 1 : 0;
    }
    return plain(option(level, name));
  }

  private int protocol() {
    if (socket.protocol != 0 || socket.family == SysSocket.AF_UNIX) {
      return socket.protocol;
    }
    return socket instanceof StreamHandle ? IPPROTO_TCP : IPPROTO_UDP;
  }

  private int plain(SocketOption<?> option) throws IOException {
    Object value = value(option);
    return switch (value) {
      case null -> 0;
      case Boolean flag -> flag ? 1 : 0;
      case Integer number -> number;
      case NetworkInterface link -> socket.isIp6() ? link.getIndex() : multicastAddress;
      default -> throw new ErrnoException(ENOPROTOOPT);
    };
  }

  private static boolean isByte(int level, int name) {
    return level == IPPROTO_IP && (name == IP_MULTICAST_TTL || name == IP_MULTICAST_LOOP);
  }

  /** The option of NIO, which this channel has. */
  private SocketOption<?> option(int level, int name) throws ErrnoException {
    SocketOption<?> found =
        switch (level) {
          case SOL_SOCKET -> ofSocket(name);
          case IPPROTO_TCP -> socket instanceof StreamHandle ? ofTcp(name) : null;
          case IPPROTO_IP -> socket.family != SysSocket.AF_UNIX ? ofIp4(name) : null;
          case IPPROTO_IPV6 -> socket.isIp6() ? ofIp6(name) : null;
          default -> null;
        };
    // Linux has the options of sockets on every socket; a channel has those that it heeds.
    if (found == null || level != SOL_SOCKET && !socket.optionsOfSocket().contains(found)) {
      throw Handle.noOption(level, name);
    }
    return found;
  }

  private static SocketOption<?> ofSocket(int name) {
    return switch (name) {
      case SO_REUSEADDR -> StandardSocketOptions.SO_REUSEADDR;
      case SO_REUSEPORT -> StandardSocketOptions.SO_REUSEPORT;
      case SO_KEEPALIVE -> StandardSocketOptions.SO_KEEPALIVE;
      case SO_BROADCAST -> StandardSocketOptions.SO_BROADCAST;
      case SO_SNDBUF -> StandardSocketOptions.SO_SNDBUF;
      case SO_RCVBUF -> StandardSocketOptions.SO_RCVBUF;
      case SO_LINGER -> StandardSocketOptions.SO_LINGER;
      default -> null;
    };
  }

  /** Those of jdk.net are found by name, where that module is present. */
  private SocketOption<?> ofTcp(int name) {
    return switch (name) {
      case TCP_NODELAY -> StandardSocketOptions.TCP_NODELAY;
      case TCP_KEEPIDLE -> named("TCP_KEEPIDLE");
      case TCP_KEEPINTVL -> named("TCP_KEEPINTERVAL");
      case TCP_KEEPCNT -> named("TCP_KEEPCOUNT");
      case TCP_QUICKACK -> named("TCP_QUICKACK");
      default -> null;
    };
  }

  private SocketOption<?> named(String name) {
    for (SocketOption<?> option : socket.optionsOfSocket()) {
      if (option.name().equals(name)) {
        return option;
      }
    }
    return null;
  }

  private static SocketOption<?> ofIp4(int name) {
    return switch (name) {
      case IP_TOS -> StandardSocketOptions.IP_TOS;
      case IP_MULTICAST_TTL -> StandardSocketOptions.IP_MULTICAST_TTL;
      case IP_MULTICAST_LOOP -> StandardSocketOptions.IP_MULTICAST_LOOP;
      case IP_MULTICAST_IF -> StandardSocketOptions.IP_MULTICAST_IF;
      default -> null;
    };
  }

  private static SocketOption<?> ofIp6(int name) {
    return switch (name) {
      case IPV6_TCLASS -> StandardSocketOptions.IP_TOS;
      case IPV6_MULTICAST_HOPS -> StandardSocketOptions.IP_MULTICAST_TTL;
      case IPV6_MULTICAST_LOOP -> StandardSocketOptions.IP_MULTICAST_LOOP;
      case IPV6_MULTICAST_IF -> StandardSocketOptions.IP_MULTICAST_IF;
      default -> null;
    };
  }

  private Object typed(SocketOption<?> option, MemorySegment value) throws IOException {
    if (option == StandardSocketOptions.SO_LINGER) {
      if (value.byteSize() < Linger.SIZE) {
        throw new ErrnoException(EINVAL);
      }
      // NIO keeps 16 bits of it.
      return Linger.l_onoff(value) == 0 ? -1 : Math.clamp(Linger.l_linger(value), 0, 0xffff);
    }
    if (option == StandardSocketOptions.IP_MULTICAST_IF) {
      return link(value);
    }
    int number =
        value.byteSize() < Integer.BYTES
            ? value.get(JAVA_BYTE, 0) & 0xff
            : value.get(JAVA_INT_UNALIGNED, 0);
    return option.type() == Boolean.class ? (Object) (number != 0) : (Object) number;
  }

  /** An index, or {@code struct in_addr} or {@code ip_mreqn} of IPv4. */
  private NetworkInterface link(MemorySegment value) throws IOException {
    NetworkInterface link;
    if (socket.isIp6()) {
      link = NetworkInterface.getByIndex(value.get(JAVA_INT_UNALIGNED, 0));
    } else if (value.byteSize() >= 12 && value.get(JAVA_INT_UNALIGNED, 8) != 0) {
      link = NetworkInterface.getByIndex(value.get(JAVA_INT_UNALIGNED, 8));
      multicastAddress = value.get(JAVA_INT_UNALIGNED, 4);
    } else {
      int offset = value.byteSize() >= 8 ? 4 : 0;
      link = NetworkInterface.getByInetAddress(Memberships.address(value, offset, 4));
      multicastAddress = link == null ? multicastAddress : value.get(JAVA_INT_UNALIGNED, offset);
    }
    if (link == null) {
      throw new ErrnoException(socket.isIp6() ? ENODEV : EADDRNOTAVAIL);
    }
    return link;
  }

  @SuppressWarnings("unchecked") // the value was made for the option's type
  private static void put(NetworkChannel channel, SocketOption<?> option, Object value)
      throws IOException {
    try {
      channel.setOption((SocketOption<Object>) option, value);
    } catch (IllegalArgumentException e) {
      throw new ErrnoException(EINVAL, e.getMessage());
    }
  }

  /** The datagram channel, for groups. */
  static DatagramChannel datagrams(SocketHandle socket) {
    return socket instanceof DatagramHandle datagram ? datagram.datagrams() : null;
  }
}
