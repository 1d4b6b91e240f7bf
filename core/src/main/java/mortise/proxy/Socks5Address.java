package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mortise.net.Inet;

/**
 * Where most messages of SOCKS5 end, RFC 1928 section 5: three bytes of their own, then a byte of
 * type, the host, two bytes of port.
 */
final class Socks5Address {
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  /** The bytes in front of the host. */
  private static final int HEAD = 4;

  /** The bytes that contain the length of a message with a name. */
  static final int SHORTEST = HEAD + 1;

  /** A kind of address that there is not; a server has an answer for it. */
  static final class UnknownAddressType extends ProtocolException {
    private static final long serialVersionUID = 1;

    UnknownAddressType(int type) {
      super("expected a SOCKS5 address of type 1, 3 or 4 but was " + type);
    }
  }

  private Socks5Address() {}

  static byte[] encode(byte[] begin, Target target) {
    // A scope has no place in it.
    byte[] numeric = target.withoutScope().numeric().map(Inet::bytes).orElse(null);
    byte[] host = numeric == null ? Octets.latin(target.host()) : numeric;
    int type = numeric == null ? NAME : host.length == 4 ? IPV4 : IPV6;
    ByteBuffer all = ByteBuffer.allocate(HEAD + 1 + host.length + 2);
    all.put(begin).put((byte) type);
    if (type == NAME) {
      all.put((byte) host.length);
    }
    all.put(host).putShort((short) target.port());
    return Arrays.copyOf(all.array(), all.position());
  }

  /**
   * Reads a message to its end.
   *
   * @throws Socks4.NoHost when its name is none: empty, or with characters that no host has
   */
  static Decoded<Target> decode(ByteBuffer bytes) throws ProtocolException {
    int there = bytes.remaining();
    if (there < HEAD) {
      return Decoded.more(HEAD, there);
    }
    int type = Octets.at(bytes, 3);
    if (type == NAME && there < SHORTEST) {
      return Decoded.more(SHORTEST, there);
    }
    int begin = type == NAME ? HEAD + 1 : HEAD;
    int length =
        switch (type) {
          case IPV4 -> 4;
          case NAME -> Octets.at(bytes, HEAD);
          case IPV6 -> 16;
          default -> throw new UnknownAddressType(type);
        };
    int end = begin + length + 2;
    if (there < end) {
      return Decoded.more(end, there);
    }
    int port = Octets.pair(bytes, begin + length);
    return Decoded.done(
        type == NAME
            ? Socks4.target(Octets.latin(bytes, begin, length), port)
            : Target.of(Octets.inet(bytes, begin, length, port)),
        end);
  }
}
