package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Compares what the compiled classes use with the table of layers in ARCHITECTURE.md. A use is any
 * mention: a call, a field's type, a type argument, an annotation.
 */
final class LayerTest {
  /** What a package may use besides itself; what is exported to nobody is hidden by javac. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "mortise.sys.struct",
          Set.of(),
          "mortise.sys.nio",
          Set.of("mortise.sys", "mortise.sys.struct"),
          "mortise.sys",
          Set.of("mortise.sys.struct"),
          "mortise.poll",
          Set.of("mortise.sys", "mortise.sys.struct"),
          "mortise.net",
          Set.of("mortise.poll", "mortise.sys", "mortise.sys.struct"),
          "mortise.diag",
          Set.of("mortise.net", "mortise.sys", "mortise.sys.struct"),
          "mortise.process",
          Set.of("mortise.net", "mortise.poll", "mortise.sys", "mortise.sys.struct"),
          "mortise.server",
          Set.of("mortise.net"),
          "mortise.tls",
          Set.of("mortise.net", "mortise.server"),
          "mortise.proxy",
          Set.of("mortise.net", "mortise.server"));

  /** Single classes that a package may use out of a package that it may not. */
  private static final Map<String, Set<String>> DOORS =
      Map.of(
          "mortise.server",
          Set.of("mortise.poll.RingPermit"),
          "mortise.tls",
          Set.of(
              "mortise.poll.ConcurrentCleaner",
              "mortise.sys.LinuxTls",
              "mortise.sys.Openssl",
              "mortise.sys.OpensslCrypto",
              "mortise.sys.OpensslEvp",
              "mortise.sys.OpensslSsl",
              "mortise.sys.SysSocket"));

  /** A class as the constant pool names it: bare, or in a descriptor or signature behind an L. */
  private static final Pattern OURS = Pattern.compile("(?:^|L)(mortise/[\\w$/]+)");

  @Test
  void usesFollowTheTable() throws IOException {
    assertThat(ModuleClasses.read().flatMap(LayerTest::forbidden)).isEmpty();
  }

  @Test
  void everyPackageIsInTheTable() throws IOException {
    assertThat(ModuleClasses.read().map(LayerTest::packageOf).distinct())
        .isSubsetOf(MAY_USE.keySet());
  }

  @Test
  void atMostOneClassTouchesTheLinker() throws IOException {
    assertThat(
            ModuleClasses.read()
                .filter(LayerTest::touchesLinker)
                .map(LayerTest::topLevel)
                .distinct())
        .as("classes that use java.lang.foreign.Linker")
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(name -> name.startsWith("mortise.sys."));
  }

  @Test
  void moduleNeedsJavaBaseAlone() {
    assertThat(ModuleClasses.descriptor().requires())
        .filteredOn(requires -> !requires.modifiers().contains(Modifier.STATIC))
        .extracting(requires -> requires.name())
        .containsExactly("java.base");
  }

  /** JFR is used where it is present; the annotations of JSpecify are for compilers. */
  @Test
  void moduleMayUseTheFlightRecorderAndNullnessAnnotations() {
    assertThat(ModuleClasses.descriptor().requires())
        .filteredOn(requires -> requires.modifiers().contains(Modifier.STATIC))
        .extracting(requires -> requires.name())
        .containsExactlyInAnyOrder("jdk.jfr", "org.jspecify");
  }

  /**
   * Counts the largest group of top-level classes that reach each other. {@code jdeps -v} counts
   * the same. A change may make it smaller, not larger.
   */
  @Test
  void cyclesOfClassesAreWithinAPackageAndSmall() throws IOException {
    Map<String, Set<String>> graph = new TreeMap<>();
    ModuleClasses.read()
        .forEach(model -> {
          Set<String> used = graph.computeIfAbsent(topLevel(model), _ -> new TreeSet<>());
          uses(model).forEach(name -> used.add(name.replaceFirst("\\$.*", "")));
        });
    List<Set<String>> cycles = Cycles.of(graph);
    assertThat(cycles)
        .allSatisfy(
            cycle -> assertThat(cycle.stream().map(ModuleClasses::packageOf).distinct()).hasSize(1))
        .allSatisfy(cycle -> assertThat(cycle).hasSizeLessThanOrEqualTo(30))
        .anySatisfy(cycle -> assertThat(cycle).contains("mortise.net.Address", "mortise.net.Inet"));
  }

  /** Of a class in sys that uses one of net, this is what the test must see. */
  @Test
  void forbiddenUseIsSeenAndNamed() {
    byte[] bad =
        ClassFile.of()
            .build(
                ClassDesc.of("mortise.sys.Bad"),
                made -> made.withField("socket", ClassDesc.of("mortise.net.Socket"), 0));
    assertThat(forbidden(ClassFile.of().parse(bad)))
        .containsExactly("mortise.sys.Bad uses mortise.net.Socket");
  }

  private static Stream<String> forbidden(ClassModel user) {
    String own = packageOf(user);
    Set<String> may = MAY_USE.getOrDefault(own, Set.of());
    Set<String> doors = DOORS.getOrDefault(own, Set.of());
    return uses(user).stream()
        .filter(used ->
            !ModuleClasses.packageOf(used).equals(own)
                && !may.contains(ModuleClasses.packageOf(used)))
        .filter(used -> !doors.contains(used))
        .map(used -> ModuleClasses.name(user) + " uses " + used);
  }

  /** Our classes that are mentioned in the constants of a class. */
  private static Set<String> uses(ClassModel model) {
    return constants(model)
        .flatMap(text -> OURS.matcher(text).results().map(match -> match.group(1)))
        .map(name -> name.replace('/', '.'))
        .filter(name -> MAY_USE.containsKey(ModuleClasses.packageOf(name)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean touchesLinker(ClassModel model) {
    return StreamSupport.stream(model.constantPool().spliterator(), false)
        .anyMatch(entry ->
            entry instanceof ClassEntry used
                && used.asInternalName().startsWith("java/lang/foreign/Linker"));
  }

  private static Stream<String> constants(ClassModel model) {
    return StreamSupport.stream(model.constantPool().spliterator(), false)
        .filter(Utf8Entry.class::isInstance)
        .map(entry -> ((Utf8Entry) entry).stringValue())
        .filter(text -> text.indexOf('/') >= 0);
  }

  private static String topLevel(ClassModel model) {
    return ModuleClasses.name(model).replaceFirst("\\$.*", "");
  }

  private static String packageOf(ClassModel model) {
    return ModuleClasses.packageOf(ModuleClasses.name(model));
  }
}
