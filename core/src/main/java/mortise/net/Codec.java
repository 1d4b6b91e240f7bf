package mortise.net;

import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * The value of an option to and from the bytes that the kernel has.
 *
 * @param <T> the type of the value
 */
interface Codec<T> {
  /** How many bytes to ask for. */
  int size();

  /**
   * Whether a value that fills {@link #size} may be longer, so that it is worth asking for more.
   */
  default boolean grows() {
    return false;
  }

  /** The number of bytes of a value for which the kernel reports the length 1. */
  default int unit() {
    return 1;
  }

  /**
   * The bytes of a value.
   *
   * @throws IllegalArgumentException when the kernel's form has no room for the value; {@link
   *     Option} puts the names before the text
   */
  MemorySegment encode(T value);

  /**
   * The value that the kernel gave.
   *
   * @throws IndexOutOfBoundsException when it gave too few bytes
   */
  T decode(MemorySegment value);

  /** A codec of these bytes for another Java type, by a pair of conversions. */
  default <U> Codec<U> map(Function<T, U> decode, Function<U, T> encode) {
    Codec<T> codec = this;
    return new Codec<>() {
      @Override
      public int size() {
        return codec.size();
      }

      @Override
      public boolean grows() {
        return codec.grows();
      }

      @Override
      public int unit() {
        return codec.unit();
      }

      @Override
      public MemorySegment encode(U value) {
        return codec.encode(encode.apply(value));
      }

      @Override
      public U decode(MemorySegment value) {
        return decode.apply(codec.decode(value));
      }
    };
  }
}
