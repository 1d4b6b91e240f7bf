package mortise.server;

/** What a server does with one connection, in blocking code on a thread of its own. */
@FunctionalInterface
public interface Handler {
  /**
   * Talks with one peer. When it returns or throws, the server closes the connection.
   *
   * @throws Exception as it likes: the server counts it and goes on. An {@link java.io.IOException}
   *     is taken for the network's doing, anything else for a fault of the handler, which is
   *     logged.
   */
  void handle(Connection connection) throws Exception;
}
