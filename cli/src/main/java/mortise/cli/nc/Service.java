package mortise.cli.nc;

import java.io.IOException;
import mortise.server.Connection;

/** What is done with a peer, where it is not joined to standard input and output. */
@FunctionalInterface
interface Service {
  /**
   * Serves a peer until one of both has ended. The caller closes the connection, if this has not.
   *
   * @throws IOException when the connection breaks, or what should serve it does
   */
  void serve(Connection peer) throws IOException;
}
