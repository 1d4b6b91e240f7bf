package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.testing.ChildJvm;
import mortise.testing.Needs;
import org.junit.jupiter.api.Test;

/**
 * The table of docs/portability.md is what a process on each layer finds out; {@code
 * -Dfeatures.write=true} writes it.
 */
final class FeaturesTest {
  private static final String BEGIN = "<!-- Written by FeaturesTest. -->\n";
  private static final String END = "\n\n";

  @Test
  void tableOfThePageIsWhatBothLayersDo() throws Exception {
    Needs.ipv6();
    List<String> linux = tried("auto");
    List<String> portable = tried("portable");
    assertThat(linux.getFirst()).isEqualTo("LINUX=yes");
    assertThat(portable.getFirst()).isEqualTo("PORTABLE=yes");
    StringBuilder table =
        new StringBuilder("| feature | Linux | portable layer |\n|---|---|---|\n");
    for (int i = 1; i < linux.size(); i++) {
      String[] one = linux.get(i).split("=");
      String[] other = portable.get(i).split("=");
      assertThat(other[0]).isEqualTo(one[0]);
      table.append("| %s | %s | %s |\n".formatted(one[0], one[1], other[1]));
    }
    Path page = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    page = page.resolve("docs/portability.md");
    String text = Files.readString(page);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END, from) + 1;
    if (Boolean.getBoolean("features.write")) {
      Files.writeString(page, text.substring(0, from) + table + text.substring(to));
    } else {
      assertThat(text.substring(from, to)).isEqualTo(table.toString());
    }
  }

  private static List<String> tried(String layer) throws Exception {
    return new ChildJvm()
        .with("-Dmortise.sys=" + layer)
        .run(Features.class)
        .succeeded()
        .lines()
        .toList();
  }
}
