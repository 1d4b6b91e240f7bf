package mortise.cli;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import mortise.net.Socket;

/**
 * The module of the library as a program of {@code mortise run} gets it: that of this JVM or, in
 * the executable jar, which is on the class path here, the jar as a module.
 *
 * @param location the jar or the folder
 * @param exported the packages that programs import
 */
record LibraryModule(Path location, Set<String> exported) {
  private static final String NAME = "mortise";

  static LibraryModule current() {
    ModuleReference module =
        ModuleLayer.boot()
            .configuration()
            .findModule(NAME)
            .map(resolved -> resolved.reference())
            .or(() -> ModuleFinder.of(classPath()).find(NAME))
            .orElseThrow();
    Set<String> exported =
        module.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    return new LibraryModule(Path.of(module.location().orElseThrow()), exported);
  }

  private static Path classPath() {
    try {
      URI location = Socket.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(location);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
