package mortise.proxy;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** TLVs to bytes and back: a byte of type, two of length, the value. */
final class Tlvs {
  private static final int HEAD = 3;
  private static final int SSL_HEAD = 5;

  private Tlvs() {}

  static byte[] encode(List<? extends Tlv> tlvs) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Tlv tlv : tlvs) {
      byte[] value = value(tlv);
      if (value.length > 0xffff) {
        throw new IllegalArgumentException(
            "a TLV of " + value.length + " bytes is longer than 65535");
      }
      all.write(tlv.type());
      all.write(value.length >>> 8);
      all.write(value.length);
      all.writeBytes(value);
    }
    return all.toByteArray();
  }

  private static byte[] value(Tlv tlv) {
    return switch (tlv) {
      case Tlv.Alpn(String protocol) -> Octets.latin(protocol);
      case Tlv.Authority(String host) -> host.getBytes(StandardCharsets.UTF_8);
      case Tlv.Crc32c _ -> new byte[Checksum.BYTES];
      case Tlv.NoOp(int length) -> new byte[length];
      case Tlv.UniqueId id -> id.bytes();
      case Tlv.Ssl(int client, int verify, List<Tlv.Raw> parts) -> {
        byte[] encoded = encode(parts);
        yield ByteBuffer.allocate(SSL_HEAD + encoded.length)
            .put((byte) client)
            .putInt(verify)
            .put(encoded)
            .array();
      }
      case Tlv.Netns(String name) -> Octets.latin(name);
      case Tlv.Raw raw -> raw.bytes();
    };
  }

  /** Reads what fills the bytes exactly. */
  static List<Tlv> decode(ByteBuffer bytes) throws ProtocolException {
    List<Tlv> tlvs = new ArrayList<>();
    for (Tlv.Raw raw : raw(bytes)) {
      tlvs.add(known(raw));
    }
    if (tlvs.stream().filter(Tlv.Crc32c.class::isInstance).count() > 1) {
      throw new ProtocolException("expected one CRC32c in a PROXY header but was more than one");
    }
    return tlvs;
  }

  private static List<Tlv.Raw> raw(ByteBuffer bytes) throws ProtocolException {
    List<Tlv.Raw> all = new ArrayList<>();
    int end = bytes.remaining();
    for (int at = 0; at < end; ) {
      if (end - at < HEAD) {
        throw Octets.unexpected("a TLV of at least 3 bytes", end - at);
      }
      int length = Octets.pair(bytes, at + 1);
      if (length > end - at - HEAD) {
        throw Octets.unexpected(
            "a TLV of at most " + (end - at - HEAD) + " bytes inside the header", length);
      }
      all.add(new Tlv.Raw(Octets.at(bytes, at), Octets.copy(bytes, at + HEAD, length)));
      at += HEAD + length;
    }
    return all;
  }

  private static Tlv known(Tlv.Raw raw) throws ProtocolException {
    byte[] bytes = raw.bytes();
    return switch (raw.type()) {
      case Tlv.Alpn.TYPE -> new Tlv.Alpn(latin(bytes));
      case Tlv.Authority.TYPE -> new Tlv.Authority(raw.text());
      case Tlv.Crc32c.TYPE -> {
        if (bytes.length != Checksum.BYTES) {
          throw Octets.unexpected("a CRC32c of 4 bytes", bytes.length);
        }
        yield new Tlv.Crc32c(ByteBuffer.wrap(bytes).getInt());
      }
      case Tlv.NoOp.TYPE -> new Tlv.NoOp(bytes.length);
      case Tlv.UniqueId.TYPE -> {
        if (bytes.length > Tlv.UniqueId.LONGEST) {
          throw Octets.unexpected("a unique id of at most 128 bytes", bytes.length);
        }
        yield new Tlv.UniqueId(bytes);
      }
      case Tlv.Ssl.TYPE -> ssl(ByteBuffer.wrap(bytes));
      case Tlv.Netns.TYPE -> new Tlv.Netns(latin(bytes));
      default -> raw;
    };
  }

  private static Tlv.Ssl ssl(ByteBuffer bytes) throws ProtocolException {
    if (bytes.remaining() < SSL_HEAD) {
      throw Octets.unexpected("an SSL TLV of at least 5 bytes", bytes.remaining());
    }
    ByteBuffer parts = Octets.slice(bytes, SSL_HEAD, bytes.remaining() - SSL_HEAD);
    return new Tlv.Ssl(Octets.at(bytes, 0), bytes.getInt(1), raw(parts));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Where the value of the first TLV of a type begins, or -1. The bytes are well-formed. */
  static int find(ByteBuffer bytes, int type) {
    for (int at = 0; at < bytes.remaining(); at += HEAD + Octets.pair(bytes, at + 1)) {
      if (Octets.at(bytes, at) == type) {
        return at + HEAD;
      }
    }
    return -1;
  }
}
