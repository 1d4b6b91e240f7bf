package mortise.net;

/**
 * Two sockets that are connected to each other, socketpair(2).
 *
 * @param first one end
 * @param second the other end
 */
public record SocketPair(Socket first, Socket second) implements AutoCloseable {
  /** Closes both ends. */
  @Override
  public void close() {
    first.close();
    second.close();
  }
}
