package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mortise.net.Inet4;
import mortise.testing.FdLeaks;
import mortise.testing.Needs;
import mortise.testing.Program;
import mortise.testing.Python;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Ten thousand connections at once, and every bad end that there is. {@code
 * -Dmortise.connections.rounds=10} makes it a hundred thousand ends at one server.
 */
@Isolated
@Timeout(600)
final class ManyConnectionsTest {
  private static final int CROWD = 10_000;
  private static final int ROUNDS = Integer.getInteger("mortise.connections.rounds", 1);

  /** Connects all, has one answer from each, and ends each in one of five ways. */
  private static final String CLIENTS =
      """
      import resource
      wanted = int(sys.argv[2])
      soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
      resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
      linger = struct.pack('ii', 1, 0)
      crowd = []
      for i in range(wanted):
          # Several addresses, since one has too few ports.
          s = socket.socket()
          s.bind(('127.0.%s.%d' % (sys.argv[3], 2 + i % 4), 0))
          s.connect(('127.0.0.1', int(sys.argv[1])))
          s.sendall(b'hello\\n')
          crowd.append(s)
      for s in crowd:
          assert s.recv(100) == b'hello\\n'
      print('all here', flush=True)
      sys.stdin.readline()
      for i, s in enumerate(crowd):
          if i % 5 == 0: s.close()
          if i % 5 == 1: s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger); s.close()
          if i % 5 == 2: s.sendall(b'half a li'); s.close()
          if i % 5 == 3: s.sendall(b'unread\\n' * 50); s.close()
      print('most gone', flush=True)
      sys.stdin.readline()
      """;

  private static void needsDescriptors(int count) throws Exception {
    String limit =
        Files.readString(Path.of("/proc/self/limits"))
            .lines()
            .filter(line -> line.startsWith("Max open files"))
            .findFirst()
            .orElseThrow()
            .split("\\s{2,}")[1];
    if (!limit.equals("unlimited") && Long.parseLong(limit) < count) {
      org.junit.jupiter.api.Assumptions.abort("ulimit -n is " + limit + ", not " + count);
    }
  }

  @Test
  void nothingIsLeftOfTenThousandConnectionsThatEndBadly() throws Exception {
    Needs.program("python3");
    needsDescriptors(CROWD + 1000);
    int before = FdLeaks.sockets().size();
    try (Server server =
        Server.of(Echo::lines)
            .listen(Inet4.LOOPBACK)
            .limits(Limits.DEFAULT.connections(CROWD + 1))
            .open()) {
      int port = ((Inet4) server.address()).port();
      for (int round = 0; round < ROUNDS; round++) {
        try (Program clients = Python.start(CLIENTS, port, CROWD, round)) {
          clients.awaitOutput("all here");
          assertThat(server.statistics().active()).isEqualTo(CROWD);
          clients.say("go\n").awaitOutput("most gone");
          clients.signal("KILL").end();
        }
        Until.holds(() -> server.statistics().active() == 0);
      }
      assertThat(server.stop(Duration.ofSeconds(60))).isTrue();
      Statistics statistics = server.statistics();
      assertThat(statistics.accepted()).isEqualTo(ROUNDS * CROWD);
      assertThat(statistics.totalRejected()).isZero();
      assertThat(statistics.active()).isZero();
      assertThat(statistics.closed(CloseReason.DONE) + statistics.closed(CloseReason.BROKEN))
          .isEqualTo(ROUNDS * CROWD);
      assertThat(server.admission().active()).isZero();
    }
    // The server's loops end, and close what is theirs, a moment after it.
    Until.holds(() -> FdLeaks.sockets().size() <= before);
  }
}
