package mortise.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The middle of several measurements, and how far they lie apart. */
record Spread(double median, double least, double most) {
  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  static double geometricMean(double... values) {
    return Math.exp(Arrays.stream(values).map(Math::log).average().orElse(Double.NaN));
  }

  /** As in "1.07 (0.99–1.12)", without the range where there is none. */
  String text() {
    if (Double.isNaN(median)) {
      return "-";
    }
    return least == most
        ? rounded(median)
        : String.format(Locale.ROOT, "%s (%s–%s)", rounded(median), rounded(least), rounded(most));
  }

  private static String rounded(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.equals("-0.00") ? "0.00" : text;
  }
}
