package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.ChildJvm;
import mortise.testing.FailingAccept;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server whose kernel lets accept4(2) fail. */
final class AcceptFailureTest {
  private static boolean isServed(Socket client) throws Exception {
    client.timeout(Duration.ofSeconds(60)).send(new byte[] {1});
    return client.recv(1).length == 1;
  }

  /** The errors of accept that the child's server has counted. */
  private static int failures(Program child) throws Exception {
    int before = child.out().split(";", -1).length;
    child.say("look\n").awaitOutputs(";", before);
    String last = child.out().strip().lines().toList().getLast();
    return Integer.parseInt(last.replaceFirst("failures=(\\d+);", "$1"));
  }

  @ParameterizedTest
  @CsvSource({
    "23, (ENFILE; fs.file-max)",
    "105, No buffer space available (ENOBUFS)",
    "12, Cannot allocate memory (ENOMEM)",
    "103, Software caused connection abort (ECONNABORTED)",
    "100, Network is down (ENETDOWN)"
  })
  void acceptingGoesOnWhenTheKernelHasRoomAgain(int errno, String told, @TempDir Path folder)
      throws Exception {
    FailingAccept accept = new FailingAccept(folder);
    try (Program child =
        new ChildJvm().under(accept.command().toArray(String[]::new)).start(BusyKernel.class)) {
      int port = Integer.parseInt(child.awaitOutput("\n").out().strip());
      Address address = Inet4.LOOPBACK.withPort(port);
      try (Socket early = Loopback.TCP4.client(address)) {
        assertThat(isServed(early)).isTrue();
        accept.with(errno);
        try (Socket late = Loopback.TCP4.client(address)) {
          Until.holds(() -> failures(child) > 3);
          child.awaitError(told);
          assertThat(isServed(early)).as("who was there before").isTrue();
          accept.with(0);
          assertThat(isServed(late)).as("who waited meanwhile").isTrue();
        }
        assertThat(failures(child)).as("pauses, no spinning").isLessThan(150);
      }
      assertThat(child.say("end\n").end().status()).isZero();
    }
  }
}
