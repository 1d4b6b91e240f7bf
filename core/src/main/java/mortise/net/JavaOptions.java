package mortise.net;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mortise.sys.NetinetIn;
import mortise.sys.SysSocket;

/** The options that {@link java.net.Socket} knows, on a socket of any family. */
final class JavaOptions {
  static final Option<Integer> SO_OOBINLINE =
      Option.ofInt(SysSocket.SOL_SOCKET, SysSocket.SO_OOBINLINE);
  private static final Option<Integer> IP_TOS =
      Option.ofInt(NetinetIn.IPPROTO_IP, NetinetIn.IP_TOS);
  private static final Option<Integer> IPV6_TCLASS =
      Option.ofInt(NetinetIn.IPPROTO_IPV6, NetinetIn.IPV6_TCLASS);

  private static final int LONGEST_LINGER = 65535;

  /** The options of any stream socket that are in both worlds the same. */
  private static final Map<SocketOption<?>, Option<?>> SAME =
      Map.of(
          StandardSocketOptions.SO_KEEPALIVE, Option.SO_KEEPALIVE,
          StandardSocketOptions.SO_SNDBUF, Option.SO_SNDBUF,
          StandardSocketOptions.SO_RCVBUF, Option.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR, Option.SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT, Option.SO_REUSEPORT);

  private final Socket socket;

  JavaOptions(Socket socket) {
    this.socket = socket;
  }

  boolean isInet() {
    return socket.family().equals(Family.INET) || socket.family().equals(Family.INET6);
  }

  void checkOpen() throws SocketException {
    if (!socket.isOpen()) {
      throw new SocketException("the socket is closed");
    }
  }

  <T> T get(Option<T> option) throws SocketException {
    try {
      return socket.option(option);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  <T> void set(Option<T> option, T value) throws SocketException {
    try {
      socket.option(option, value);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  private static SocketException asSocketException(IOException e) {
    return e instanceof SocketException same ? same : new SocketException(e.getMessage(), e);
  }

  /** The option, or {@code otherwise} on a socket that has no such thing. */
  <T> T getOnInet(Option<T> option, T otherwise) throws SocketException {
    checkOpen();
    return isInet() ? get(option) : otherwise;
  }

  /** Sets the option where the socket has such a thing. */
  <T> void setOnInet(Option<T> option, T value) throws SocketException {
    checkOpen();
    if (isInet()) {
      set(option, value);
    }
  }

  Option<Integer> trafficClass() {
    return socket.family().equals(Family.INET6) ? IPV6_TCLASS : IP_TOS;
  }

  /** SO_LINGER in seconds, or -1. */
  int linger() throws SocketException {
    return get(Option.SO_LINGER).map(time -> (int) time.toSeconds()).orElse(-1);
  }

  void linger(int seconds) throws SocketException {
    Duration time = Duration.ofSeconds(Math.min(seconds, LONGEST_LINGER));
    set(Option.SO_LINGER, seconds < 0 ? Optional.empty() : Optional.of(time));
  }

  Set<SocketOption<?>> supported() {
    Set<SocketOption<?>> all = new HashSet<>(SAME.keySet());
    all.add(StandardSocketOptions.SO_LINGER);
    if (isInet()) {
      all.add(StandardSocketOptions.TCP_NODELAY);
      all.add(StandardSocketOptions.IP_TOS);
    }
    return all;
  }

  <T> T getJava(SocketOption<T> option) throws SocketException {
    Object value;
    if (option.equals(StandardSocketOptions.SO_LINGER)) {
      value = linger();
    } else {
      value = get(counterpart(option));
    }
    return option.type().cast(value);
  }

  <T> void setJava(SocketOption<T> option, T value) throws SocketException {
    Object checked = option.type().cast(value);
    if (option.equals(StandardSocketOptions.SO_LINGER)) {
      linger((Integer) checked);
    } else {
      set(counterpart(option), checked);
    }
  }

  /** The same option here, whose values are of the same type. */
  @SuppressWarnings("unchecked")
  private Option<Object> counterpart(SocketOption<?> option) {
    Option<?> found = SAME.get(option);
    if (found == null && isInet() && option.equals(StandardSocketOptions.TCP_NODELAY)) {
      found = Option.TCP_NODELAY;
    }
    if (found == null && isInet() && option.equals(StandardSocketOptions.IP_TOS)) {
      found = trafficClass();
    }
    if (found == null) {
      throw new UnsupportedOperationException(option + " on a socket of " + socket.family());
    }
    return (Option<Object>) found;
  }
}
