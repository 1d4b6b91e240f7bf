package mortise.hub;

import java.time.Duration;

/**
 * The times of a stream.
 *
 * @param beat after which a side that has sent no state sends it again
 * @param gone how long the server may report that nobody has the peer's subject
 * @param silence how long nothing may come from the peer
 * @param linger how long a close waits for the peer to have all
 */
record StreamTimes(Duration beat, Duration gone, Duration silence, Duration linger) {
  static final StreamTimes USUAL =
      new StreamTimes(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));
}
