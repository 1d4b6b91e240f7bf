package mortise.cli.watch;

/** The rate of the last few seconds, smoothed. */
final class SmoothedRate {
  /** How fast what is past is forgotten, in seconds. */
  private static final double MEMORY = 2;

  private long lastBytes;
  private long lastTime;
  private double rate;

  /** Begins with no bytes at a value of System.nanoTime. */
  SmoothedRate(long begin) {
    lastTime = begin;
  }

  /** The rate in bytes a second, given the bytes so far and a value of System.nanoTime. */
  double rate(long bytes, long time) {
    if (time > lastTime) {
      double seconds = (time - lastTime) / 1e9;
      double now = (bytes - lastBytes) / seconds;
      double weight = rate == 0 ? 1 : 1 - Math.exp(-seconds / MEMORY);
      rate += weight * (now - rate);
    }
    lastBytes = bytes;
    lastTime = time;
    return rate;
  }
}
