package mortise.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SitePathTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void make() throws Exception {
    root = Files.createDirectories(folder.resolve("root/sub")).getParent().toRealPath();
    Files.writeString(folder.resolve("outside"), "");
    Files.writeString(root.resolve("a b"), "");
    Files.writeString(root.resolve("sub/é"), "");
    Files.writeString(root.resolve(".hidden"), "");
    Files.createSymbolicLink(root.resolve("in"), root.resolve("sub"));
    Files.createSymbolicLink(root.resolve("out"), folder.resolve("outside"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a%20b, a b",
    "/sub/%C3%A9, sub/é",
    "/sub//é, sub/é",
    "/in/é, sub/é",
    "/, ''",
  })
  void targetsNameFiles(String target, String file) {
    assertThat(SitePath.resolve(root, target)).isEqualTo(root.resolve(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../outside", "/%2e%2e/outside", "/sub/../../outside", "/..%2foutside", "/out", "/.hidden",
        "/none", "/a%2", "/a%zz", "/%00", "/sub/%c3", "/./a b",
      })
  void whatIsNotToBeShownIsNotThere(String target) {
    assertThat(SitePath.resolve(root, target)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/a?b=/c, /a",
    "http://host/a, /a",
    "http://host, /",
    "//evil.example/a, /evil.example/a",
    "*,",
    "a,",
  })
  void pathOfATargetHasOneSlashInFront(String target, String path) {
    assertThat(SitePath.of(target)).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 10",
    "bytes=90-, 90, 10",
    "bytes=-10, 90, 10",
    "bytes=-1000, 0, 100",
    "bytes=50-1000, 50, 50",
    "bytes=100-, 100, 0",
    "bytes=-0, 100, 0",
  })
  void rangesAreRead(String header, long first, long length) {
    assertThat(SiteRange.of(header, 100)).isEqualTo(new SiteRange(first, length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bytes=-", "bytes=5-4", "bytes=1-2,4-5", "lines=1-2", "bytes=x-"})
  void whatIsNoRangeMeansTheWhole(String header) {
    assertThat(SiteRange.of(header, 100)).isNull();
  }

  @Test
  void namesInAListingAreEscaped() throws Exception {
    Files.writeString(root.resolve("<b>&\"%"), "");
    assertThat(SiteListing.of(root, true))
        .contains("<a href=\"%3Cb%3E%26%22%25\">&lt;b&gt;&amp;&quot;%</a>")
        .contains("<a href=\"sub/\">sub/</a>")
        .doesNotContain("hidden", "../");
  }
}
