package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PassDescriptorTest {
  @TempDir Path folder;

  @Test
  void connectionsOfOneProcessAreAnsweredByAnother() throws Exception {
    Path path = folder.resolve("answers");
    try (Program answer = Program.start(Examples.compiled("PassDescriptor", "answer", path))) {
      answer.awaitOutput("answering at " + path + "\n");
      try (Program accept =
          Program.start(Examples.compiled("PassDescriptor", "accept", path, "127.0.0.1:0"))) {
        String port = port(accept);
        for (int i = 0; i < 3; i++) {
          try (Program nc = Program.start("nc.openbsd", "-d", "127.0.0.1", port)) {
            assertThat(nc.end().out()).isEqualTo("answered by process " + answer.pid() + "\n");
          }
        }
        answer.awaitOutputs("a client of 127.0.0.1:" + port + ": 127.0.0.1:", 3);
      }
      assertThat(answer.end().status()).as("when the other process has ended").isZero();
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void pythonAnswers() throws Exception {
    Path path = folder.resolve("answers");
    try (Program python =
        Python.start(
            """
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            s.bind(sys.argv[1])
            s.listen(1)
            print('ready')
            ss, _ = s.accept()
            data, numbers, flags, _ = socket.recv_fds(ss, 100, 1)
            client = socket.socket(fileno=numbers[0])
            client.settimeout(20)
            client.sendall(b'answered by Python')
            print(data.decode())
            """,
            path)) {
      python.awaitOutput("ready\n");
      try (Program accept =
          Program.start(Examples.compiled("PassDescriptor", "accept", path, "127.0.0.1:0"))) {
        String port = port(accept);
        try (Program nc = Program.start("nc.openbsd", "-d", "127.0.0.1", port)) {
          assertThat(nc.end().out()).isEqualTo("answered by Python");
        }
        assertThat(python.end())
            .isEqualTo(Python.printed("ready\na client of 127.0.0.1:" + port + "\n"));
      }
    }
  }

  private static String port(Program accept) throws Exception {
    return accept.awaitOutput("\n").out().replace("accepting on 127.0.0.1:", "").strip();
  }
}
