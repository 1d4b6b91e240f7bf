package mortise.net;

/**
 * When a datagram is to leave, SCM_TXTIME, on a socket with {@link Option#SO_TXTIME} set and an
 * interface whose queue discipline (etf, fq) heeds it.
 *
 * @param nanos the time in nanoseconds on the clock that SO_TXTIME named
 */
public record TransmitTime(long nanos) implements Ancillary {}
