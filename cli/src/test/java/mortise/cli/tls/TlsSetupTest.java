package mortise.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.Mortise;
import mortise.testing.Program;
import mortise.tls.TlsEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenSSL refuses ends each verb at its start, in one sentence. */
class TlsSetupTest {
  private static final String LISTEN = "tls-listen:127.0.0.1:0";

  @TempDir static Path folder;
  private static Path cert;
  private static Path key;

  /** Security level 1 takes no RSA key of less than 1024 bits, higher levels none of these. */
  @BeforeAll
  static void certify() throws Exception {
    cert = folder.resolve("weak.pem");
    key = folder.resolve("weak.key");
    try (Program openssl =
        Program.start(
            List.of("openssl", "req", "-x509", "-newkey", "rsa:1016", "-nodes", "-days", "2"),
            List.of("-subj", "/CN=weak", "-keyout", key, "-out", cert))) {
      assertThat(openssl.end().status()).isZero();
    }
  }

  private static List<Object> line(String verb) {
    return switch (verb) {
      case "nc -l" ->
          List.of("nc", "-l", "--ssl", "--ssl-cert", cert, "--ssl-key", key, "127.0.0.1", 0);
      case "nc" -> List.of("nc", "--ssl", "--ssl-cert", cert, "--ssl-key", key, "127.0.0.1", 9);
      case "relay" -> List.of("relay", LISTEN + ",cert=" + cert + ",key=" + key, "-");
      default -> List.of("serve", "echo", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key);
    };
  }

  private static String refusal(String verb, String property) throws Exception {
    List<Object> line = new ArrayList<>(line(verb));
    line.add(property);
    try (Program program = Mortise.start(line)) {
      Program.Ended ended = program.endInput().end();
      assertThat(ended.status()).as("%s", program).isEqualTo(2);
      assertThat(ended.err().lines()).as("%s", program).hasSize(1);
      return ended.err();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc -l", "nc", "relay", "serve"})
  void keyThatOpensslRefusesIsNamed(String verb) throws Exception {
    assumeTrue(TlsEngine.openssl().startsWith("OpenSSL "), TlsEngine::openssl);
    assertThat(refusal(verb, "-Dmortise.tls=openssl"))
        .contains("libssl rejects Identity['CN=weak']: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc -l", "nc", "relay", "serve"})
  void engineThatDoesNotExistIsNamed(String verb) throws Exception {
    assertThat(refusal(verb, "-Dmortise.tls=other"))
        .contains("-Dmortise.tls: invalid value 'other' (expected openssl, jdk or auto)");
  }
}
