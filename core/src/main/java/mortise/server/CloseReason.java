package mortise.server;

/** How a connection that was let in came to its end. Each has one. */
public enum CloseReason {
  /** The handler returned. */
  DONE,
  /** The handler ended with an {@link java.io.IOException}: the peer or the network broke it. */
  BROKEN,
  /** The handler threw something else. */
  ERROR,
  /** A stage did not get what it wanted from the peer. */
  HANDSHAKE_FAILED,
  /** The stages took longer than {@link Timeouts#handshake}. */
  HANDSHAKE_TIMEOUT,
  /** The client of a load balancer was rejected; {@link RejectReason} has the reason. */
  REFUSED,
  /** The peer sent nothing for {@link Timeouts#idle}. */
  IDLE,
  /** The peer took nothing for {@link Timeouts#stall}. */
  STALLED,
  /** It lasted longer than {@link Timeouts#life}. */
  OVERDUE,
  /** The peer sent more than {@link Limits#bytes}. */
  TOO_MUCH,
  /** The server stopped before the handler was done, or {@link Server#abort} ended it. */
  FORCED
}
