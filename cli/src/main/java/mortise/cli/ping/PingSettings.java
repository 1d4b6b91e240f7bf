package mortise.cli.ping;

import java.time.Duration;
import mortise.net.Family;

/**
 * What was asked of {@code ping}.
 *
 * @param host the host as it was written
 * @param family which addresses of it may be taken; {@link Family#UNSPEC} for any
 * @param way how it is asked
 * @param port of TCP or UDP
 * @param count how many are sent; 0 for ever
 * @param interval between two
 * @param timeout how long an answer may take
 * @param limit how long all of it may take; null for ever
 * @param packet what is sent
 * @param from an interface or an own address; null for any
 */
public record PingSettings(
    String host,
    Family family,
    Way way,
    int port,
    int count,
    Duration interval,
    Duration timeout,
    Duration limit,
    Packet packet,
    String from) {

  /** How a host is asked. */
  public enum Way {
    /** Echo requests of ICMP. */
    ECHO,
    /** Connections of TCP. */
    TCP,
    /** Datagrams of UDP. */
    UDP
  }

  /** What routers may do with a packet that is too long for a link. */
  public enum Fragments {
    /** As the system is set. */
    SYSTEM,
    /** Cut it up: {@code dont} discover. */
    ALLOWED,
    /** Send back an error: {@code do} discover. */
    REFUSED
  }

  /**
   * A packet.
   *
   * @param size how many bytes of data
   * @param ttl how many hops; 0 as the system is set
   * @param pattern what the data repeats; empty for 0, 1, 2, ...
   * @param fragments what may be done with it when it is too long
   */
  public record Packet(int size, int ttl, byte[] pattern, Fragments fragments) {
    /** The data. */
    byte[] data() {
      byte[] data = new byte[size];
      for (int i = 0; i < size; i++) {
        data[i] = pattern.length == 0 ? (byte) i : pattern[i % pattern.length];
      }
      return data;
    }
  }
}
