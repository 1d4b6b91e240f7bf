package mortise.testing;

/**
 * How a call in another thread ended.
 *
 * @param value what it returned; null where it threw
 * @param thrown what it threw; null where it returned
 * @param interrupted whether the thread's interrupt flag was set afterwards
 */
public record Ended<T>(T value, Throwable thrown, boolean interrupted) {
  /** What the call returned. Fails with what it threw, if it did. */
  public T returned() {
    if (thrown != null) {
      throw new AssertionError("the call threw " + thrown, thrown);
    }
    return value;
  }

  /** What the call threw. Fails if it returned. */
  public Throwable failure() {
    if (thrown == null) {
      throw new AssertionError("the call returned " + value);
    }
    return thrown;
  }
}
