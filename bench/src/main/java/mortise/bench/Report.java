package mortise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What comes out of a run.
 *
 * @param circumstances the machine and how busy it was
 * @param skipped why servers are left out, by name
 */
record Report(String circumstances, Map<String, String> skipped, Results results) {
  String text() {
    StringBuilder text = new StringBuilder(circumstances).append("\n");
    skipped.forEach((name, why) -> text.append("Left out: " + name + ", " + why + "\n\n"));
    return text.append(Tables.of(results)).toString();
  }

  /** Writes the text, and every measurement as a line. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("tables.md"), text());
    List<String> lines = new ArrayList<>(List.of("cell,server,round,name,value"));
    for (Sample sample : results.samples()) {
      String key =
          String.format(Locale.ROOT, "%s,%s,%d,", sample.cell(), sample.server(), sample.round());
      sample.values().forEach((name, value) -> lines.add(key + name + "," + value));
      lines.add(key + "cost (" + sample.cell().unit() + ")," + sample.cost());
    }
    Files.write(folder.resolve("samples.csv"), lines);
  }
}
