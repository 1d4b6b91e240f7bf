package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mortise.testing.LocaleRule;
import org.junit.jupiter.api.Test;

/** No text of the library, the examples and the benchmark depends on the user's locale. */
final class LocaleTest {
  private static final Pattern CALL =
      Pattern.compile(
          "\\.formatted\\(|String\\.format\\(\\s*\"|printf\\(\\s*\"|to(Lower|Upper)Case\\(\\)");

  @Test
  void noClassOfTheLibraryDependsOnTheLocale() throws Exception {
    Path classes =
        Path.of(Socket.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(LocaleRule.violations(classes)).isEmpty();
  }

  @Test
  void dependingCallIsSeenAndNamed() {
    byte[] bad =
        ClassFile.of()
            .build(
                ClassDesc.of("mortise.net.Bad"),
                made ->
                    made.withMethodBody(
                        "lower",
                        MethodTypeDesc.of(ConstantDescs.CD_String),
                        ClassFile.ACC_STATIC,
                        code ->
                            code.loadConstant("I")
                                .invokevirtual(
                                    ConstantDescs.CD_String,
                                    "toLowerCase",
                                    MethodTypeDesc.of(ConstantDescs.CD_String))
                                .areturn()));
    assertThat(LocaleRule.violations(bad)).hasSize(1).first().asString().contains("toLowerCase()");
  }

  @Test
  void noExampleOrBenchmarkDependsOnTheLocale() throws IOException {
    assertThat(sources().filter(LocaleTest::depends)).isEmpty();
  }

  private static Stream<Path> sources() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    List<Path> found;
    try (Stream<Path> examples = Files.list(root.resolve("examples"));
        Stream<Path> bench = Files.walk(root.resolve("bench/src/main"))) {
      found =
          Stream.concat(examples, bench).filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertThat(found).hasSizeGreaterThan(10);
    return found.stream();
  }

  private static boolean depends(Path source) {
    try {
      return CALL.matcher(Files.readString(source)).find();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
