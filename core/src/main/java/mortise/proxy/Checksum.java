package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The CRC-32C of a PROXY header: over all its bytes, with zeros in place of the sum.
 * proxy-protocol.txt section 2.2.3, RFC 4960 appendix B.
 */
final class Checksum {
  static final int BYTES = 4;

  private Checksum() {}

  /** Puts the sum where a header's TLVs, which begin at {@code tlvs}, have a place for it. */
  static void fill(byte[] header, int tlvs) {
    int place =
        Tlvs.find(ByteBuffer.wrap(header, tlvs, header.length - tlvs).slice(), Tlv.Crc32c.TYPE);
    if (place >= 0) {
      ByteBuffer.wrap(header).putInt(tlvs + place, of(header));
    }
  }

  /** Compares the sum, where there is one, with the right one. */
  static void check(ByteBuffer header, int start, List<Tlv> tlvs) throws ProtocolException {
    for (Tlv tlv : tlvs) {
      if (tlv instanceof Tlv.Crc32c(int told)) {
        ByteBuffer tail = Octets.slice(header, start, header.remaining() - start);
        byte[] bytes = Octets.copy(header, 0, header.remaining());
        ByteBuffer.wrap(bytes).putInt(start + Tlvs.find(tail, Tlv.Crc32c.TYPE), 0);
        int right = of(bytes);
        if (told != right) {
          throw new ProtocolException(
              String.format(
                  Locale.ROOT,
                  "expected a PROXY header with the CRC32c %08x but was %08x",
                  right,
                  told));
        }
      }
    }
  }

  private static int of(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }
}
