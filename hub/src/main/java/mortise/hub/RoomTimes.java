package mortise.hub;

import java.time.Duration;

/**
 * How often a node announces itself, and how long it may be silent.
 *
 * @param beat the time between two lists
 * @param silence after which the members of a node count as gone
 */
record RoomTimes(Duration beat, Duration silence) {
  static final RoomTimes USUAL = new RoomTimes(Duration.ofSeconds(5), Duration.ofSeconds(15));
}
