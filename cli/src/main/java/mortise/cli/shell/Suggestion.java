package mortise.cli.shell;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** A suggestion for a mistyped word. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The word that is closest to what was typed, by the number of letters to add, to take away, to
   * change or to exchange with their neighbours; empty where none is close.
   */
  public static Optional<String> of(String typed, Collection<String> words) {
    return words.stream()
        .filter(word -> isClose(typed, word))
        .min(Comparator.comparingInt(word -> distance(typed, word)));
  }

  /** A sentence to put after an error, with a blank in front; empty where nothing is close. */
  public static String sentence(String typed, Collection<String> words) {
    return of(typed, words).map(word -> " Did you mean '" + word + "'?").orElse("");
  }

  /** A third of the letters may be wrong, or the end missing. */
  private static boolean isClose(String typed, String word) {
    int letters = bare(typed).length();
    return letters >= 2 && word.startsWith(typed) || distance(typed, word) <= (letters + 1) / 3;
  }

  private static String bare(String word) {
    return word.replaceFirst("^-+", "");
  }

  /** The optimal string alignment distance. */
  private static int distance(String a, String b) {
    int[][] costs = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        costs[i][j] = i == 0 || j == 0 ? i + j : cheapest(costs, a, b, i, j);
      }
    }
    return costs[a.length()][b.length()];
  }

  private static int cheapest(int[][] costs, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int cost = Math.min(costs[i - 1][j], costs[i][j - 1]) + 1;
    cost = Math.min(cost, costs[i - 1][j - 1] + (same ? 0 : 1));
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
  }
}
