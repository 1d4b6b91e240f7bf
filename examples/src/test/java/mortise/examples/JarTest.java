package mortise.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the jar of the library says of itself; written by hand in core/pom.xml. */
@EnabledIf(
    value = "isBuilt",
    disabledReason = "./mvnw package makes core/target/mortise-VERSION.jar")
final class JarTest {
  private static final Path JAR =
      Examples.FOLDER.resolveSibling("core/target/mortise-" + PomsTest.VERSION + ".jar");

  static boolean isBuilt() {
    return Files.exists(JAR);
  }

  @Test
  void namesItsVersion() throws IOException {
    assertThat(attribute("Implementation-Title")).isEqualTo("mortise");
    assertThat(attribute("Implementation-Version")).isEqualTo(PomsTest.VERSION);
    assertThat(descriptor().name()).isEqualTo("mortise");
    assertThat(descriptor().rawVersion()).hasValue(PomsTest.VERSION);
  }

  /** An executable jar that it is packed into can take them over. */
  @Test
  void namesTheGrants() throws IOException {
    assertThat(attribute("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
    assertThat(attribute("Add-Opens")).isEqualTo("java.base/java.lang");
  }

  @Test
  void hasTheLicence() throws IOException {
    Path checkout = Examples.FOLDER.getParent();
    assertThat(entry("META-INF/LICENSE"))
        .isEqualTo(Files.readString(checkout.resolve("LICENSE")))
        .contains("Apache License");
    assertThat(entry("META-INF/NOTICE")).isEqualTo(Files.readString(checkout.resolve("NOTICE")));
  }

  /** GraalVM looks for it below META-INF/native-image/GROUP/ARTIFACT. */
  @Test
  void hasMetadataForNativeImages() throws IOException {
    assertThat(
            entry(
                "META-INF/native-image/" + PomsTest.GROUP + "/mortise/reachability-metadata.json"))
        .contains("captureCallState");
  }

  @Test
  void bundleExportsWhatTheModuleExports() throws IOException {
    String version = attribute("Bundle-Version");
    assertThat(attribute("Export-Package"))
        .isEqualTo(
            descriptor().exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .sorted()
                .map(name -> name + ";version=\"" + version + "\"")
                .collect(joining(",")));
  }

  @Test
  void bundleImportsWhatTheClassesUse() throws IOException {
    assertThat(attribute("Import-Package"))
        .isEqualTo(
            packagesOutsideOfJava().stream()
                .map(name -> name.equals("jdk.jfr") ? name + ";resolution:=optional" : name)
                .collect(joining(",")));
  }

  /** Of all classes that a class of the jar refers to, without java and mortise. */
  private static Set<String> packagesOutsideOfJava() throws IOException {
    Set<String> packages = new TreeSet<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (ZipEntry entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(jar.getInputStream(entry).readAllBytes());
        for (PoolEntry used : model.constantPool()) {
          if (used instanceof ClassEntry type && !type.asInternalName().equals("module-info")) {
            packages.add(packageOf(type.asSymbol()));
          }
        }
      }
    }
    packages.removeIf(name -> name.isEmpty() || name.matches("(java|mortise)\\..*"));
    return packages;
  }

  private static String packageOf(ClassDesc type) {
    ClassDesc element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    return element.packageName();
  }

  private static ModuleDescriptor descriptor() {
    return ModuleFinder.of(JAR).findAll().iterator().next().descriptor();
  }

  private static String attribute(String name) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return jar.getManifest().getMainAttributes().getValue(name);
    }
  }

  private static String entry(String name) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes());
    }
  }
}
