package mortise.server;

import java.time.Duration;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.TcpInfo;

/**
 * A connection of a server at one moment.
 *
 * @param number counts the connections of the server, from 1
 * @param listener the {@link ListenerConfig#name} of the listener that it came by
 * @param peer the other end of the socket
 * @param client the client's address from a load balancer, or the peer's
 * @param state what it is at
 * @param age how long ago it was accepted
 * @param received bytes that came out of the socket
 * @param sent bytes that the kernel took
 * @param tls what its handshake agreed on
 * @param tcp how TCP sees it; empty for another family
 */
public record ConnectionInfo(
    long number,
    String listener,
    Address peer,
    Address client,
    State state,
    Duration age,
    long received,
    long sent,
    Optional<TlsInfo> tls,
    Optional<TcpInfo> tcp) {
  /** What a connection is at. */
  public enum State {
    /** In the stages before the handler. */
    HANDSHAKE,
    /** With the handler. */
    HANDLED,
    /** With the handler, which waits in {@link Connection#awaitRequest}. */
    IDLE
  }
}
