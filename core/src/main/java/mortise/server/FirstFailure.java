package mortise.server;

/**
 * Fails once, for initializers of classes whose handlers keep a thread going. What a class names in
 * its handlers the JVM looks up, and allocates for it, when the first of them is reached; without
 * memory that fails in the handler's place.
 *
 * <p>It knows no other class: initializers that wait for each other's would never end.
 */
final class FirstFailure {
  private FirstFailure() {}

  static void raise() {
    throw new IllegalStateException("the first failure, before it matters");
  }
}
