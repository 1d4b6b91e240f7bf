package mortise.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps classes loadable when no descriptor is left. A class that is first needed then cannot be
 * loaded where its file, or the archive that it is in, would have to be opened, and the JVM does
 * not try again (JVMS section 5.4.3): what needs it fails for good. An archive may well be closed,
 * since the JVM takes classes from its own cache without opening it.
 */
public final class ClassFiles {
  private static final String SUFFIX = ".class";
  private static final Set<String> DONE = ConcurrentHashMap.newKeySet();

  private ClassFiles() {}

  /**
   * Has all classes that come with these be loadable without a descriptor: opens their archives,
   * which their class loader keeps open, and loads those that are files, of the whole module or of
   * the package where there is none, without initializing them. Throws nothing; what cannot be had
   * now may be had later.
   */
  public static void keepLoadable(Class<?>... samples) {
    for (Class<?> sample : samples) {
      try {
        keepLoadable(sample.getNestHost()); // a lambda's own class has no file
      } catch (IOException | RuntimeException | Error e) {
        // As said.
      }
    }
  }

  private static void keepLoadable(Class<?> sample) throws IOException {
    CodeSource source = sample.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return; // the JDK's own, whose image stays open
    }
    URI place = URI.create(source.getLocation().toString());
    boolean areFiles = place.getScheme().equals("file") && Files.isDirectory(Path.of(place));
    boolean all = sample.getModule().isNamed();
    if (!DONE.add(place + (areFiles && !all ? sample.getPackageName() : ""))) {
      return;
    }
    if (areFiles) {
      Path folder = Path.of(place);
      Path ofPackage = folder.resolve(sample.getPackageName().replace('.', '/'));
      load(folder, all ? folder : ofPackage, all ? Integer.MAX_VALUE : 1, sample.getClassLoader());
    } else {
      open(sample);
    }
  }

  private static void open(Class<?> sample) throws IOException {
    String name = sample.getName();
    String file = name.substring(name.lastIndexOf('.') + 1) + SUFFIX;
    try (InputStream in = sample.getResourceAsStream(file)) {
      if (in != null) {
        in.read();
      }
    }
  }

  private static void load(Path root, Path folder, int depth, ClassLoader loader)
      throws IOException {
    try (Stream<Path> paths = Files.walk(folder, depth)) {
      paths
          .map(path -> root.relativize(path).toString())
          .filter(path -> path.endsWith(SUFFIX) && !path.contains("-"))
          .map(path -> path.substring(0, path.length() - SUFFIX.length()).replace('/', '.'))
          .forEach(name -> load(name, loader));
    }
  }

  private static void load(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      // One that needs a module which is absent, and which cannot be used then anyway.
    }
  }
}
