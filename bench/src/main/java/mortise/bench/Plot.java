package mortise.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.bench.Cell.Work;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The table of ratios as a picture. */
final class Plot {
  /** Taller bars are cut off, so that the others can be told apart. */
  private static final double HIGHEST = 3;

  private Plot() {}

  static void write(Results results, Path file) throws IOException {
    List<Cell> cells = results.cells().stream().filter(cell -> cell.work() != Work.IDLE).toList();
    List<String> names = new ArrayList<>();
    if (results.hasSeven()) {
      names.add("all echo");
    }
    cells.forEach(cell -> names.add(cell.name()));
    CategoryChart chart = chart();
    for (String server : results.servers()) {
      List<Spread> spreads = new ArrayList<>();
      if (results.hasSeven()) {
        spreads.add(results.all(server));
      }
      cells.forEach(cell -> spreads.add(results.ratio(cell, server)));
      chart.addSeries(
          server,
          names,
          spreads.stream().map(Spread::median).toList(),
          spreads.stream().map(spread -> (spread.most() - spread.least()) / 2).toList());
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      ChartEncoder.saveChart(chart, out, "svg");
    }
  }

  private static CategoryChart chart() {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(1200)
            .height(520)
            .title("CPU of the server per unit of work, C epoll = 1; less is better")
            .yAxisTitle("ratio to " + Peers.BASE + ", cut off at 3")
            .theme(ChartTheme.Matlab)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(HIGHEST);
    chart.getStyler().setXAxisLabelRotation(20);
    chart.getStyler().setAvailableSpaceFill(0.9);
    return chart;
  }
}
