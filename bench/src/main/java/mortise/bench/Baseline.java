package mortise.bench;

import org.openjdk.jmh.annotations.Benchmark;

/** What an empty measurement costs; every other number is read against it. */
public class Baseline {
  @Benchmark
  public void nothing() {}
}
