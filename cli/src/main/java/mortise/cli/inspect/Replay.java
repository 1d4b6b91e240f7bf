package mortise.cli.inspect;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mortise.cli.flow.Direction;
import mortise.cli.flow.WatchedConnection;
import mortise.cli.page.PageException;
import mortise.net.Deadline;
import mortise.server.Connection;

/**
 * Sends again what one way of a conversation had: to either end, between what it sends itself, or
 * to a new connection, whose conversation is in the table too.
 */
final class Replay {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ROOM = 1 << 14;

  private final Inspector inspector;
  private final Conversation conversation;
  private final Direction way;

  Replay(Inspector inspector, Conversation conversation, Direction way) {
    this.inspector = inspector;
    this.conversation = conversation;
    this.way = way;
  }

  /**
   * Runs it.
   *
   * @param to {@code peer}, {@code here} or {@code new}
   * @return how many bytes were sent
   */
  long run(String to) throws IOException {
    return switch (to) {
      case "peer" -> inject(Direction.SENT);
      case "here" -> inject(Direction.RECEIVED);
      case "new" -> repeat();
      default -> throw new PageException(400, "to: expected peer, here or new");
    };
  }

  /** The parts, so that messages stay what they are. */
  private List<byte[]> parts() throws PageException {
    if (!conversation.history().isWhole(way, conversation.moved(way))) {
      throw new PageException(
          409, "not all bytes of this direction were kept, so they cannot be sent again");
    }
    return conversation.parts().stream()
        .filter(part -> part.way() == way)
        .map(HistoryPart::bytes)
        .toList();
  }

  /** The direction is held meanwhile, so that the bytes come between others and not within. */
  private long inject(Direction towards) throws IOException {
    List<byte[]> parts = parts();
    Connection end = conversation.end(towards);
    if (end == null) {
      throw new PageException(409, "that end is closed, or is no connection");
    }
    Gate gate = conversation.gate(towards);
    if (!gate.hold()) {
      throw new PageException(409, "another replay to that end is in progress");
    }
    try {
      conversation.wake();
      awaitWritten(gate);
      for (byte[] part : parts) {
        end.write(part);
        conversation.injected(towards, part);
      }
    } finally {
      gate.release();
    }
    return count(parts);
  }

  private static long count(List<byte[]> parts) {
    return parts.stream().mapToLong(part -> part.length).sum();
  }

  private static void awaitWritten(Gate gate) throws IOException {
    Deadline until = Deadline.after(Duration.ofSeconds(2));
    while (gate.writingTime() > 0) {
      if (until.remaining().isZero()) {
        throw new PageException(409, "that end does not take what was sent to it before");
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PageException(503, "interrupted");
      }
    }
  }

  private long repeat() throws IOException {
    Inspector.Dial dial = inspector.dial();
    if (dial == null) {
      throw new PageException(409, "this program opens no connections, so there is none to repeat");
    }
    List<byte[]> parts = parts();
    Connection plain = dial.open();
    Conversation mine =
        inspector.conversation(true, "replay of conversation " + conversation.number());
    mine.opened(plain);
    Thread.ofVirtual().name("inspect-replay").start(() -> converse(plain, mine, parts));
    return count(parts);
  }

  private static void converse(Connection plain, Conversation mine, List<byte[]> parts) {
    IOException failure = null;
    try (Connection connection = WatchedConnection.of(plain, mine)) {
      connection.timeout(PATIENCE);
      for (byte[] part : parts) {
        connection.write(part);
      }
      connection.closeWrite();
      byte[] room = new byte[ROOM];
      while (connection.read(room) >= 0) {}
    } catch (IOException e) {
      failure = e;
    }
    try {
      mine.closed(plain, failure);
    } catch (IOException _) {
      // The page has ended it.
    }
  }
}
