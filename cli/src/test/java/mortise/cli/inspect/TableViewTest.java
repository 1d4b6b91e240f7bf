package mortise.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mortise.cli.flow.Direction;
import mortise.net.Address;
import mortise.net.SocketPair;
import mortise.net.Unix;
import mortise.process.WindowSize;
import mortise.server.Connection;
import mortise.server.ForwardingConnection;
import mortise.testing.Loopback;
import org.junit.jupiter.api.Test;

/** The lines of the table in the terminal. */
final class TableViewTest {
  private static final WindowSize WIDE = new WindowSize(12, 160);

  private final Inspector inspector = inspector();
  private final TableView view = new TableView(inspector);

  private static Inspector inspector() {
    try {
      return Inspector.open(new InspectSettings(null, 0, false, false), _ -> new byte[0]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Conversation opened(Connection peer, long received) throws IOException {
    Conversation c = inspector.conversation(false);
    c.opened(peer);
    c.moved(Direction.RECEIVED, received);
    return c;
  }

  private List<String> rows(WindowSize size) {
    return view.lines(size, List.of()).stream().filter(line -> line.matches(" *\\d+  .*")).toList();
  }

  private List<String> numbers() {
    return rows(WIDE).stream().map(line -> line.strip().split(" ")[0]).toList();
  }

  private void press(String keys) {
    byte[] bytes = keys.getBytes(StandardCharsets.US_ASCII);
    TableKey.parse(bytes, bytes.length).forEach(key -> view.press(key, WIDE));
  }

  @Test
  void keysSortReverseAndFilter() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Connection peer = Connection.of(pair.first());
      opened(peer, 5);
      Conversation second = opened(peer, 3000);
      opened(peer, 70);
      assertThat(numbers()).containsExactly("3", "2", "1");
      press("\033[C>>>\033[C\033OC");
      assertThat(view.lines(WIDE, List.of())).anyMatch(line -> line.contains("RECEIVED▼"));
      assertThat(numbers()).containsExactly("2", "3", "1");
      press("r");
      assertThat(numbers()).containsExactly("1", "3", "2");
      second.closed(peer, null);
      assertThat(numbers()).contains("2");
      press("o");
      assertThat(numbers()).containsExactly("1", "3");
    }
  }

  /** A path, and the message of a failure, which has what a peer has sent. */
  @Test
  void bytesOfPeersAreEscapedInEveryCell() throws Exception {
    String hostile = "a\033[2J\u009b\u202e\r\n\tb";
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Connection plain = Connection.of(pair.first());
      Address path = Unix.of(hostile);
      Connection peer = ForwardingConnection.ofClient(plain, path);
      Conversation c = opened(peer, 1);
      c.process(hostile);
      c.closed(peer, new IOException(hostile));
      inspector.counters(() -> java.util.Map.of("rejected_" + hostile, 1L));
      List<String> lines = view.lines(new WindowSize(12, 400), List.of());
      assertThat(lines).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
      assertThat(lines).noneMatch(line -> line.contains("\u202e"));
      assertThat(rows(new WindowSize(12, 400)).getFirst()).contains("a\\x1b[2J", "failed: a\\x1b");
    }
  }

  @Test
  void neverMoreThanTheTerminalHas() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      for (int i = 0; i < 30; i++) {
        opened(Connection.of(pair.first()), i);
      }
      for (int rows = 1; rows < 40; rows++) {
        for (int columns : new int[] {1, 20, 60, 80, 130, 200}) {
          WindowSize size = new WindowSize(rows, columns);
          List<String> lines =
              view.lines(size, List.of("one message").subList(0, rows / 4 > 0 ? 1 : 0));
          assertThat(lines).hasSizeLessThanOrEqualTo(rows);
          assertThat(lines).allMatch(line -> line.length() <= columns);
        }
      }
      press("\033[6~\033[6~\033[6~\033[6~\033[6~");
      assertThat(rows(WIDE).getLast()).startsWith("  1  ");
      press("\033[H");
      assertThat(numbers().getFirst()).isEqualTo("30");
    }
  }

  @Test
  void unknownKeysDoNothing() {
    byte[] bytes = {0x1b, '[', '9', ';', '5', '~', 'x', 0x1b, (byte) 0xff, 0, 0x1b, '['};
    assertThat(TableKey.parse(bytes, bytes.length)).isEmpty();
    assertThat(TableKey.parse(new byte[] {'q'}, 1)).containsExactly(TableKey.QUIT);
  }
}
