package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A datagram as it travels between a SOCKS5 client and server, RFC 1928 section 7: two zeros, the
 * number of the fragment, which must be 0 here, the other end's address, the data.
 *
 * @param target where it goes to, or where it came from
 */
public record SocksDatagram(Target target, byte[] data) {
  /** The most bytes in front of the data: with a name of 255 bytes. */
  public static final int LONGEST_HEAD = 262;

  public byte[] encode() {
    byte[] head = Socks5Address.encode(new byte[3], target);
    return ByteBuffer.allocate(head.length + data.length).put(head).put(data).array();
  }

  /**
   * Reads a whole datagram.
   *
   * @throws ProtocolException when it is cut, or a fragment, which RFC 1928 allows to refuse
   */
  public static SocksDatagram decode(ByteBuffer bytes) throws ProtocolException {
    int there = bytes.remaining();
    if (there > 2 && Octets.at(bytes, 2) != 0) {
      throw Octets.unexpected("a SOCKS5 datagram in one piece, fragment 0,", Octets.at(bytes, 2));
    }
    return switch (Socks5Address.decode(bytes)) {
      case Decoded.Done<Target>(Target target, int used) ->
          new SocksDatagram(target, Octets.copy(bytes, used, there - used));
      case Decoded.More<Target> _ ->
          throw new ProtocolException(
              "expected a SOCKS5 datagram with a whole address but was one of " + there + " bytes");
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocksDatagram(Target to, byte[] bytes)
        && target.equals(to)
        && Arrays.equals(data, bytes);
  }

  @Override
  public int hashCode() {
    return 31 * target.hashCode() + Arrays.hashCode(data);
  }

  /** The number of bytes and the other end. */
  @Override
  public String toString() {
    return data.length + " bytes of " + target;
  }
}
