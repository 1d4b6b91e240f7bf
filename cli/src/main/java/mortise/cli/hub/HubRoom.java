package mortise.cli.hub;

import java.io.IOException;

/** A room that this node has joined. All methods may be called by any thread. */
public interface HubRoom extends AutoCloseable {
  /** This node's name. */
  String node();

  /**
   * Publishes what a local member has said. Waits for a few seconds where the buffer is full while
   * there is a connection.
   *
   * @throws IOException when it is refused; the message says why
   */
  void publish(RoomMember from, byte[] bytes) throws IOException;

  /** Announces that a local member has come. */
  void joined(RoomMember member);

  /** Announces that a local member has gone. */
  void left(RoomMember member);

  /** The counters. */
  HubStats stats();

  /** Announces that this node leaves, and sends what waits, for at most 5 s. Idempotent. */
  @Override
  void close();
}
