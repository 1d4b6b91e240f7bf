package mortise.cli.watch;

/** Which side began a conversation. */
enum Origin {
  /** This one. */
  DIALLED,

  /** The peer. */
  ACCEPTED
}
