package mortise.cli.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.process.OpenMode;
import mortise.process.PlainDescriptor;
import mortise.proxy.HttpProxyServer;
import mortise.proxy.ProxySettings;
import mortise.proxy.SocksServer;
import mortise.proxy.Targets;
import mortise.server.Server;
import mortise.testing.Misbehaviour;
import mortise.testing.Needs;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayTest {
  @TempDir Path folder;

  static Stream<Arguments> tcpPeers() {
    List<Corner> fronts =
        List.of(Corner.TCP_LISTEN_SOCAT, Corner.TCP_LISTEN_NCAT, Corner.TCP_LISTEN_NC);
    List<Corner> backs = List.of(Corner.TCP_SOCAT, Corner.TCP_NCAT, Corner.TCP_NC);
    return fronts.stream().flatMap(front -> backs.stream().map(back -> Arguments.of(front, back)));
  }

  @ParameterizedTest
  @MethodSource("tcpPeers")
  void bytesOfAllProgramsPassBothWays(Corner front, Corner back) throws Exception {
    exchange(front, back);
  }

  @ParameterizedTest
  @EnumSource
  void everyKindIsFirst(Corner kind) throws Exception {
    exchange(kind, Corner.UNIX);
  }

  @ParameterizedTest
  @EnumSource
  void everyKindIsSecond(Corner kind) throws Exception {
    exchange(Corner.UNIX_LISTEN, kind);
  }

  private void exchange(Corner first, Corner second) throws Exception {
    Corner.Taken a = first.take(folder);
    Corner.Taken b = second.take(folder);
    try (Relaying relay = Relaying.start(a.address(), b.address())) {
      int port = a.listensAtPort() ? relay.port() : 0;
      int other = b.listensAtPort() ? relay.port(a.listensAtPort() ? 1 : 0) : 0;
      try (Talker one = a.talk(folder, 1_234_567, port);
          Talker two = b.talk(folder, 765_431, other)) {
        Talker.assertHeard(one, two);
        relay.end();
      }
    }
  }

  @Test
  void eachConnectionGetsItsOwnWithFork() throws Exception {
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0,fork", "exec:cat")) {
      int port = relay.port();
      List<Running<Boolean>> all =
          Stream.generate(() -> Running.start(Threads.VIRTUAL, () -> echoes(port)))
              .limit(20)
              .toList();
      for (Running<Boolean> each : all) {
        assertThat(each.end().returned()).isTrue();
      }
      assertThat(relay.isAlive()).isTrue();
    }
  }

  private static boolean echoes(int port) throws IOException {
    byte[] said = new byte[54_321];
    RandomGenerator.getDefault().nextBytes(said);
    try (Socket socket = Socket.dial("127.0.0.1", port)) {
      socket.sendAll(said);
      socket.shutdown(Shutdown.WR);
      return Arrays.equals(socket.inputStream().readAllBytes(), said);
    }
  }

  @Test
  void onlySoManyAreServedAtOnce() throws Exception {
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0,fork,max=1", "exec:cat");
        Socket first = Socket.dial("127.0.0.1", relay.port());
        Socket second = Socket.dial("127.0.0.1", relay.port())) {
      first.sendAll(new byte[] {1});
      second.sendAll(new byte[] {2});
      assertThat(first.recv(1)).containsExactly(1);
      assertThatThrownBy(() -> second.awaitReadable(Deadline.after(Duration.ofMillis(300))))
          .isInstanceOf(SocketTimeoutException.class);
      first.shutdown(Shutdown.WR);
      assertThat(second.recv(1)).containsExactly(2);
    }
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    try (Relaying relay =
            Relaying.start(
                "tcp-listen:127.0.0.1:0,fork,deny=127.0.0.1,allow=127.0.0.0/8", "exec:cat");
        Socket denied = Socket.dial("127.0.0.1", relay.port())) {
      assertThat(endOf(denied)).isTrue();
      try (Socket allowed =
          Socket.dial(
              "127.0.0.1", relay.port(), (Inet) Address.parse("127.0.0.9:0"), Deadline.NEVER)) {
        allowed.sendAll(new byte[] {7});
        assertThat(allowed.recv(1)).containsExactly(7);
      }
    }
  }

  /** Whether the peer has ended or reset. */
  private static boolean endOf(Socket socket) {
    try {
      return socket.recv(1).length == 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void resetGoesThrough() throws Exception {
    try (Socket back = Socket.listener(Inet4.LOOPBACK);
        Relaying relay =
            Relaying.start(
                "tcp-listen:127.0.0.1:0", "tcp:127.0.0.1:" + ((Inet4) back.localAddress()).port());
        Socket front = Socket.dial("127.0.0.1", relay.port());
        Socket accepted = back.accept()) {
      front.sendAll(new byte[] {1});
      assertThat(accepted.recv(1)).hasSize(1);
      Misbehaviour.reset(accepted);
      assertThat(endOf(front)).isTrue();
      assertThat(relay.failure()).hasMessageContaining("ECONNRESET");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",crlf"})
  void failureSaysHowMuchOfWhatWasReadIsNotSent(String copied) throws Exception {
    try (Socket back = Socket.listener(Inet4.LOOPBACK);
        Relaying relay =
            Relaying.start(
                "tcp-listen:127.0.0.1:0",
                "tcp:127.0.0.1:" + ((Inet4) back.localAddress()).port() + copied,
                Relaying.ONE_WAY);
        Socket front = Socket.dial("127.0.0.1", relay.port());
        Socket accepted = back.accept()) {
      Misbehaviour.stall(front);
      Misbehaviour.reset(accepted);
      assertThat(relay.failure())
          .message()
          .matches("(?s).*(ECONNRESET|EPIPE).*; \\d{3,} bytes that were read are not sent");
    }
  }

  @Test
  void silenceEndsIt() throws Exception {
    RelaySettings manner = new RelaySettings(false, Duration.ofMillis(200), Duration.ofMillis(200));
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", "exec:cat", manner);
        Socket front = Socket.dial("127.0.0.1", relay.port())) {
      assertThat(relay.failure())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("no data for 0.2s");
      assertThat(endOf(front)).isTrue();
    }
  }

  @Test
  void oneWayGivesNothingBack() throws Exception {
    Path copy = folder.resolve("copy");
    try (Relaying relay =
            Relaying.start("tcp-listen:127.0.0.1:0", "file:" + copy, Relaying.ONE_WAY);
        Socket front = Socket.dial("127.0.0.1", relay.port())) {
      byte[] bytes = new byte[3_333_333];
      RandomGenerator.getDefault().nextBytes(bytes);
      front.sendAll(bytes);
      front.shutdown(Shutdown.WR);
      relay.end();
      assertThat(copy).hasBinaryContent(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource({"write,new", "append,oldnew", "update,new", "create,new"})
  void filesAreWrittenAsAsked(String way, String content) throws Exception {
    Path file = folder.resolve("file");
    if (!way.equals("create")) {
      Files.writeString(file, "old");
    }
    Relaying.start("sh:printf new", "file:" + file + "," + way + ",mode=640").end();
    assertThat(file).hasContent(content);
    if (way.equals("create")) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
      assertThat(Relaying.start("sh:echo x", "file:" + file + ",create").failure())
          .hasMessageContaining("exists already");
    }
  }

  @Test
  void fileGoesIntoSocket() throws Exception {
    byte[] bytes = new byte[4_444_441];
    RandomGenerator.getDefault().nextBytes(bytes);
    Path file = Files.write(folder.resolve("file,1"), bytes);
    String quoted = file.toString().replace(",", "\\,");
    try (Relaying relay = Relaying.start("file:" + quoted, "tcp-listen:127.0.0.1:0");
        Socket front = Socket.dial("127.0.0.1", relay.port())) {
      assertThat(front.inputStream().readAllBytes()).isEqualTo(bytes);
      relay.end();
    }
  }

  @Test
  void pipesJoinAsFilesDo() throws Exception {
    Path in = folder.resolve("in");
    Path out = folder.resolve("out");
    try (Relaying relay = Relaying.start("pipe:" + in + ",mode=600", "pipe:" + out)) {
      Running<byte[]> reader =
          Running.start(
              Threads.PLATFORM,
              () -> {
                Until.holds(() -> Files.exists(out));
                try (var stream = Files.newInputStream(out)) {
                  return stream.readAllBytes();
                }
              });
      Until.holds(() -> Files.exists(in));
      byte[] bytes = new byte[222_223];
      RandomGenerator.getDefault().nextBytes(bytes);
      Files.write(in, bytes);
      assertThat(reader.end().returned()).isEqualTo(bytes);
      relay.end();
    }
  }

  @Test
  void pipeWithoutNameEchoes() throws Exception {
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", "pipe")) {
      assertThat(echoes(relay.port())).isTrue();
      relay.end();
    }
  }

  @Test
  void terminalMayBeTheSecondAddress() throws Exception {
    Path link = folder.resolve("tty2");
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", "pty,link=" + link);
        Socket front = Socket.dial("127.0.0.1", relay.port());
        PlainDescriptor terminal = PlainDescriptor.open(link, OpenMode.READ_WRITE)) {
      front.sendAll("question\n".getBytes(StandardCharsets.UTF_8));
      byte[] question = new byte[9];
      for (int count = 0; count < question.length; ) {
        count += terminal.read(question, count, question.length - count, Deadline.NEVER);
      }
      assertThat(question).asString().isEqualTo("question\n");
      terminal.write("answer\n".getBytes(StandardCharsets.UTF_8));
      assertThat(front.inputStream().readNBytes(7)).asString().isEqualTo("answer\n");
    }
  }

  @Test
  void resetOfOneSideResetsTheOther() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket target = Socket.listener(Inet4.LOOPBACK);
          Relaying relay =
              Relaying.start("tcp-listen:127.0.0.1:0", "tcp:" + target.localAddress());
          Socket front = Socket.dial("127.0.0.1", relay.port());
          Socket back = target.accept()) {
        Socket dies = i % 2 == 0 ? back : front;
        Socket lives = i % 2 == 0 ? front : back;
        dies.sendAll(new byte[100]);
        lives.inputStream().readNBytes(100);
        Misbehaviour.stall(lives);
        Misbehaviour.reset(dies);
        assertThatThrownBy(() -> lives.recv(1)).hasMessageContaining("(ECONNRESET)");
        assertThat(relay.failure()).isNotNull();
      }
    }
  }

  @Test
  void terminalIsTheOtherSide() throws Exception {
    Path link = folder.resolve("tty");
    try (Relaying relay =
        Relaying.start("pty,link=" + link + ",mode=600", "tcp-listen:127.0.0.1:0")) {
      int port = relay.port();
      try (Socket front = Socket.dial("127.0.0.1", port);
          PlainDescriptor terminal = PlainDescriptor.open(link, OpenMode.READ_WRITE)) {
        assertThat(terminal.isTerminal()).isTrue();
        assertThat(Files.getPosixFilePermissions(link))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        byte[] keys = {3, 13, 10, 4, 0, 17, -1};
        front.sendAll(keys);
        byte[] got = new byte[20];
        int count = 0;
        while (count < keys.length) {
          count += terminal.read(got, count, 10, Deadline.NEVER);
        }
        assertThat(Arrays.copyOf(got, count)).isEqualTo(keys);
        terminal.write("answer\n".getBytes(StandardCharsets.UTF_8));
        byte[] answer = new byte[7];
        front.inputStream().readNBytes(answer, 0, 7);
        assertThat(answer).asString().isEqualTo("answer\n");
      }
      relay.end();
      assertThat(link).doesNotExist();
    }
  }

  @Test
  void programHasATerminal() throws Exception {
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", "sh:tty; echo done,pty");
        Socket front = Socket.dial("127.0.0.1", relay.port())) {
      assertThat(new String(front.inputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("/dev/pts/")
          .endsWith("\r\ndone\r\n");
      relay.end();
    }
  }

  @Test
  void programGetsVariablesDirectoryAndErrors() throws Exception {
    String line = "sh:echo $WHO, $(pwd); echo bad >&2,env=WHO=me,stderr,dir=" + folder.toRealPath();
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", line);
        Socket front = Socket.dial("127.0.0.1", relay.port())) {
      assertThat(new String(front.inputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("me, " + folder.toRealPath() + "\nbad\n");
    }
  }

  @Test
  void programEndsWithItsConnection() throws Exception {
    Path pid = folder.resolve("pid");
    try (Relaying relay =
        Relaying.start("tcp-listen:127.0.0.1:0", "sh:echo $$ >" + pid + "; exec sleep 1000")) {
      try (Socket front = Socket.dial("127.0.0.1", relay.port())) {
        Until.holds(() -> Files.exists(pid) && Files.size(pid) > 1);
        Misbehaviour.reset(front);
      }
      assertThat(relay.failure()).isNotNull();
      assertThat(Path.of("/proc/" + Files.readString(pid).strip())).doesNotExist();
    }
  }

  /** Also where the program prints what the client, which is gone, answers by a reset. */
  @Test
  void programOfAClientThatHasClosedReadsAllOfItsInput() throws Exception {
    Path go = folder.resolve("go");
    Path got = folder.resolve("got");
    String script =
        "sh:until test -e GO; do sleep 0.02; done; "
            + "echo a; sleep 0.02; echo b; sleep 0.02; echo c; cat >GOT; echo >>GOT";
    script = script.replace("GOT", got.toString()).replace("GO", go.toString());
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", script)) {
      try (Socket client = Socket.dial("127.0.0.1", relay.port())) {
        client.sendAll("all of it".getBytes(StandardCharsets.UTF_8));
      }
      Files.createFile(go);
      Until.holds(() -> Files.exists(got) && Files.readString(got).equals("all of it\n"));
      relay.end();
    }
  }

  @Test
  void linesChangeTheirEnds() throws Exception {
    try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0,crlf", "exec:od -An -c");
        Socket front = Socket.dial("127.0.0.1", relay.port())) {
      front.sendAll("a\r\nb\rc\n".getBytes(StandardCharsets.UTF_8));
      front.shutdown(Shutdown.WR);
      assertThat(new String(front.inputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("   a  \\n   b  \\r   c  \\n\r\n");
    }
  }

  @Test
  void socketFileHasModeAndGoesAway() throws Exception {
    Path path = folder.resolve("socket");
    try (Relaying relay = Relaying.start("unix-listen:" + path + ",mode=660", "exec:cat")) {
      relay.told("listening");
      assertThat(Files.getPosixFilePermissions(path))
          .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
      try (Program socat = Program.start("socat", "-u", "/dev/null", "UNIX-CONNECT:" + path)) {
        assertThat(socat.end().status()).isZero();
      }
      relay.end();
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void optionsReachTheSocket() throws Exception {
    Needs.root();
    try (Relaying relay =
            Relaying.start(
                "tcp-listen:127.0.0.1:0,fork,tos=0x10,rcvbuf=50000,mark=7,keepalive=30s,backlog=5,"
                    + "setsockopt=1:12:3,reuseport",
                "exec:cat");
        Socket front = Socket.dial("127.0.0.1", relay.port())) {
      Program sockets = Program.start("ss", "-tlnpeOi", "sport = " + relay.port());
      assertThat(sockets.end().out()).contains("fwmark:0x7");
      front.sendAll(new byte[] {5});
      assertThat(front.recv(1)).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'tcp:127.0.0.1:1', 'tcp:127.0.0.1:1: connect 127.0.0.1:1: Connection refused (ECONNREFUSED)'",
    "'unix:/no/such/socket', 'unix:/no/such/socket: connect unix:/no/such/socket: No such file'",
    "'exec:no-such-program', 'exec:no-such-program: start ''no-such-program'': No such file'",
    "'tcp:no-such-host.invalid:1', 'tcp:no-such-host.invalid:1: '",
    "'proxy:example.org:80,through=socks5://127.0.0.1:1', 'proxy:example.org:80: proxy '",
    "'file:/', 'Is a directory'",
  })
  void failuresNameTheAddress(String address, String text) throws Exception {
    assertThat(Relaying.start("pipe", address).failure()).hasMessageContaining(text);
  }

  @Test
  void portThatIsTakenIsNamed() throws Exception {
    try (Socket taken = Socket.listener(Inet4.LOOPBACK)) {
      String address = "tcp-listen:" + taken.localAddress();
      assertThat(Relaying.start(address, "pipe").failure())
          .hasMessageStartingWith(address + ": bind " + taken.localAddress())
          .hasMessageContaining("EADDRINUSE");
    }
  }

  @Test
  void retriesEnd() throws Exception {
    Throwable failure = Relaying.start("pipe", "tcp:127.0.0.1:1,retry=3,interval=1ms").failure();
    assertThat(failure).hasRootCauseInstanceOf(ConnectException.class);
  }

  @Test
  void connectionsGoThroughProxies() throws Exception {
    ProxySettings open = ProxySettings.DEFAULT.targets(Targets.USUAL.allow(address -> true));
    try (Relaying echo = Relaying.start("tcp-listen:127.0.0.1:0,fork", "pipe");
        Server socks = Server.open(Inet4.LOOPBACK, SocksServer.of(open));
        Server http = Server.open(Inet4.LOOPBACK, HttpProxyServer.of(open));
        Relaying relay =
            Relaying.start(
                "tcp-listen:127.0.0.1:0",
                "proxy:localhost:%d,through=socks5h://%s,through=http://%s"
                    .formatted(echo.port(), socks.address(), http.address()))) {
      assertThat(echoes(relay.port())).isTrue();
      relay.end();
    }
  }
}
