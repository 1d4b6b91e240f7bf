package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Unix;
import mortise.proxy.ProxyHeader.Command;
import mortise.proxy.ProxyHeader.Transport;

/**
 * The PROXY protocol's version 2: proxy-protocol.txt section 2.2.
 *
 * <pre>
 * bytes 0..11  signature
 *       12     version (2) and command, four bits each
 *       13     family and transport, four bits each
 *       14,15  length of what follows
 *       16..   source host, destination host, source port, destination port; or two paths of 108
 *              bytes; then TLVs
 * </pre>
 */
final class ProxyVersion2 {
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };
  static final int FIXED = 16;
  static final int LONGEST = FIXED + 0xffff;
  static final int PATH_BYTES = 108;

  private ProxyVersion2() {}

  static byte[] encode(ProxyHeader header) {
    byte[] addresses =
        header.source().isPresent()
            ? addresses(header.source().get(), header.destination().orElseThrow())
            : new byte[0];
    byte[] tlvs = Tlvs.encode(header.tlvs());
    int length = addresses.length + tlvs.length;
    if (length > 0xffff) {
      throw new IllegalArgumentException(
          "addresses and TLVs of " + length + " bytes are more than 65535");
    }
    byte[] all =
        ByteBuffer.allocate(FIXED + length)
            .put(SIGNATURE)
            .put((byte) (0x20 | header.command().ordinal()))
            .put((byte) header.transport().number)
            .putShort((short) length)
            .put(addresses)
            .put(tlvs)
            .array();
    Checksum.fill(all, FIXED + addresses.length);
    return all;
  }

  private static byte[] addresses(Address source, Address destination) {
    if (source instanceof Unix from && destination instanceof Unix to) {
      return ByteBuffer.allocate(2 * PATH_BYTES).put(path(from)).put(PATH_BYTES, path(to)).array();
    }
    Inet from = (Inet) source;
    Inet to = (Inet) destination;
    return ByteBuffer.allocate(2 * from.bytes().length + 4)
        .put(from.bytes())
        .put(to.bytes())
        .putShort((short) from.port())
        .putShort((short) to.port())
        .array();
  }

  /** What {@code sun_path} holds: an abstract name has a zero in front. */
  static byte[] path(Unix address) {
    byte[] bytes = address.bytes();
    return address.isAbstract()
        ? ByteBuffer.allocate(bytes.length + 1).put(1, bytes).array()
        : bytes;
  }

  static boolean mayBegin(byte[] bytes) {
    int length = Math.min(bytes.length, SIGNATURE.length);
    return Arrays.equals(bytes, 0, length, SIGNATURE, 0, length);
  }

  static Decoded<ProxyHeader> decode(ByteBuffer bytes) throws ProtocolException {
    int there = bytes.remaining();
    for (int i = 0; i < Math.min(there, SIGNATURE.length); i++) {
      if (Octets.at(bytes, i) != (SIGNATURE[i] & 0xff)) {
        throw Octets.unexpected("the signature of a PROXY header", Octets.latin(bytes, 0, i + 1));
      }
    }
    if (there > 12 && Octets.at(bytes, 12) >>> 4 != 2) {
      throw Octets.unexpected("version 2 of the PROXY protocol", Octets.at(bytes, 12) >>> 4);
    }
    if (there < FIXED) {
      return Decoded.more(FIXED, there);
    }
    int length = Octets.pair(bytes, 14);
    Command command = command(Octets.at(bytes, 12) & 0xf);
    Transport transport = transport(Octets.at(bytes, 13));
    // Section 2.2: of LOCAL, the addresses are to be skipped, whatever they are.
    if (command == Command.PROXY && length < transport.addressBytes) {
      throw Octets.unexpected(
          transport.addressBytes + " bytes of addresses or more for " + transport, length);
    }
    if (there < FIXED + length) {
      return Decoded.more(FIXED + length, there);
    }
    return Decoded.done(
        header(command, transport, Octets.slice(bytes, 0, FIXED + length)), FIXED + length);
  }

  private static Command command(int number) throws ProtocolException {
    return switch (number) {
      case 0 -> Command.LOCAL;
      case 1 -> Command.PROXY;
      default -> throw Octets.unexpected("a command of the PROXY protocol, 0 or 1,", number);
    };
  }

  private static Transport transport(int number) throws ProtocolException {
    for (Transport transport : Transport.values()) {
      if (transport.number == number) {
        return transport;
      }
    }
    // Section 2.2: a receiver may treat what it does not know as unspecified, but what is defined
    // has one of three families and three transports.
    if (number >>> 4 > 3 || (number & 0xf) > 2) {
      throw Octets.unexpected("a family and transport of the PROXY protocol", number);
    }
    return Transport.UNSPECIFIED;
  }

  private static ProxyHeader header(Command command, Transport transport, ByteBuffer whole)
      throws ProtocolException {
    int length = whole.remaining() - FIXED;
    boolean told = command == Command.PROXY && transport != Transport.UNSPECIFIED;
    // Of half a family it is not defined how long its addresses are, nor where TLVs begin.
    boolean half = transport == Transport.UNSPECIFIED && Octets.at(whole, 13) != 0;
    int skipped = half ? length : Math.min(length, transport.addressBytes);
    ByteBuffer tail = Octets.slice(whole, FIXED + skipped, length - skipped);
    List<Tlv> tlvs = told ? Tlvs.decode(tail) : tlvsOrNone(tail);
    Checksum.check(whole, FIXED + skipped, tlvs);
    if (!told) {
      return new ProxyHeader(
          command, Transport.UNSPECIFIED, Optional.empty(), Optional.empty(), tlvs);
    }
    return new ProxyHeader(
        command,
        transport,
        Optional.of(address(whole, transport, 0)),
        Optional.of(address(whole, transport, 1)),
        tlvs);
  }

  /** Section 2.2: data after a header without addresses has to be skipped in any case. */
  private static List<Tlv> tlvsOrNone(ByteBuffer tail) {
    try {
      return Tlvs.decode(tail);
    } catch (ProtocolException e) {
      return List.of();
    }
  }

  private static Address address(ByteBuffer whole, Transport transport, int which) {
    if (transport.isUnix()) {
      return unix(Octets.copy(whole, FIXED + which * PATH_BYTES, PATH_BYTES));
    }
    int size = transport.addressBytes == 12 ? 4 : 16;
    int port = Octets.pair(whole, FIXED + 2 * size + 2 * which);
    return Octets.inet(whole, FIXED + which * size, size, port);
  }

  /** Zeros fill what a path leaves. An abstract name may end with zeros too, which are lost. */
  private static Unix unix(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    if (length == 0) {
      return Unix.UNNAMED;
    }
    if (bytes[0] == 0) {
      return Unix.ofAbstract(Arrays.copyOfRange(bytes, 1, length));
    }
    int end = 0;
    while (end < length && bytes[end] != 0) {
      end++;
    }
    return Unix.ofPath(Arrays.copyOf(bytes, end));
  }
}
