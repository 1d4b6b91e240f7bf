package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.testing.Program;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of OpenSSL ask servers of each verb for names that the JDK's engine refuses. */
class ServerNamesTest {
  private static final List<String> NAMES =
      List.of(
          "localhost",
          "my_host.example",
          "MY_HOST.example",
          "dot.example.",
          "127.0.0.1",
          "::1",
          "a".repeat(70) + ".example",
          "a.".repeat(125) + "a",
          "b\u00fccher.example",
          "a..b",
          "a b");

  @TempDir Path folder;

  private void certify() throws Exception {
    try (Program openssl =
        Program.start(
            List.of("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
            List.of("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"),
            List.of("-addext", "subjectAltName=DNS:localhost,DNS:my_host.example"),
            List.of("-keyout", folder.resolve("key.pem"), "-out", folder.resolve("cert.pem")))) {
      assertThat(openssl.end().status()).isZero();
    }
  }

  private List<String> refused(int port, String version) throws Exception {
    List<String> refused = new ArrayList<>();
    for (String name : NAMES) {
      try (Program openssl =
          Program.start(
              List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, version),
              List.of("-servername", name, "-quiet", "-CAfile", folder.resolve("cert.pem")))) {
        Program.Ended ended = openssl.endInput().end();
        if (!ended.out().contains("served")) {
          refused.add(name + ": " + ended);
        }
      }
    }
    return refused;
  }

  /** The port that a program has told on stderr. */
  private static int port(Program program) throws Exception {
    String told = program.awaitError("127.0.0.1:").awaitError("\n").toString();
    return Integer.parseInt(told.replaceFirst("(?s).*127[.]0[.]0[.]1:(\\d+).*", "$1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "nc", "relay"})
  void everyNameIsServed(String verb) throws Exception {
    certify();
    Path cert = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    List<Object> line =
        switch (verb) {
          case "serve" ->
              List.of("command", "echo served", "0", "--tls-cert", cert, "--tls-key", key);
          case "nc" ->
              List.of(
                  "-v",
                  "-lk",
                  "127.0.0.1",
                  "0",
                  "--ssl",
                  "--ssl-cert",
                  cert,
                  "--ssl-key",
                  key,
                  "-c",
                  "echo served");
          default ->
              List.of(
                  "-v",
                  "tls-listen:127.0.0.1:0,fork,cert=" + cert + ",key=" + key,
                  "sh:echo served");
        };
    try (Program server = Program.start(Mortise.command(verb, line))) {
      int port = port(server);
      assertThat(refused(port, "-tls1_3")).isEmpty();
      assertThat(refused(port, "-tls1_2")).isEmpty();
    }
  }
}
