package mortise.cli.flow;

/** An end that can tell whether it has more to give at this moment. */
public interface Supply {
  /** Whether a read would not wait: something is there, or the end. */
  boolean hasMore();

  /** How long, in milliseconds, its next bytes may take while it is not at its end. */
  long hesitation();
}
