package mortise.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.testing.NeedsKernel;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelVersionTest {
  private static final KernelVersion NEEDED = new KernelVersion(6, 10);

  @Test
  void olderKernelIsNamed() {
    assertThat(NEEDED.missingIn("6.1.0-57-amd64"))
        .isEqualTo("needs Linux 6.10, this is 6.1.0-57-amd64");
    assertThat(NEEDED.missingIn("5.15")).startsWith("needs Linux 6.10");
    assertThat(NEEDED.missingIn("something")).startsWith("needs Linux 6.10");
  }

  @Test
  void newerKernelLacksNothing() {
    assertThat(NEEDED.missingIn("6.10.0")).isEmpty();
    assertThat(NEEDED.missingIn("6.12.117+deb12-amd64")).isEmpty();
    assertThat(NEEDED.missingIn("7.0")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "6.14.0, true",
    "6.18.44-fc, true",
    "7.0-rc1, true",
    "10.1, true",
    "6.13.9, false",
    "6.1.0-amd64, false",
    "5.15, false",
    "unknown, false",
    "6, false"
  })
  void versionsAreComparedByNumbers(String release, boolean isNewEnough) {
    assertThat(new KernelVersion(6, 14).missingIn(release).isEmpty()).isEqualTo(isNewEnough);
  }

  /** Refused by a kernel that is too old, in one sentence; bin/lab has such kernels. */
  @Test
  @NeedsKernel({})
  @NeedsLinux("TCP_RTO_MAX_MS")
  void optionOfANewerKernelSaysWhatItNeeds() throws Exception {
    String running = System.getProperty("os.version");
    try (Socket socket = Socket.open()) {
      socket.option(TcpOption.TCP_RTO_MAX_MS, java.time.Duration.ofSeconds(60));
      assertThat(new KernelVersion(6, 15).missingIn(running)).isEmpty();
    } catch (SocketException e) {
      assertThat(e)
          .hasMessageContaining(
              "setsockopt TCP_RTO_MAX_MS=PT1M (needs Linux 6.15, this is " + running + ")")
          .hasMessageEndingWith("Protocol not available (ENOPROTOOPT)");
      assertThat(((SocketFailure) e).call()).isEqualTo("setsockopt");
    }
  }
}
