package mortise.cli.bench;

import java.nio.ByteBuffer;

/**
 * The beginning of a datagram of a test.
 *
 * @param session which test it belongs to
 * @param number counts its datagrams from 0; -1 asks for the report
 * @param count of the report: how many arrived
 * @param disordered of the report: how many came behind a later one
 */
record DatagramHeader(long session, long number, long count, long disordered) {
  static final int SIZE = 40;
  static final long REPORT = -1;

  /** "mortise" and a version. */
  private static final long NAME = 0x6d6f727469736501L;

  static DatagramHeader of(long session, long number) {
    return new DatagramHeader(session, number, 0, 0);
  }

  /** Writes it to the beginning of a datagram. */
  void encode(byte[] datagram) {
    ByteBuffer.wrap(datagram)
        .putLong(NAME)
        .putLong(session)
        .putLong(number)
        .putLong(count)
        .putLong(disordered);
  }

  /** Reads it; null when the datagram has none. */
  static DatagramHeader decode(byte[] datagram, int length) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram, 0, length);
    if (length < SIZE || bytes.getLong() != NAME) {
      return null;
    }
    return new DatagramHeader(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }
}
