import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar as the AOT cache wants it.
 *
 * <p>Old classes get the class file version of Java 25: picocli's have that of Java 5, from before
 * stack maps, so the cache takes none of them, nor of ours that extend them, and the JVM verifies
 * them the slow way at each start. Signatures go, since the cache takes no class of a signed jar:
 * nobody here asks for them, and Maven has compared the jar's checksum.
 */
void main(String... jars) throws IOException {
  Path from = Path.of(jars[0]);
  try (var library = new URLClassLoader(new URL[] {from.toUri().toURL()});
      var in = new ZipInputStream(Files.newInputStream(from));
      var out = new ZipOutputStream(Files.newOutputStream(Path.of(jars[1])))) {
    // A constant pool of its own makes each method be written anew, with its stack maps.
    ClassFile file =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ConstantPoolSharingOption.NEW_POOL,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.defaultResolver()
                    .orElse(ClassHierarchyResolver.ofResourceParsing(library))));
    ClassTransform modern =
        (made, element) -> {
          if (element instanceof ClassFileVersion) {
            made.withVersion(ClassFile.JAVA_25_VERSION, 0);
          } else {
            made.with(element);
          }
        };
    for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      String name = entry.getName();
      if (isSignature(name)) {
        continue;
      }
      byte[] bytes = in.readAllBytes();
      out.putNextEntry(new ZipEntry(name));
      if (name.equals(JarFile.MANIFEST_NAME)) {
        withoutDigests(bytes).write(out);
      } else {
        out.write(isOldClass(name, bytes) ? file.transformClass(file.parse(bytes), modern) : bytes);
      }
      out.closeEntry();
    }
  }
}

private static boolean isSignature(String name) {
  return name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
}

private static Manifest withoutDigests(byte[] bytes) throws IOException {
  Manifest manifest = new Manifest(new ByteArrayInputStream(bytes));
  manifest.getEntries().clear();
  return manifest;
}

private static boolean isOldClass(String name, byte[] bytes) {
  return name.endsWith(".class")
      && !name.endsWith("module-info.class")
      && ByteBuffer.wrap(bytes).getShort(6) < ClassFile.JAVA_8_VERSION;
}
