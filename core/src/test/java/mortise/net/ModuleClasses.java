package mortise.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The compiled classes of module mortise, without the tests that are patched into it. */
final class ModuleClasses {
  private static final Path LOCATION =
      ModuleLayer.boot()
          .configuration()
          .findModule("mortise")
          .flatMap(module -> module.reference().location())
          .map(Path::of)
          .orElseThrow();

  private ModuleClasses() {}

  /** All classes, nested ones too, but not {@code module-info}. */
  static Stream<ClassModel> read() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(LOCATION)) {
      files = found.filter(file -> file.toString().endsWith(".class")).toList();
    }
    return files.stream()
        .filter(file -> !file.endsWith("module-info.class"))
        .map(ModuleClasses::parse);
  }

  /** The module's descriptor. */
  static ModuleDescriptor descriptor() {
    return ModuleFinder.of(LOCATION).find("mortise").orElseThrow().descriptor();
  }

  /** The binary name of a class, {@code mortise.net.Socket}. */
  static String name(ClassModel model) {
    return model.thisClass().asInternalName().replace('/', '.');
  }

  /** The package of a class, by its binary name. */
  static String packageOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(0, dot);
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
