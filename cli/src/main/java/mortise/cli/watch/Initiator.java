package mortise.cli.watch;

/** Which side began a conversation. */
enum Initiator {
  /** This one. */
  DIALLED,

  /** The peer. */
  ACCEPTED
}
