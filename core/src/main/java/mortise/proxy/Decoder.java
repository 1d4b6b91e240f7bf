package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** Reads one header out of the bytes that have come so far. A pure function. */
@FunctionalInterface
interface Decoder<T> {
  /**
   * Looks at the bytes from the buffer's position to its limit, and moves neither.
   *
   * @throws ProtocolException when no bytes behind these could make them right
   */
  Decoded<T> decode(ByteBuffer bytes) throws ProtocolException;
}
