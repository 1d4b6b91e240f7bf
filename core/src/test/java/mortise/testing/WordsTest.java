package mortise.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsTest {
  private static final Path CHECKOUT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  @Test
  void summariesOfExportedPackagesDoNotBeginWithTheSame() throws IOException {
    Map<Path, Words.Counts> files = Words.of(Words.exported(CHECKOUT));
    assertThat(files).hasSizeGreaterThan(100);
    files.values().removeIf(counts -> counts.sameSummaries() == 0);
    assertThat(files).isEmpty();
  }

  @Test
  void commentsAreCountedAndStringsAreNot() {
    Words.Counts counts =
        Words.ofJava(
            """
            /** The same that nobody told. */
            class A {
              String s = "// who says \\" so";
              char c = '"'; // somebody
              /* whoever */
            }
            """);
    assertThat(counts).isEqualTo(new Words.Counts(7, 3, 1, 1, 3, 4));
  }

  @Test
  void codeOfPagesIsNotCounted() {
    assertThat(Words.ofMarkdown("One `who` two\n\n```java\nnobody\n```\n\n    told\n"))
        .isEqualTo(new Words.Counts(2, 0, 0, 0, 0, 0));
  }

  @Test
  void namesInTwoPackagesAreDuplicates(@TempDir Path folder) throws IOException {
    for (String file : List.of("a/One.java", "b/One.java", "b/Two.java", "b/package-info.java")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), "");
    }
    Map<String, List<String>> duplicates = Words.duplicates(List.of(folder));
    assertThat(duplicates).containsOnlyKeys("One");
    assertThat(duplicates.get("One")).containsExactlyInAnyOrder("a", "b");
  }
}
