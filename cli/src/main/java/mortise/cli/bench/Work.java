package mortise.cli.bench;

import java.io.IOException;

/** What one connection does until it is over. */
@FunctionalInterface
interface Work {
  void run(StopCondition clock, BenchStats tally) throws IOException;
}
