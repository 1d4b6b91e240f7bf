package mortise.cli.nc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import mortise.cli.flow.Watcher;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecTest {
  private static final Watcher NOBODY = new Watcher() {};

  @TempDir Path folder;

  /** A program that talks with the connection that is returned. */
  private record Talk(Connection peer, Connection served, FutureTask<Void> end)
      implements AutoCloseable {
    static Talk of(Loopback kind, Exec exec) throws IOException {
      SocketPair pair = kind.pair();
      Connection served = Connection.of(pair.second());
      FutureTask<Void> end =
          new FutureTask<>(() -> {
            exec.serve(served);
            return null;
          });
      Thread.ofVirtual().start(end);
      return new Talk(Connection.of(pair.first()), served, end);
    }

    String rest() throws IOException {
      return new String(peer.inputStream().readAllBytes(), UTF_8);
    }

    @Override
    public void close() {
      peer.close();
      served.close();
    }
  }

  private static Exec exec(String... options) {
    return Exec.of(NcSettings.of(ParsedOptions.parse(options(options))), () -> NOBODY);
  }

  private static String[] options(String... more) {
    return Stream.concat(Stream.of("-l"), Stream.of(more)).toArray(String[]::new);
  }

  private static boolean lives(String pid) {
    Path status = Path.of("/proc", pid.strip(), "stat");
    try {
      // A zombie does not live.
      return !Files.readString(status).replaceFirst("(?s).*\\) ", "").startsWith("Z");
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM"})
  void catEchoesMoreThanAllBuffersHold(Loopback kind) throws Exception {
    byte[] bytes = new byte[(12 << 20) + 17];
    new SplittableRandom(1).nextBytes(bytes);
    try (Talk talk = Talk.of(kind, exec("-e", "/bin/cat"))) {
      FutureTask<Void> sending =
          new FutureTask<>(() -> {
            talk.peer().write(bytes);
            talk.peer().closeWrite();
            return null;
          });
      Thread.ofVirtual().start(sending);
      assertThat(Arrays.equals(talk.peer().inputStream().readAllBytes(), bytes)).isTrue();
      sending.get();
      talk.end().get();
    }
  }

  @Test
  void programThatAnswersAtTheEndIsHeard() throws Exception {
    try (Talk talk = Talk.of(Loopback.TCP4, exec("-c", "sleep 0.3; sort"))) {
      talk.peer().write("b\na\n");
      talk.peer().closeWrite();
      assertThat(talk.rest()).isEqualTo("a\nb\n");
      talk.end().get();
    }
  }

  /** A program that ends with input unread: no reset may overtake its words. */
  @Test
  void lastWordsArriveThoughInputIsUnread() throws Exception {
    try (Talk talk = Talk.of(Loopback.TCP4, exec("-c", "head -c 3"))) {
      talk.peer().write(new byte[1 << 20]);
      talk.peer().closeWrite();
      assertThat(talk.rest()).hasSize(3);
      talk.end().get();
    }
  }

  /** What reads no more still prints. */
  @Test
  void programThatClosesItsInputGoesOn() throws Exception {
    Exec exec = exec("-c", "exec 0<&-; echo closed; sleep 0.3; echo done");
    try (Talk talk = Talk.of(Loopback.TCP4, exec)) {
      assertThat(talk.peer().readLine(100)).isEqualTo("closed");
      talk.peer().write(new byte[1 << 20]);
      assertThat(talk.rest()).isEqualTo("done\n");
      talk.end().get();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6"})
  void resetEndsTheProgramAndItsOwnChildren(Loopback kind) throws Exception {
    Exec exec = exec("-c", "sleep 1000 & echo $!; echo $$; wait");
    try (Talk talk = Talk.of(kind, exec)) {
      String grandchild = talk.peer().readLine(100);
      String child = talk.peer().readLine(100);
      assertThat(lives(grandchild)).isTrue();
      talk.peer().abort();
      Until.holds(() -> !lives(grandchild) && !lives(child));
      Until.holds(talk.end()::isDone);
    }
  }

  /** The input fills the pipe, so that the connection is not read either. */
  @Test
  @NeedsLinux("a reset that is reported while nothing is read")
  void resetEndsAProgramThatReadsNothing() throws Exception {
    try (Talk talk = Talk.of(Loopback.TCP4, exec("-c", "echo $$; sleep 1000; sleep 1000"))) {
      String child = talk.peer().readLine(100);
      Misbehaviour.stall(talk.peer().socket());
      talk.peer().abort();
      Until.holds(() -> !lives(child));
      Until.holds(talk.end()::isDone);
    }
  }

  /** Also where the program prints what the peer, which is gone, answers by a reset. */
  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM"})
  void programOfAPeerThatHasClosedReadsAllOfItsInput(Loopback kind) throws Exception {
    Path go = folder.resolve("go");
    Path got = folder.resolve("got");
    String script =
        "echo ready; until test -e GO; do sleep 0.02; done; "
            + "echo a; sleep 0.02; echo b; sleep 0.02; echo c; tee GOT; touch GOT.whole";
    script = script.replace("GOT", got.toString()).replace("GO", go.toString());
    byte[] bytes = new byte[200_000];
    new SplittableRandom(2).nextBytes(bytes);
    try (Talk talk = Talk.of(kind, exec("-c", script))) {
      assertThat(talk.peer().readLine(100)).isEqualTo("ready");
      talk.peer().write(bytes);
      talk.peer().close();
      Files.createFile(go);
      Until.holds(() -> Files.exists(folder.resolve("got.whole")) || talk.end().isDone());
      assertThat(Files.readAllBytes(got)).isEqualTo(bytes);
      talk.end().get();
    }
  }

  /** The peer sends no more, but it is there. */
  @Test
  void whoSendsNoMoreIsNotTakenForGone() throws Exception {
    Path go = folder.resolve("go");
    Exec exec = exec("-c", "echo $$; until test -e " + go + "; do sleep 0.05; done; echo ok");
    try (Talk talk = Talk.of(Loopback.TCP4, exec)) {
      String child = talk.peer().readLine(100);
      talk.peer().closeWrite();
      // Time to be ended in, which no event marks.
      Thread.sleep(700);
      assertThat(lives(child)).isTrue();
      Files.createFile(go);
      assertThat(talk.rest()).isEqualTo("ok\n");
    }
  }

  @Test
  void environmentTellsWhoIsThere() throws Exception {
    try (Talk talk = Talk.of(Loopback.TCP4, exec("-c", "env | grep ^NCAT_ | sort"))) {
      Socket here = talk.peer().socket();
      String port = here.localAddress().toString().replaceFirst(".*:", "");
      String served = here.peerAddress().toString().replaceFirst(".*:", "");
      assertThat(talk.rest())
          .isEqualTo(
              """
              NCAT_LOCAL_ADDR=127.0.0.1
              NCAT_LOCAL_PORT=%s
              NCAT_PROTO=TCP
              NCAT_REMOTE_ADDR=127.0.0.1
              NCAT_REMOTE_PORT=%s
              """
                  .formatted(served, port));
    }
    try (Talk talk = Talk.of(Loopback.UNIX_STREAM, exec("-c", "env | grep ^NCAT_"))) {
      assertThat(talk.rest()).contains("NCAT_REMOTE_ADDR=localhost\n");
    }
  }

  @Test
  @NeedsLinux("SO_PEERCRED")
  void environmentTellsWhichProcessIsThere() throws Exception {
    try (Talk talk = Talk.of(Loopback.UNIX_STREAM, exec("-c", "env | grep ^NCAT_"))) {
      assertThat(talk.rest())
          .contains("NCAT_PEER_PID=" + ProcessHandle.current().pid() + "\n")
          .contains("NCAT_PEER_UID=");
    }
  }

  @Test
  @NeedsLinux("pseudo-terminals")
  void terminalIsOneAndEndsWithThePeer() throws Exception {
    Exec exec = exec("--pty", "-c", "tty; stty size; stty -echo; echo ready; cat; echo end");
    try (Talk talk = Talk.of(Loopback.TCP4, exec)) {
      assertThat(talk.peer().readLine(100)).startsWith("/dev/pts/");
      assertThat(talk.peer().readLine(100)).startsWith("24 80");
      assertThat(talk.peer().readLine(100)).startsWith("ready");
      talk.peer().write("typed\n");
      assertThat(talk.peer().readLine(100)).startsWith("typed");
      talk.peer().closeWrite();
      assertThat(talk.rest()).isEqualTo("end\r\n");
      talk.end().get();
    }
  }

  @Test
  void programThatIsNotThereIsNamed() throws Exception {
    assertThatThrownBy(() -> exec("-e", "/no/such/program x"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("/no/such/program");
    assertThatThrownBy(() -> exec("-e", "  "))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no program");
  }
}
