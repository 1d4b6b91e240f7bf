package mortise.cli.flow;

/** The way that bytes go, as this process sees it. */
public enum Direction {
  /** From here to the peer. */
  SENT,

  /** From the peer to here. */
  RECEIVED
}
