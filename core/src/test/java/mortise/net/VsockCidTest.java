package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

@NeedsLinux("vsock")
final class VsockCidTest {
  private static final Path DEVICE = Path.of("/dev/vsock");

  @Test
  void machineKnowsItsNumber() throws IOException {
    Assumptions.assumeTrue(Files.isReadable(DEVICE), "this machine has no /dev/vsock to read");
    // The host is 2 and guests are above it. Without a host or a guest, the loopback alone answers,
    // with 1; a machine with none of them answers "any".
    assertThat(Vsock.localCid()).isBetween(Vsock.CID_LOCAL, Vsock.CID_ANY);
  }

  @Test
  void machineWithoutTheDeviceSaysSo() {
    Assumptions.assumeFalse(Files.exists(DEVICE), "this machine has /dev/vsock");
    assertThatThrownBy(Vsock::localCid)
        .isInstanceOf(java.net.SocketException.class)
        .hasMessageContaining("/dev/vsock")
        .hasMessageContaining("ENOENT");
  }
}
