package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import mortise.sys.Openssl;
import mortise.testing.ChildJvm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** libssl with misbehaving peers and callers, in child processes, which must not crash. */
@Timeout(300) // ten thousand handshakes beside other tests on two cores
final class OpensslRobustnessTest {
  /** Tolerance for heap and malloc; one leaked SSL per handshake would be 200 MiB. */
  private static final long ROOM_KIB = 32 << 10;

  @TempDir private static Path folder;
  private static Authority authority;

  @BeforeAll
  static void issue() throws Exception {
    assumeTrue(Openssl.problem() == null, Openssl::problem);
    authority = Authority.in(folder);
    for (String host : new String[] {"a.example", "b.example"}) {
      authority.issue(host);
      authority.run("sh", "-c", "cat %s.pem %s.key > %s.both".formatted(host, host, host));
    }
  }

  @Test
  void tenThousandBadHandshakesLeaveNothing() throws Exception {
    String output =
        new ChildJvm()
            .with("-Xmx64m", "-Dmortise.tls=openssl")
            .with("--add-opens=java.base/java.lang=ALL-UNNAMED")
            .run(
                BadHandshakes.class,
                "" + folder.resolve("a.example.both"),
                "" + folder.resolve("b.example.both"),
                "" + authority.certificate())
            .succeeded();
    BadHandshakes.Outcome outcome = BadHandshakes.Outcome.parse(output);
    assertThat(outcome.tried()).isGreaterThan(10_000);
    assertThat(outcome.failed()).isGreaterThan(outcome.tried() * 9 / 10);
    assertThat(outcome)
        .as(output)
        .returns(0, BadHandshakes.Outcome::hung)
        .returns(0, BadHandshakes.Outcome::unclear)
        .returns(0, BadHandshakes.Outcome::live);
    assertThat(outcome.grownKib()).isLessThan(ROOM_KIB);
  }

  @ParameterizedTest
  @CsvSource({"OPENSSL, OPENSSL, 200000", "OPENSSL, JDK, 40000", "JDK, OPENSSL, 40000"})
  void bothWaysWithDeadlinesAndClosesTheBytesStayWhole(
      TlsEngine server, TlsEngine client, long calls) throws Exception {
    String output =
        new ChildJvm()
            .with("-Xmx64m", "--add-opens=java.base/java.lang=ALL-UNNAMED")
            .run(
                TlsStorm.class,
                "" + server,
                "" + client,
                "" + folder.resolve("a.example.both"),
                "" + authority.certificate(),
                "" + calls)
            .succeeded();
    TlsStorm.Outcome outcome = TlsStorm.Outcome.parse(output);
    assertThat(outcome.calls()).isGreaterThanOrEqualTo(calls);
    assertThat(outcome)
        .as(output)
        .returns(0, TlsStorm.Outcome::corrupt)
        .returns(0, TlsStorm.Outcome::unclear)
        .returns(0, TlsStorm.Outcome::live);
  }

  @Test
  void misuseEndsInExceptionsAndLeavesNothing() throws Exception {
    String output =
        new ChildJvm()
            .with("-Xmx64m", "-Dmortise.tls=openssl")
            .with("--add-opens=java.base/java.lang=ALL-UNNAMED")
            .run(
                TlsMisuse.class,
                "" + folder.resolve("a.example.both"),
                "" + authority.certificate())
            .succeeded();
    assertThat(output).isEqualTo("live 0\n");
  }
}
