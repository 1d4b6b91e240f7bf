package mortise.poll;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides how many loops of a group are used, and which threads move, from the CPU time that the
 * loops have used since the last look. It does not touch loops.
 *
 * <p>A request costs least on a loop that has many of them in each turn, so a further loop is used
 * once those in use are nearly busy and the machine has an idle CPU. Where a turn of a thread takes
 * long, there is nothing to gain from many, and it is used much earlier. Without an idle CPU
 * another loop may get a larger part of those that others use too: it is tried, and given up where
 * no more is done with it.
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

  /** The looks in a row without an idle CPU before another loop is tried; doubled by failures. */
  private static final int FIRST_TRIAL = 25;

  private static final int MOST_TRIAL = 1600;

  /** The looks of a trial, and those of them that do not count. */
  private static final int TRIAL_LOOKS = 25;

  private static final int TRIAL_RUN_IN = 5;

  /** How many times as much has to be done with a loop that is tried. */
  private static final double TRIAL_GAIN = 1.1;

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

  /** The looks in a row that found loops busy and no idle CPU, and the turns in them. */
  private int busyLooks;

  private double busyTurns;

  private int trialNeeded = FIRST_TRIAL;

  /**
   * The looks of the trial so far, -1 without one; the turns in those that count, and before it.
   */
  private int trialLooks = -1;

  private double trialTurns;
  private double turnsBefore;

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
   * @param use what part of the time each loop was busy, or waited for a CPU
   * @param turnNanos the mean time of a thread's turn
   * @param turns how many turns of threads there were, in all loops and a unit of time
   * @param hasIdleCpu whether a further loop would have a CPU
   * @return the moves to be made, which end those before
   */
  List<Move> look(double[] use, double turnNanos, double turns, boolean hasIdleCpu) {
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
    if (trialLooks >= 0) {
      return tried(turns);
    }
    if (settling > 0) {
      settling--;
      return List.of();
    }
    double limit = turnNanos > LONG_TURN_NANOS ? BUSY_WITH_LONG_TURNS : BUSY;
    boolean isCalm = active > 1 && sum < CALM * limit * (active - 1);
    calmLooks = isCalm ? calmLooks + 1 : 0;
    boolean isBusy = active < size && sum > limit * active;
    if (isBusy && hasIdleCpu) {
      int wanted = (int) Math.ceil(sum / (CALM * limit) * 0.8);
      return spread(use, sum, Math.clamp(wanted, active + 1, size));
    }
    busyLooks = isBusy ? busyLooks + 1 : 0;
    busyTurns = isBusy ? busyTurns + turns : 0;
    if (busyLooks >= trialNeeded) {
      return beginTrial(use, sum);
    }
    if (calmLooks >= calmNeeded) {
      return gather((int) Math.ceil(sum / (CALM * limit)));
    }
    if (use[most] > limit && use[most] - use[least] > SKEW) {
      return level(use, most, least);
    }
    busiestBefore = 2;
    wait = 1;
    return List.of();
  }

  private List<Move> beginTrial(double[] use, double sum) {
    turnsBefore = busyTurns / busyLooks;
    trialLooks = 0;
    trialTurns = 0;
    return spread(use, sum, active + 1);
  }

  /** One look more of a trial. */
  private List<Move> tried(double turns) {
    trialLooks++;
    trialTurns += trialLooks > TRIAL_RUN_IN ? turns : 0;
    if (trialLooks < TRIAL_LOOKS) {
      return List.of();
    }
    trialLooks = -1;
    busyLooks = 0;
    busyTurns = 0;
    if (trialTurns / (TRIAL_LOOKS - TRIAL_RUN_IN) >= TRIAL_GAIN * turnsBefore) {
      trialNeeded = FIRST_TRIAL;
      return List.of();
    }
    trialNeeded = Math.min(MOST_TRIAL, 2 * trialNeeded);
    return gather(active - 1);
  }

  /** Uses more loops, and moves what is above the mean to them. */
  private List<Move> spread(double[] use, double sum, int wanted) {
    int before = active;
    active = wanted;
    if (looksSinceCalm < calmNeeded) {
      calmNeeded = Math.min(MOST_CALM_LOOKS, 2 * calmNeeded);
    } else if (looksSinceCalm > 4 * calmNeeded) {
      calmNeeded = FIRST_CALM_LOOKS;
    }
    calmLooks = 0;
    busyLooks = 0;
    busyTurns = 0;
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
  private List<Move> gather(int wanted) {
    active = Math.clamp(wanted, 1, active - 1);
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
