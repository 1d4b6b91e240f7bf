package mortise.proxy;

/**
 * The result of a decoder. Bytes after the used ones belong to the next message; a decoder does not
 * read them. What cannot become right by more bytes is a {@link java.net.ProtocolException} as soon
 * as it is there to see.
 */
public sealed interface Decoded<T> {
  /**
   * It is all there.
   *
   * @param used how many bytes it took, from the first one on
   */
  record Done<T>(T value, int used) implements Decoded<T> {}

  /**
   * The bytes are a beginning.
   *
   * @param atLeast how many more there must be; 1 or more
   */
  record More<T>(int atLeast) implements Decoded<T> {
    public More {
      if (atLeast < 1) {
        throw new IllegalArgumentException("atLeast " + atLeast + " is not positive");
      }
    }
  }

  /** The value with the number of its bytes. */
  static <T> Decoded<T> done(T value, int used) {
    return new Done<>(value, used);
  }

  /** That {@code needed} bytes are needed in all, where only {@code there} are. */
  static <T> Decoded<T> more(int needed, int there) {
    return new More<>(needed - there);
  }
}
