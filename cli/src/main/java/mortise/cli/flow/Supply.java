package mortise.cli.flow;

/** An end that knows whether it has more to give at this moment. */
public interface Supply {
  /** Whether a read would not wait, or hardly: something is there, or the end. */
  boolean hasMore();
}
