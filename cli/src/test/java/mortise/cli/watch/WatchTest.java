package mortise.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Python;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void nobodyLooksWhereNothingIsWanted() throws IOException {
    try (Watch watch = open(WatchSettings.DEFAULT, FakeStandardDescriptors.PIPES)) {
      converse(watch.dialled());
      assertThat(watch.dialled().looks()).isFalse();
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whoeverCountsDoesNotLook() throws IOException {
    WatchSettings settings =
        WatchSettings.DEFAULT.report(true).json(true).progress(WatchSettings.When.ALWAYS);
    try (Watch watch = open(settings, FakeStandardDescriptors.PIPES)) {
      assertThat(watch.dialled().looks()).isFalse();
    }
  }

  @Test
  void outputFileHasBothWays() throws IOException {
    Path file = folder.resolve("output");
    Files.writeString(file, "before ");
    try (Watch watch =
        open(WatchSettings.DEFAULT.output(file).append(true), FakeStandardDescriptors.PIPES)) {
      converse(watch.accepted());
      converse(watch.dialled());
    }
    assertThat(file).hasContent("before pingpong!pingpong!");
  }

  @Test
  void fullDiskEndsTheConversation() throws IOException {
    try (Watch watch =
        open(WatchSettings.DEFAULT.output(Path.of("/dev/full")), FakeStandardDescriptors.PIPES)) {
      Watcher watcher = watch.dialled();
      assertThatThrownBy(() -> watcher.bytes(Direction.SENT, new byte[1], 0, 1))
          .isInstanceOf(RecordException.class)
          .hasMessage("cannot write '/dev/full': No space left on device");
    }
  }

  @Test
  void fileThatCannotBeMadeIsNamed() {
    Path file = folder.resolve("missing").resolve("file");
    assertThatThrownBy(
            () -> open(WatchSettings.DEFAULT.capture(file), FakeStandardDescriptors.PIPES))
        .isInstanceOf(RecordException.class)
        .hasMessage("cannot write '" + file + "': No such file or directory");
  }

  @Test
  void hexViewTellsTheWays() throws IOException {
    try (Watch watch = open(WatchSettings.DEFAULT.hex(true), FakeStandardDescriptors.PIPES)) {
      converse(watch.dialled());
    }
    assertThat(err.toString())
        .isEqualTo(
            """
            > 0000   70 69 6e 67                                       ping           \s
            < 0000   70 6f 6e 67                                       pong           \s
            < 0004   21                                                !              \s
            """);
  }

  @Test
  void hexViewHasColoursOnTerminals() throws IOException {
    FakeStandardDescriptors terminal = new FakeStandardDescriptors(true, true, true, -1);
    try (Watch watch = open(WatchSettings.DEFAULT.hex(true), terminal)) {
      converse(watch.dialled());
    }
    assertThat(err.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.matches("\033\\[3[26]m[<>] 000.*\033\\[0m"));
  }

  @Test
  void reportTellsEachConversationAndAll() throws IOException {
    try (Watch watch = open(WatchSettings.DEFAULT.report(true), FakeStandardDescriptors.PIPES)) {
      converse(watch.dialled());
      converse(watch.dialled());
    }
    String amounts = "in [0-9.]+ m?s, [0-9.]+ (|Ki|Mi)B/s";
    String each =
        "127.0.0.1:[0-9]+: sent 4 B, received 5 B "
            + amounts
            + "; RTT [0-9.]+ ms \\+/- [0-9.]+ ms, no retransmissions\n";
    assertThat(err.toString())
        .matches(each + each + "2 conversations: sent 8 B, received 10 B " + amounts + "\n");
  }

  @Test
  void eventsAreJson() throws Exception {
    try (Watch watch = open(WatchSettings.DEFAULT.json(true), FakeStandardDescriptors.PIPES)) {
      watch.listening(Address.parse("127.0.0.1:80"));
      converse(watch.accepted());
      watch.failed(refused());
      watch.failed(new IOException("a \"quoted\" \\ back\u0001slash, \u00e9 and \ud83d\ude00"));
    }
    String program =
        """
        import json, sys
        for line in sys.stdin:
            o = json.loads(line)
            assert o.pop('time').endswith('Z')
            for volatile in ('seconds', 'local', 'peer'):
                if volatile in o: o[volatile] = type(o[volatile]).__name__
            if 'tcp' in o: o['tcp'] = sorted(o['tcp'])
            if o['event'] == 'error' and 'errno' in o: o['message'] = ''
            print(ascii(o))
        """;
    try (Program python = Python.start(program)) {
      python.say(err.toString(StandardCharsets.US_ASCII)).endInput();
      assertThat(python.end().out())
          .isEqualTo(
              """
              {'event': 'listening', 'address': '127.0.0.1:80'}
              {'event': 'accepted', 'conversation': 1, 'local': 'str', 'peer': 'str'}
              {'event': 'ended', 'conversation': 1, 'way': 'sent', 'bytes': 4}
              {'event': 'ended', 'conversation': 1, 'way': 'received', 'bytes': 5}
              {'event': 'closed', 'conversation': 1, 'local': 'str', 'peer': 'str', 'sent': 4, 'received': 5, 'seconds': 'float', 'tcp': ['retransmits', 'rtt', 'rttVariation']}
              {'event': 'error', 'message': '', 'errno': 'ECONNREFUSED', 'call': 'connect', 'peer': 'str'}
              {'event': 'error', 'message': 'a "quoted" \\\\ back\\x01slash, \\xe9 and \\U0001f600'}
              """);
    }
  }

  @Test
  void progressIsDrawnAndCleared() throws Exception {
    try (Watch watch = open(WatchSettings.DEFAULT, FakeStandardDescriptors.fileOnTerminal(4000))) {
      Watcher watcher = watch.dialled();
      watcher.moved(Direction.SENT, 999);
      Until.holds(() -> err.toString().contains("sent 999 B of 3.91 KiB (24 %), "));
    }
    assertThat(err.toString()).endsWith("\r\033[K");
  }

  @Test
  void progressYieldsToWhatTheTerminalShows() throws Exception {
    try (Watch watch = open(WatchSettings.DEFAULT, FakeStandardDescriptors.fileOnTerminal(4000))) {
      Watcher watcher = watch.dialled();
      watcher.moved(Direction.SENT, 999);
      Until.holds(() -> err.toString().contains("sent"));
      watcher.moved(Direction.RECEIVED, 10);
      int length = err.size();
      watcher.moved(Direction.SENT, 999);
      assertThat(err.toString()).endsWith("\r\033[K");
      assertThat(err.size()).isEqualTo(length);
    }
  }

  @Test
  void progressAppearsOnTerminalsAlone() throws IOException {
    FakeStandardDescriptors chat = new FakeStandardDescriptors(true, true, true, -1);
    FakeStandardDescriptors proxyCommand = new FakeStandardDescriptors(false, false, true, -1);
    FakeStandardDescriptors logged = new FakeStandardDescriptors(false, true, false, 10);
    for (FakeStandardDescriptors standard :
        new FakeStandardDescriptors[] {chat, proxyCommand, logged}) {
      try (Watch watch = open(WatchSettings.DEFAULT, standard)) {
        // Nobody at all watches.
        assertThat(watch.dialled()).isSameAs(watch.dialled());
      }
    }
  }

  private Watch open(WatchSettings settings, StandardDescriptors standard) throws IOException {
    return Watch.open(settings, standard, new PrintStream(err, true));
  }

  /** Tells a watcher what {@code flow} would tell it. */
  private static void converse(Watcher watcher) throws IOException {
    SocketPair pair = Loopback.TCP4.pair();
    try (Connection near = Connection.of(pair.first());
        Socket far = pair.second()) {
      watcher.opened(near);
      pass(watcher, Direction.SENT, "ping");
      pass(watcher, Direction.RECEIVED, "pong");
      watcher.ended(Direction.SENT);
      pass(watcher, Direction.RECEIVED, "!");
      watcher.ended(Direction.RECEIVED);
      watcher.closed(near, null);
      assertThat(far.isOpen()).isTrue();
    }
  }

  private static void pass(Watcher watcher, Direction way, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    watcher.moved(way, bytes.length);
    if (watcher.looks()) {
      watcher.bytes(way, bytes, 0, bytes.length);
    }
  }

  private static ConnectException refused() throws IOException {
    try (Socket bound = Loopback.TCP4.bound();
        Socket client = Loopback.TCP4.open()) {
      client.connect(((Inet4) bound.localAddress()));
      throw new AssertionError("nobody listens there");
    } catch (ConnectException e) {
      return e;
    }
  }
}
