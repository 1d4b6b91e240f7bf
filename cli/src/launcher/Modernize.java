import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar and gives its classes the class file version of Java 25. The classes of picocli have
 * the version of Java 5, from before stack maps; the AOT cache takes none of them, nor of ours that
 * extend them, and the JVM verifies them the slow way at each start.
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
      byte[] bytes = in.readAllBytes();
      boolean plain = name.endsWith(".class") && !name.endsWith("module-info.class");
      out.putNextEntry(new ZipEntry(name));
      out.write(plain ? file.transformClass(file.parse(bytes), modern) : bytes);
      out.closeEntry();
    }
  }
}
