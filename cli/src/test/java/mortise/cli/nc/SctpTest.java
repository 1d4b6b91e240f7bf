package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mortise.testing.KernelFeature;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;

/** --sctp at both ends, with ours and with others. */
@NeedsKernel(KernelFeature.SCTP)
final class SctpTest {
  private static final List<Object> LISTEN = List.of("-lv", "--sctp", "127.0.0.1", 0);

  @Test
  void oursTalkBothWays() throws Exception {
    byte[] big = Data.random(300_000, 19);
    try (Nc server = Nc.start(LISTEN);
        Nc client = Nc.start("-v", "--sctp", "127.0.0.1", server.port())) {
      client.awaitError("Connected to 127.0.0.1:");
      server.say("from the server\n");
      client.awaitOutput("from the server\n");
      client.say(big);
      server.awaitBytes(big.length);
      assertThat(server.bytes()).isEqualTo(big);
      client.endInput();
      assertThat(server.endInput().end().status()).isEqualTo(Ncat.OK);
      assertThat(client.end().status()).isEqualTo(Ncat.OK);
    }
  }

  @Test
  void clientOfClosedPortIsRefused() throws Exception {
    Nc.Ended ended = Nc.run(new byte[0], "--sctp", "127.0.0.1", FreePort.tcp());
    assertThat(ended.status()).isEqualTo(Ncat.NETWORK);
    assertThat(ended.err()).contains("ECONNREFUSED");
  }

  @Test
  void keepOpenServesOneAfterTheOther() throws Exception {
    try (Nc server = Nc.start(LISTEN, "-k", "-c", "cat; :")) {
      for (String text : List.of("one\n", "two\n")) {
        try (Nc client = Nc.start("--sctp", "127.0.0.1", server.port())) {
          client.say(text).awaitOutput(text);
        }
      }
    }
  }

  @Test
  void socatConnects() throws Exception {
    try (Nc server = Nc.start(LISTEN);
        Program socat = Program.start("socat", "-", "SCTP4:127.0.0.1:" + server.port())) {
      socat.say("from socat\n");
      server.awaitOutput("from socat\n").say("from ours\n");
      socat.awaitOutput("from ours\n");
    }
  }

  @Test
  void ncatListens() throws Exception {
    int port = FreePort.tcp();
    try (Program ncat = Program.start("ncat", "-lv", "--sctp", "127.0.0.1", port)) {
      ncat.awaitError("Listening on 127.0.0.1:");
      try (Nc client = Nc.start("--sctp", "127.0.0.1", port)) {
        client.say("from ours\n");
        ncat.awaitOutput("from ours\n").say("from ncat\n");
        client.awaitOutput("from ncat\n");
      }
    }
  }

  @Test
  void pythonIsServedWithTls() throws Exception {
    try (Nc server = Nc.start(LISTEN, "--ssl");
        Program python =
            Python.start(
                """
                import ssl
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_SCTP)
                s.connect(('127.0.0.1', int(sys.argv[1])))
                s = context.wrap_socket(s)
                s.send(b'from python\\n')
                print(s.recv(512))
                """,
                server.port())) {
      server.awaitOutput("from python\n").say("from ours\n");
      assertThat(python.end()).isEqualTo(Python.printed("b'from ours\\n'\n"));
    }
  }
}
