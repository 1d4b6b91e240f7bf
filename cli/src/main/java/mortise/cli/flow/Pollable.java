package mortise.cli.flow;

/** An end that knows whether more data is available at this moment. */
public interface Pollable {
  /** Whether a read would not wait: something is there, or the end. */
  boolean hasMore();

  /** How long, in milliseconds, its next bytes may take while it is not at its end. */
  long pauseMillis();
}
