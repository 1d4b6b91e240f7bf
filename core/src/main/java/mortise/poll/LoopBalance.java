package mortise.poll;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Decides how many loops of a group are used, and which threads move, from the CPU time that the
 * loops have used since the last look. It does not touch loops.
 *
 * <p>A request costs least on a loop that has many of them in each turn, so a further loop is used
 * once those in use are nearly busy and the machine has an idle CPU. Where a turn of a thread takes
 * long, there is nothing to gain from many, and it is used much earlier.
 */
final class LoopBalance {
  /** The part of its time that a loop may be busy before another one helps. */
  private static final double BUSY = 0.75;

  /** The same where turns take long. */
  private static final double BUSY_WITH_LONG_TURNS = 0.3;

  private static final double LONG_TURN_NANOS = 50_000;

  /** What part of the limit the loops that stay may be busy when one is given up. */
  private static final double CALM = 0.6;

  /** How far two loops may differ. */
  private static final double SKEW = 0.25;

  /** The looks between a move and the next one, so that the first has had its effect. */
  private static final int SETTLING = 1;

  /** The looks in a row that have to be calm, doubled when that was too early. */
  private static final int FIRST_CALM_LOOKS = 25;

  private static final int MOST_CALM_LOOKS = 1600;

  /** The looks between moves that have not helped, at most. */
  private static final int MOST_WAIT = 50;

  /**
   * That a share of the threads of a loop is to move.
   *
   * @param to the first loop of those that they move to
   * @param end the loop behind the last one
   */
  record Move(int from, double share, int to, int end) {}

  private final int size;
  private int active = 1;
  private int settling;
  private int calmLooks;
  private int calmNeeded = FIRST_CALM_LOOKS;
  private int looksSinceCalm = MOST_CALM_LOOKS;

  /**
   * How busy the busiest was when threads left it last, and the looks to wait if that is so still.
   */
  private double busiestBefore = 2;

  private int wait = 1;

  LoopBalance(int size) {
    this.size = size;
  }

  /** How many loops are in use: the first ones. */
  int active() {
    return active;
  }

  /**
   * Looks once.
   *
   * @param use what part of the time each loop was busy
   * @param turnNanos the mean time of a thread's turn
   * @param hasIdleCpu whether a further loop would have a CPU; asked only where that matters
   * @return the moves to be made, which end those before
   */
  List<Move> look(double[] use, double turnNanos, BooleanSupplier hasIdleCpu) {
    double sum = 0;
    int most = 0;
    int least = 0;
    for (int i = 0; i < size; i++) {
      sum += use[i];
      if (i < active) {
        most = use[i] > use[most] ? i : most;
        least = use[i] < use[least] ? i : least;
      }
    }
    looksSinceCalm++;
    if (settling > 0) {
      settling--;
      return List.of();
    }
    double limit = turnNanos > LONG_TURN_NANOS ? BUSY_WITH_LONG_TURNS : BUSY;
    boolean isCalm = active > 1 && sum < CALM * limit * (active - 1);
    calmLooks = isCalm ? calmLooks + 1 : 0;
    if (active < size && sum > limit * active && hasIdleCpu.getAsBoolean()) {
      return spread(use, sum, limit);
    }
    if (calmLooks >= calmNeeded) {
      return gather(sum, limit);
    }
    if (use[most] > limit && use[most] - use[least] > SKEW) {
      return level(use, most, least);
    }
    busiestBefore = 2;
    wait = 1;
    return List.of();
  }

  /** Uses as many loops more as the load takes, and moves what is above the mean to them. */
  private List<Move> spread(double[] use, double sum, double limit) {
    int before = active;
    active = Math.clamp((int) Math.ceil(sum / (CALM * limit) * 0.8), before + 1, size);
    if (looksSinceCalm < calmNeeded) {
      calmNeeded = Math.min(MOST_CALM_LOOKS, 2 * calmNeeded);
    } else if (looksSinceCalm > 4 * calmNeeded) {
      calmNeeded = FIRST_CALM_LOOKS;
    }
    calmLooks = 0;
    settling = SETTLING;
    double mean = sum / active;
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < before; i++) {
      if (use[i] > mean) {
        moves.add(new Move(i, 1 - mean / use[i], before, active));
      }
    }
    return moves;
  }

  /** Uses fewer loops. */
  private List<Move> gather(double sum, double limit) {
    active = Math.clamp((int) Math.ceil(sum / (CALM * limit)), 1, active - 1);
    calmLooks = 0;
    looksSinceCalm = 0;
    settling = SETTLING;
    return List.of();
  }

  /** Moves half of the difference, less and less often while that does not help. */
  private List<Move> level(double[] use, int most, int least) {
    boolean helps = use[most] < busiestBefore - 0.05;
    wait = helps ? 1 : Math.min(MOST_WAIT, 2 * wait);
    busiestBefore = use[most];
    settling = SETTLING * wait;
    double share = (use[most] - use[least]) / 2 / use[most];
    return List.of(new Move(most, share, least, least + 1));
  }
}
