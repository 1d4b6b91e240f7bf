package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.Framework;

/** The jar of mortise as a bundle in Equinox, with another bundle that imports its packages. */
final class OsgiTest {
  private static final String ACTIVATOR =
      """
      package user;

      import mortise.net.*;
      import mortise.server.Server;
      import org.osgi.framework.*;

      public final class Activator implements BundleActivator {
        private Server server;

        @Override
        public void start(BundleContext context) throws Exception {
          server = Server.open(Address.parse("127.0.0.1:0"), c -> c.write("byebye"));
          try (Socket s = Socket.open()) {
            s.connect(server.address());
            System.out.println("the data received is " + s.recvText(512));
          }
          System.out.println("event loops: " + Loop.isGranted());
        }

        @Override
        public void stop(BundleContext context) throws Exception {
          System.out.println("stopped: " + server.stop(java.time.Duration.ofSeconds(5)));
        }
      }
      """;

  private static final String LAUNCHER =
      """
      import java.util.*;
      import org.osgi.framework.launch.*;

      void main(String[] args) throws Exception {
        var factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        var framework = factory.newFramework(Map.of("org.osgi.framework.storage", args[0]));
        framework.start();
        var context = framework.getBundleContext();
        context.installBundle("file:" + args[1]).start();
        context.installBundle("file:" + args[2]).start();
        framework.stop();
        framework.waitForStop(0);
      }
      """;

  @TempDir private Path folder;

  @Test
  void bundleServesAnotherOne() throws Exception {
    Path mortise = Path.of(Examples.library());
    assumeTrue(Files.isRegularFile(mortise), "mortise is in a folder and not in a jar");
    Path equinox =
        Path.of(Framework.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path user = bundle(mortise, equinox);
    Path launcher = Files.writeString(folder.resolve("Launcher.java"), LAUNCHER);
    try (Program java =
        Program.start(
            Path.of(System.getProperty("java.home"), "bin/java"),
            List.of("--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny"),
            List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", equinox, launcher),
            List.of(folder.resolve("storage"), mortise, user))) {
      Program.Ended ended = java.end();
      assertThat(ended.out())
          .as(ended.err())
          .isEqualTo("the data received is byebye\nevent loops: true\nstopped: true\n");
      assertThat(ended.status()).isZero();
    }
  }

  private Path bundle(Path mortise, Path equinox) throws Exception {
    Path source = Files.writeString(folder.resolve("Activator.java"), ACTIVATOR);
    String classPath = mortise + ":" + equinox;
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    String[] arguments = {"-cp", classPath, "-d", folder.toString(), source.toString()};
    assertThat(javac.run(System.out, System.err, arguments)).isZero();
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", "user");
    headers.putValue("Bundle-Activator", "user.Activator");
    headers.putValue("Import-Package", "mortise.net,mortise.server,org.osgi.framework");
    Path jar = folder.resolve("user.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        Stream<Path> classes = Files.list(folder.resolve("user"))) {
      for (Path one : classes.toList()) {
        out.putNextEntry(new ZipEntry("user/" + one.getFileName()));
        Files.copy(one, out);
      }
    }
    return jar;
  }
}
