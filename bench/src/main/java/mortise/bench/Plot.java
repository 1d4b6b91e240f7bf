package mortise.bench;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mortise.bench.Cell.Work;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/** The table of ratios as a picture. */
final class Plot {
  private static final Rectangle SIZE = new Rectangle(1200, 520);

  /** Not of 12, which VectorGraphics2D takes for everybody's default and leaves out. */
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** Taller bars are cut off, so that the others can be told apart. */
  private static final double HIGHEST = 3;

  /** A hue for each family, the strong one for what this project makes. */
  private static final Map<String, Color> COLOURS =
      Map.of(
          "c-uring", new Color(0x969696),
          "netty-epoll", new Color(0x9ecae1),
          "netty-uring", new Color(0x3182bd),
          "jdk-threads", new Color(0xa1d99b),
          "jdk-selector", new Color(0x31a354),
          "go", new Color(0xbcbddc),
          "python", new Color(0x756bb1),
          "mortise", new Color(0xfdae6b),
          "mortise-loop", new Color(0xe6550d),
          "mortise-lent", new Color(0xa63603));

  private Plot() {}

  static void write(Results results, Path file) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart(data(results)).draw(graphics, SIZE);
    PageSize page = new PageSize(SIZE);
    try (OutputStream out = Files.newOutputStream(file)) {
      Processors.get("svg").getDocument(graphics.getCommands(), page).writeTo(out);
    }
  }

  private static DefaultCategoryDataset data(Results results) {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    List<Cell> cells = results.cells().stream().filter(cell -> cell.work() != Work.IDLE).toList();
    // The base is the line at 1, and its copy is noise.
    for (String server :
        results.servers().stream().filter(name -> !name.startsWith(Peers.BASE)).toList()) {
      if (results.hasSeven()) {
        data.addValue(results.all(server).median(), server, "all echo");
      }
      for (Cell cell : cells) {
        data.addValue(results.ratio(cell, server).median(), server, label(cell));
      }
    }
    return data;
  }

  /** The name, with blanks where it may be broken. */
  private static String label(Cell cell) {
    return cell.name().replace('-', ' ');
  }

  private static JFreeChart chart(DefaultCategoryDataset data) {
    JFreeChart chart =
        ChartFactory.createBarChart(
            "CPU of the server per unit of work as a ratio to C on epoll, cut off at 3",
            null,
            null,
            data);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setFont(FONT.deriveFont(Font.BOLD, 16));
    chart.getLegend().setItemFont(FONT);
    CategoryPlot plot = chart.getCategoryPlot();
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.addRangeMarker(new ValueMarker(1, Color.BLACK, plot.getRangeGridlineStroke()));
    plot.getRangeAxis().setRange(0, HIGHEST);
    plot.getRangeAxis().setTickLabelFont(FONT);
    plot.getDomainAxis().setTickLabelFont(FONT);
    // Turned labels would come out as outlines.
    plot.getDomainAxis().setMaximumCategoryLabelLines(3);
    plot.getDomainAxis().setCategoryMargin(0.15);
    plot.getDomainAxis().setLowerMargin(0.01);
    plot.getDomainAxis().setUpperMargin(0.01);
    BarRenderer bars = (BarRenderer) plot.getRenderer();
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    bars.setItemMargin(0);
    for (int row = 0; row < data.getRowCount(); row++) {
      bars.setSeriesPaint(row, COLOURS.get(data.getRowKey(row)));
    }
    return chart;
  }
}
