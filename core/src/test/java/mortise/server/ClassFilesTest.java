package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes whose files cannot be opened any more: here they are gone. */
final class ClassFilesTest {
  private static final Map<String, byte[]> CLASSES =
      Map.of("SmallHeap", bytes(SmallHeap.class), "Unattended", bytes(Unattended.class));

  @TempDir private Path folder;

  private static byte[] bytes(Class<?> known) {
    try (InputStream in = known.getResourceAsStream(known.getSimpleName() + ".class")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has one class without having looked at the place that it is from, as from the JVM's cache. */
  private static final class Cached extends URLClassLoader {
    private final URL place;

    Cached(Path place) throws IOException {
      super(new URL[] {place.toUri().toURL()}, null);
      this.place = place.toUri().toURL();
    }

    Class<?> sample() {
      CodeSource source = new CodeSource(place, (Certificate[]) null);
      byte[] bytes = CLASSES.get("SmallHeap");
      ProtectionDomain domain = new ProtectionDomain(source, null, this, null);
      return defineClass("mortise.server.SmallHeap", bytes, 0, bytes.length, domain);
    }
  }

  @Test
  void classesOfAnArchiveCanBeLoadedWhenItCannotBeOpened() throws Exception {
    Path archive = folder.resolve("a.jar");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : CLASSES.entrySet()) {
        zip.putNextEntry(new ZipEntry("mortise/server/" + each.getKey() + ".class"));
        zip.write(each.getValue());
      }
    }
    try (Cached loader = new Cached(archive)) {
      ClassFiles.keepLoadable(loader.sample());
      Files.delete(archive);
      Class<?> other = Class.forName("mortise.server.Unattended", false, loader);
      assertThat(other.getClassLoader()).isSameAs(loader);
    }
  }

  @Test
  void classesThatAreFilesCanBeLoadedWhenTheyCannotBeOpened() throws Exception {
    Path place = Files.createDirectories(folder.resolve("mortise/server"));
    for (Map.Entry<String, byte[]> each : CLASSES.entrySet()) {
      Files.write(place.resolve(each.getKey() + ".class"), each.getValue());
    }
    try (Cached loader = new Cached(folder)) {
      ClassFiles.keepLoadable(loader.sample());
      Files.delete(place.resolve("Unattended.class"));
      Class<?> other = Class.forName("mortise.server.Unattended", false, loader);
      assertThat(other.getClassLoader()).isSameAs(loader);
    }
  }

  @Test
  void classesOfTheJdkAndOfLambdasAreNoFailure() {
    Runnable lambda = () -> {};
    ClassFiles.keepLoadable(String.class, lambda.getClass(), int.class, byte[].class);
    assertThat(lambda.getClass().getNestHost()).isSameAs(ClassFilesTest.class);
  }
}
