package mortise.cli.relay;

import java.time.Duration;

/**
 * How a relay goes about it.
 *
 * @param oneWay from the first address to the second alone
 * @param idle ends when nothing moved for so long; null never
 * @param patience the idle time of one direction after the other has ended without a possible
 *     half-close
 */
public record RelaySettings(boolean oneWay, Duration idle, Duration patience) {}
