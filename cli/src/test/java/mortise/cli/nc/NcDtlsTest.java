package mortise.cli.nc;

import java.nio.file.Path;
import java.util.List;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** -u with --ssl, at both ends, with ours and with others. */
class NcDtlsTest {
  private static final List<Object> LISTEN = List.of("-v", "-l", "-u", "--ssl", "127.0.0.1", 0);

  @TempDir Path folder;

  @Test
  void oursUnderstandEachOther() throws Exception {
    try (Nc server = Nc.start(LISTEN);
        Nc peer = Nc.start("-v", "-u", "--ssl", "127.0.0.1", server.port())) {
      peer.awaitError("DTLSv1.2, ");
      String line = "x".repeat(5000) + "\n";
      peer.say(line);
      server.awaitOutput(line).say("answer\n");
      peer.awaitOutput("answer\n");
    }
  }

  @Test
  void programsAreServedByDtlsToEachClient() throws Exception {
    try (Nc server = Nc.start(LISTEN, "-k", "-c", "cat; :")) {
      for (int i = 0; i < 2; i++) {
        try (Nc peer = Nc.start("-u", "--ssl", "127.0.0.1", server.port())) {
          peer.say("number " + i + "\n");
          peer.awaitOutput("number " + i + "\n");
        }
      }
    }
  }

  /** Its first message comes in several datagrams. */
  @Test
  void ncatIsServed() throws Exception {
    try (Nc server = Nc.start(LISTEN);
        Program ncat = Program.start("ncat", "-u", "--ssl", "127.0.0.1", server.port())) {
      ncat.say("from ncat\n");
      server.awaitOutput("from ncat\n").say("from ours\n");
      ncat.awaitOutput("from ours\n");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void opensslAndOursUnderstandEachOther(boolean oursListens) throws Exception {
    new Certificates(folder).selfSigned("mine", "localhost");
    Path trusted = folder.resolve("mine.pem");
    Path key = folder.resolve("mine.key");
    if (oursListens) {
      try (Nc server = Nc.start(LISTEN, "--ssl-cert", trusted, "--ssl-key", key);
          Program openssl =
              Program.start(
                  List.of("openssl", "s_client", "-dtls", "-quiet", "-verify_return_error"),
                  List.of("-CAfile", trusted, "-connect", "127.0.0.1:" + server.port()))) {
        openssl.say("from openssl\n");
        server.awaitOutput("from openssl\n").say("from ours\n");
        openssl.awaitOutput("from ours");
      }
    } else {
      int port = FreePort.udp();
      try (Program openssl =
          Program.start(
              List.of("openssl", "s_server", "-dtls", "-accept", "127.0.0.1:" + port),
              List.of("-cert", trusted, "-key", key))) {
        openssl.awaitOutput("ACCEPT");
        try (Nc peer =
            Nc.start(
                "-u",
                "--ssl-trustfile",
                trusted,
                "--ssl-servername",
                "localhost",
                "127.0.0.1",
                port)) {
          peer.say("from ours\n");
          openssl.awaitOutput("from ours\n").say("from openssl\n");
          peer.awaitOutput("from openssl");
        }
      }
    }
  }
}
