package mortise.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Finds calls whose result depends on the default locale: {@code %d} writes other digits in Arabic,
 * Persian or Thai locales, and the lower case of I is not i in Turkish. Each has an overload that
 * takes a locale.
 */
public final class LocaleRule {
  private static final String TEXT = "Ljava/lang/String;";
  private static final String VALUES = "[Ljava/lang/Object;";

  private static final Set<String> FORBIDDEN =
      Set.of(
          "String.formatted(" + VALUES,
          "String.format(" + TEXT + VALUES,
          "String.toLowerCase()",
          "String.toUpperCase()",
          "PrintStream.printf(" + TEXT + VALUES,
          "PrintStream.format(" + TEXT + VALUES,
          "PrintWriter.printf(" + TEXT + VALUES,
          "PrintWriter.format(" + TEXT + VALUES,
          "Formatter.<init>()",
          "Formatter.<init>(Ljava/lang/Appendable;)",
          "DateTimeFormatter.ofPattern(" + TEXT + ")",
          "SimpleDateFormat.<init>(" + TEXT + ")",
          "DecimalFormat.<init>(" + TEXT + ")",
          "NumberFormat.getInstance()",
          "NumberFormat.getIntegerInstance()",
          "MessageFormat.format(" + TEXT + VALUES);

  private LocaleRule() {}

  /** The classes below a folder that make such a call, each with the call. */
  public static List<String> violations(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(LocaleRule::bytes)
          .flatMap(LocaleRule::violations)
          .toList();
    }
  }

  /** The calls of one class. */
  public static Stream<String> violations(byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    return StreamSupport.stream(model.constantPool().spliterator(), false)
        .filter(MemberRefEntry.class::isInstance)
        .map(entry -> call((MemberRefEntry) entry))
        .filter(call -> FORBIDDEN.stream().anyMatch(call::startsWith))
        .map(call -> model.thisClass().asInternalName() + " calls " + call);
  }

  private static String call(MemberRefEntry member) {
    String owner = member.owner().asInternalName();
    String type = owner.substring(owner.lastIndexOf('/') + 1);
    return type + "." + member.name().stringValue() + member.type().stringValue();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
