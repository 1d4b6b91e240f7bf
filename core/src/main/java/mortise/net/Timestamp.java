package mortise.net;

import java.time.Instant;

/**
 * When a packet came or went, by the clock of the system or of the network card: what the options
 * {@link Option#SO_TIMESTAMP} (microseconds), {@link Option#SO_TIMESTAMPNS} and {@link
 * Option#SO_TIMESTAMPING} of socket(7) ask for.
 *
 * @param software when the kernel saw it; null where it does not say
 * @param hardware when the card saw it, by the card's own clock; null where it does not say
 */
public record Timestamp(Instant software, Instant hardware) implements Ancillary {}
