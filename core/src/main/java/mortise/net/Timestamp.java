package mortise.net;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a packet came or went, by the clock of the system or of the network card: what the options
 * {@link Option#SO_TIMESTAMP} (microseconds), {@link Option#SO_TIMESTAMPNS} and {@link
 * Option#SO_TIMESTAMPING} of socket(7) ask for.
 *
 * @param software the kernel's time; null if not reported
 * @param hardware the network card's time, by its own clock; null if not reported
 */
public record Timestamp(@Nullable Instant software, @Nullable Instant hardware)
    implements Ancillary {}
