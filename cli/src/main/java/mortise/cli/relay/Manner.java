package mortise.cli.relay;

import java.time.Duration;

/**
 * How a relay goes about it.
 *
 * @param oneWay from the first address to the second alone
 * @param idle ends when nothing moved for so long; null never
 * @param patience how long one way may go on in silence when the other has ended and its end cannot
 *     be told
 */
public record Manner(boolean oneWay, Duration idle, Duration patience) {}
