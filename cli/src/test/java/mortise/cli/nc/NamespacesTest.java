package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.cli.Mortise;
import mortise.testing.Needs;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nc where the test has made the network, the hosts or the disk. */
final class NamespacesTest {
  @TempDir private Path folder;

  /** Runs a script with mounts and a network of its own, and a command as its arguments. */
  private Program script(String script, List<String> command) throws Exception {
    Needs.root();
    Needs.networkNamespace();
    Path file = Files.writeString(folder.resolve("script"), script);
    return Program.start("unshare", "-mn", "sh", "-eu", file, command);
  }

  /** The first address is one that nobody answers from, and has its time; the second is taken. */
  @Test
  void everyAddressOfANameHasItsTime() throws Exception {
    Files.writeString(folder.resolve("hosts"), "10.9.9.3 two.test\n10.8.0.1 two.test\n");
    String script =
        """
        mount --bind %1$s/hosts /etc/hosts
        ip link set lo up
        ip link add nobody type veth peer name other
        ip addr add 10.9.9.1/24 dev nobody
        ip link set nobody up arp off
        ip link set other up
        ip route add local 10.8.0.0/16 dev lo src 10.9.9.1
        ncat -l 10.8.0.1 4000 --send-only <%1$s/hosts &
        while ! grep -q 0100080A:0FA0 /proc/net/tcp; do sleep 0.01; done
        "$@"
        wait
        """
            .formatted(folder);
    Needs.program("ncat");
    try (Program nc =
        script(script, Mortise.command("nc", "-v", "-w", "300ms", "two.test", 4000))) {
      Program.Ended ended = nc.endInput().end();
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out()).contains("10.8.0.1 two.test");
      assertThat(ended.err())
          .contains("Connection to 10.9.9.3:4000 failed: ")
          .containsSubsequence("Trying next address...", "Connected to 10.8.0.1:4000.");
    }
  }

  @Test
  void diskThatFillsEndsTheSession() throws Exception {
    Files.createDirectory(folder.resolve("small"));
    String script =
        """
        mount -t tmpfs -o size=64k none %1$s/small
        ip link set lo up
        head -c 1000000 /dev/zero | ncat -l --send-only 127.0.0.1 4000 >&2 &
        while ! grep -q 0100007F:0FA0 /proc/net/tcp; do sleep 0.01; done
        "$@" >/dev/null
        """
            .formatted(folder);
    Needs.program("ncat");
    Path file = folder.resolve("small/output");
    try (Program nc = script(script, Mortise.command("nc", "-o", file, "127.0.0.1", 4000))) {
      Program.Ended ended = nc.end();
      assertThat(ended.status()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err())
          .contains("Ncat: cannot write '" + file + "': No space left on device. QUITTING.\n");
    }
  }
}
