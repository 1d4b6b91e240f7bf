package mortise.server;

/** How a connection that was let in came to its end. Each has one. */
public enum Ending {
  /** The handler returned. */
  DONE,
  /** The handler ended with an {@link java.io.IOException}: the peer or the network broke it. */
  BROKEN,
  /** The handler threw something else. */
  ERROR,
  /** A stage did not get what it wanted from the peer. */
  HANDSHAKE_FAILED,
  /** The stages took longer than {@link Times#handshake}. */
  HANDSHAKE_TIMEOUT,
  /** The address that a balancer told is one that the {@link Server} refuses. */
  REFUSED,
  /** The peer sent nothing for {@link Times#idle}. */
  IDLE,
  /** The peer took nothing for {@link Times#stall}. */
  STALLED,
  /** It lasted longer than {@link Times#life}. */
  OVERDUE,
  /** The peer sent more than {@link Limits#bytes}. */
  TOO_MUCH,
  /** The server stopped, and the handler was not done within the time that it had. */
  FORCED
}
