package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import mortise.testing.Needs;
import mortise.testing.Program;

/**
 * A PostgreSQL server of its own that listens on a UNIX socket alone, from the programs that
 * Debian's package postgresql brings. Where there are none, the test is skipped.
 */
final class Postgres implements AutoCloseable {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  private final Path folder;
  private final Program server;

  private Postgres(Path folder, Program server) {
    this.folder = folder;
    this.server = server;
  }

  /** Starts a server with nothing in it, whose superuser is the user that runs the test. */
  static Postgres start(Path folder) throws IOException, InterruptedException {
    Path programs = programs();
    Path data = folder.resolve("data");
    List<String> as = unprivileged(folder);
    try (Program initdb =
        Program.start(
            as,
            programs.resolve("initdb"),
            List.of("--no-sync", "--no-locale", "--auth=trust", "--encoding=UTF8"),
            "--username=" + System.getProperty("user.name"),
            data)) {
      assertThat(initdb.end().status()).as(initdb::toString).isZero();
    }
    Program server =
        Program.start(
            as,
            programs.resolve("postgres"),
            List.of("-D", data, "-k", folder, "-p", 5432, "-F"),
            List.of("-c", "listen_addresses=", "-c", "shared_buffers=2MB"),
            List.of("-c", "dynamic_shared_memory_type=mmap"));
    return new Postgres(folder, server.awaitError("ready to accept connections"));
  }

  private static Path programs() throws IOException {
    if (!Files.isDirectory(VERSIONS)) {
      return abort("there is no PostgreSQL server in " + VERSIONS + " (Debian: postgresql)");
    }
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.naturalOrder())
          .orElseGet(() -> abort("no version in " + VERSIONS + " has initdb and postgres"));
    }
  }

  /** PostgreSQL refuses to run as root: then it is nobody who gets the folder and runs it. */
  private static List<String> unprivileged(Path folder) throws IOException, InterruptedException {
    if (!Needs.isRoot()) {
      return List.of();
    }
    Needs.program("setpriv");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Program chown = Program.start("chown", "nobody", folder)) {
      assertThat(chown.end().status()).isZero();
    }
    return List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--");
  }

  /** The folder that has the socket. */
  Path folder() {
    return folder;
  }

  /** The socket. */
  Path socket() {
    return folder.resolve(".s.PGSQL.5432");
  }

  /** By its own way down, or its shared memory stays. */
  @Override
  public void close() throws IOException {
    try (server) {
      server.signal("INT").end();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
