package mortise.server;

/** Why a connection was closed before its handler got it. */
public enum RejectReason {
  /** The {@link AccessList} has it. */
  DENIED,
  /** There were {@link Limits#connections} already. */
  FULL,
  /** There were {@link Limits#perAddress} of its address already. */
  FULL_FOR_ADDRESS,
  /** More than {@link Limits#perSecond} came within a second. */
  TOO_FAST,
  /** More than {@link Limits#perAddressPerSecond} of its address came within a second. */
  TOO_FAST_FOR_ADDRESS,
  /** The process or the system had no descriptor left, EMFILE or ENFILE. */
  NO_DESCRIPTOR,
  /** There was no memory for its thread. */
  NO_MEMORY
}
