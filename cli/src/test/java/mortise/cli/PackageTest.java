package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mortise.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The .deb on a machine of its own, without Java. Takes minutes, so it has to be asked for. */
@Isolated
@EnabledIfSystemProperty(
    named = "package.test",
    matches = "true",
    disabledReason = "takes minutes and a Debian mirror: -Dpackage.test=true")
final class PackageTest {
  private static final String INSIDE =
      """
      set -e
      mount -t proc proc "$1/proc"
      mount --bind /dev "$1/dev"
      ip link set lo up
      chroot "$1" sh -c '
        set -e
        dpkg -i /tmp/mortise.deb >/dev/null
        cd /usr/lib/mortise
        grep -q "Apache License" LICENSE
        grep -q mortise NOTICE
        grep -q LuaJ THIRD-PARTY
        cd /
        ! command -v java
        mortise demo
        test -s /usr/share/man/man1/mortise.1.gz || test -s /usr/share/man/man1/mortise.1
        mortise nc -l 127.0.0.1 5555 </dev/null &
        for i in $(seq 100); do
          echo "from a client" | mortise nc 127.0.0.1 5555 2>/dev/null && break
          sleep 0.1
        done
        wait
        is() { test "$(readlink -f "$1")" = "$2" || { ls -l "$1"; exit 1; }; }
        is /usr/bin/nc /usr/bin/nc.openbsd
        is /usr/bin/ncat /usr/lib/mortise/bin/mortise
        ncat --help | grep -- --proxy-type
        update-alternatives --quiet --set nc /usr/lib/mortise/bin/nc
        nc --version
        dpkg -r mortise >/dev/null
        is /usr/bin/nc /usr/bin/nc.openbsd
        test ! -e /usr/bin/ncat
        test ! -e /usr/lib/mortise && echo "nothing left"'
      """;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void installsAndRunsWithoutJava(@TempDir Path folder) throws Exception {
    Needs.root();
    for (String program : List.of("debootstrap", "dpkg-deb", "unshare", "ip")) {
      Needs.program(program);
    }
    Path root = folder.resolve("root");
    run(
        "debootstrap",
        "--variant=minbase",
        "--include=netcat-openbsd",
        "bookworm",
        root.toString());
    // Else it is the user's address, which lintian rejects for root on a machine without a domain.
    run(
        "env",
        "DEBFULLNAME=The mortise authors",
        "DEBEMAIL=mortise@users.noreply.github.com",
        Shell.checkout().resolve("bin/package").toString());
    try (Stream<Path> made = Files.list(Shell.checkout().resolve("target/package"))) {
      Path deb = made.filter(f -> f.toString().endsWith(".deb")).findFirst().orElseThrow();
      Files.copy(deb, root.resolve("tmp/mortise.deb"));
      if (Files.isExecutable(Path.of("/usr/bin/lintian"))) {
        run("lintian", "--allow-root", "--fail-on", "error", deb.toString());
      }
    }
    assertThat(run("unshare", "-mn", "sh", "-c", INSIDE, "sh", root.toString()))
        .contains("hihi", "from a client", "--proxy-type <type>", "Ncat: Version", "nothing left");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
