package mortise.net;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a socket call that failed. Every exception that a call of {@link Socket} throws
 * for what the world did is one of the JDK's types, such as {@link java.net.ConnectException}, and
 * this.
 *
 * <pre>{@code
 * try {
 *   socket.bind(address);
 * } catch (IOException e) {
 *   if (e instanceof SocketFailure f && f.errno().equals(Errno.EADDRINUSE)) ...
 * }
 * }</pre>
 */
public interface SocketFailure {
  /** The kernel's errno, or the corresponding one if mortise itself ended the call. */
  Errno errno();

  /** The name of the C call that failed, such as {@code connect}. */
  String call();

  /** Where the socket is bound, or null where that is not known. */
  @Nullable Address local();

  /** The address that the call was about, or the peer's; null where there is none. */
  @Nullable Address peer();

  /** The bytes that a call which sends or receives in several parts had moved before it failed. */
  long transferred();
}
