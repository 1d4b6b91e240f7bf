package mortise.hub;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.RoomMember;
import mortise.net.Printable;

/**
 * The headers of a message: who has sent it, and its place among those of its node. Other nodes may
 * send anything; what is none of a node becomes null, and names are made printable.
 *
 * @param kind what it is
 * @param node the last part of the subject
 * @param life the run of the node
 * @param sequence the number of the message in this run, from 1; of a tick, that of the last
 *     message
 * @param member the speaker's number, 0 for the node's own input
 * @param name the speaker's name
 */
record Envelope(Kind kind, String node, String life, long sequence, int member, String name) {
  private static final String KIND = "Mortise-Kind";
  private static final String LIFE = "Mortise-Life";
  private static final String SEQUENCE = "Mortise-Seq";
  private static final String MEMBER = "Mortise-Member";
  private static final String NAME = "Mortise-Name";
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_LIFE = 16;

  /** What a message is. */
  enum Kind {
    SAID,
    TICK,
    LIST,
    JOINED,
    LEFT,
    BYE,
    /** A node that joins asks for its name. */
    CLAIM,
    /** A node has the name. */
    OWNED
  }

  Headers headers() {
    Headers headers =
        new Headers().put(KIND, kind.name()).put(LIFE, life).put(SEQUENCE, "" + sequence);
    if (name != null) {
      headers.put(MEMBER, "" + member).put(NAME, name);
    }
    return headers;
  }

  RoomMember speaker() {
    return new RoomMember(node, member, name);
  }

  /** The envelope of a message; null where it is none of a node. */
  static Envelope of(Message message) {
    try {
      Headers headers = message.getHeaders();
      String subject = message.getSubject();
      String node = subject.substring(subject.lastIndexOf('.') + 1);
      String life = headers.getFirst(LIFE);
      long sequence = Long.parseLong(headers.getFirst(SEQUENCE));
      Kind kind = Kind.valueOf(headers.getFirst(KIND));
      boolean named = kind == Kind.SAID || kind == Kind.JOINED || kind == Kind.LEFT;
      int member = named ? Integer.parseInt(headers.getFirst(MEMBER)) : 0;
      String name = named ? name(headers.getFirst(NAME)) : null;
      boolean sound =
          HubSettings.isNode(node)
              && life.length() <= LONGEST_LIFE
              && HubSettings.isNode(life)
              && sequence >= 0
              && member >= 0;
      return sound ? new Envelope(kind, node, life, sequence, member, name) : null;
    } catch (RuntimeException _) {
      // A header is missing, or no number.
      return null;
    }
  }

  /** A name that a terminal can take, of a bounded length. */
  static String name(String text) {
    String name = text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
    return Printable.of(name);
  }
}
