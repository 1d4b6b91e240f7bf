package mortise.cli.tls;

import java.io.IOException;

/**
 * Makes an end of TLS and has it choose its engine, so that what OpenSSL refuses ends the command
 * at its start, in one sentence, and not with its first connection.
 */
public final class TlsSetup {
  private TlsSetup() {}

  /** Makes an end, and asks it for its engine. */
  @FunctionalInterface
  public interface Setup<T> {
    T make() throws IOException;
  }

  /**
   * Makes an end.
   *
   * @throws IllegalArgumentException when OpenSSL refuses a key or a setting, or {@code
   *     -Dmortise.tls} has a value that cannot be followed
   */
  public static <T> T of(Setup<T> setup) throws IOException {
    try {
      return setup.make();
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
