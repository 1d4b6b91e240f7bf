package mortise.cli.bench;

import java.time.Duration;

/**
 * What is measured.
 *
 * @param target with whom
 * @param work what is done
 * @param connections by how many at once
 * @param size of a request, a block or a datagram, in bytes
 * @param time for how long
 * @param count how many requests end it earlier; Long.MAX_VALUE for none
 * @param rate of datagrams, in bits a second
 */
public record BenchSettings(
    BenchTarget target,
    Work work,
    int connections,
    int size,
    Duration time,
    long count,
    double rate) {
  /** What is done. */
  public enum Work {
    /** Send as much as goes. */
    SEND,
    /** Receive as much as comes. */
    RECEIVE,
    /** Both at once. */
    BOTH,
    /** Requests that are answered by what they were. */
    ECHO,
    /** Connections that are closed as soon as they are there. */
    CONNECT,
    /** Datagrams at a rate. */
    DATAGRAMS,
    /** Datagrams that are answered by what they were. */
    DATAGRAM_ECHO
  }

  boolean isThroughput() {
    return work == Work.SEND || work == Work.RECEIVE || work == Work.BOTH;
  }
}
