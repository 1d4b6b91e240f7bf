package mortise.cli.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the pages: this module's own, and those of the chart library's package. */
final class PageFiles {
  /** What a file is served as. */
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final String CHARTS = "META-INF/maven/org.webjars.npm/uplot/pom.properties";

  /** Where a name of the pages is found in the package of the chart library. */
  private static final Map<String, String> CHART_FILES =
      Map.of("uplot.js", "dist/uPlot.iife.min.js", "uplot.css", "dist/uPlot.min.css");

  private final Map<String, byte[]> read = new ConcurrentHashMap<>();

  /** Reads a file by its name, which has no folder; null where there is none. */
  byte[] of(String name) throws IOException {
    byte[] known = read.get(name);
    if (known == null && TYPES.containsKey(ending(name)) && name.matches("[a-z0-9-]+\\.[a-z]+")) {
      known = CHART_FILES.containsKey(name) ? chart(CHART_FILES.get(name)) : own(name);
      if (known != null) {
        read.put(name, known);
      }
    }
    return known;
  }

  static String type(String name) {
    return TYPES.get(ending(name));
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static byte[] own(String name) throws IOException {
    try (InputStream file = PageFiles.class.getResourceAsStream(name)) {
      return file == null ? null : file.readAllBytes();
    }
  }

  /** It is a jar of files on the class path; their folder has the version in its name. */
  private static byte[] chart(String name) throws IOException {
    Properties properties = new Properties();
    try (InputStream file = ClassLoader.getSystemResourceAsStream(CHARTS)) {
      if (file == null) {
        return null;
      }
      properties.load(file);
    }
    String folder = "META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/";
    try (InputStream file = ClassLoader.getSystemResourceAsStream(folder + name)) {
      return file == null ? null : file.readAllBytes();
    }
  }
}
