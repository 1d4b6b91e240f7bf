package mortise.net;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options that {@link java.net.Socket} knows, on a socket of any family. */
final class JavaSocketOptions {
  private static final int LONGEST_LINGER = 65535;

  private static final Set<SocketOption<?>> ALL =
      Set.of(
          StandardSocketOptions.SO_KEEPALIVE,
          StandardSocketOptions.SO_LINGER,
          StandardSocketOptions.SO_SNDBUF,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT);
  private static final Set<SocketOption<?>> INET =
      Set.of(StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.IP_TOS);

  private final Socket socket;

  JavaSocketOptions(Socket socket) {
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

  <T> @Nullable T get(SocketOption<T> option) throws SocketException {
    check(option);
    try {
      return socket.option(option);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  /** The value of an option that always has one. */
  <T> T value(SocketOption<T> option) throws SocketException {
    return Objects.requireNonNull(get(option), option.name());
  }

  <T> void set(SocketOption<T> option, T value) throws SocketException {
    check(option);
    try {
      socket.option(option, value);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  /** Of the names of {@code jdk.net} too, which this module cannot refer to. */
  private void check(SocketOption<?> option) {
    boolean isOfInet = option.name().startsWith("TCP_") || option.name().startsWith("IP_");
    if (isOfInet && !isInet()) {
      throw new UnsupportedOperationException(option + " on a socket of " + socket.family());
    }
  }

  private static SocketException asSocketException(IOException e) {
    return e instanceof SocketException same ? same : new SocketException(e.getMessage(), e);
  }

  /** The option, or {@code otherwise} on a socket that has no such thing. */
  <T> T getOnInet(SocketOption<T> option, T otherwise) throws SocketException {
    checkOpen();
    return isInet() ? value(option) : otherwise;
  }

  /** Sets the option where the socket has such a thing. */
  <T> void setOnInet(SocketOption<T> option, T value) throws SocketException {
    checkOpen();
    if (isInet()) {
      set(option, value);
    }
  }

  boolean urgentInline() throws SocketException {
    try {
      return socket.option(Option.SO_OOBINLINE);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  void urgentInline(boolean on) throws SocketException {
    try {
      socket.option(Option.SO_OOBINLINE, on);
    } catch (IOException e) {
      throw asSocketException(e);
    }
  }

  void linger(int seconds) throws SocketException {
    set(StandardSocketOptions.SO_LINGER, Math.min(seconds, LONGEST_LINGER));
  }

  Set<SocketOption<?>> supported() {
    Set<SocketOption<?>> supported = new HashSet<>(ALL);
    if (isInet()) {
      supported.addAll(INET);
    }
    return supported;
  }
}
