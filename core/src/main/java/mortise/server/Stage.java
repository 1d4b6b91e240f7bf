package mortise.server;

import java.io.IOException;

/**
 * What comes between the acceptance of a connection and its handler: the header of a balancer, a
 * TLS handshake. Stages run in their order on the connection's own thread, never on the one that
 * accepts, and all of them within {@link Timeouts#handshake}.
 */
@FunctionalInterface
public interface Stage {
  /**
   * Takes a connection to its next state and returns how it is to be used from there on, which may
   * be a wrapper around it.
   *
   * @throws IOException when the peer does not do its part. The server then closes the connection
   *     and counts a failed handshake.
   */
  Connection enter(Connection connection) throws IOException;
}
