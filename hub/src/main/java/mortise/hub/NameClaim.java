package mortise.hub;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A node's claim to its name in a room, which two nodes may not have: both would be taken for one,
 * and with {@code --durable} each would be shown a part.
 *
 * <p>A node that joins subscribes to the subject of its name, and only then publishes its claim
 * there. A node that has the name answers the claimant alone. Of two that join at the same moment
 * at least one sees the other's claim, and the run that sorts first has the name: it answers the
 * other, and the other yields to it. So one of them is refused, and not both. Where nobody answers
 * the name is free: at once where the server says that there is nobody (503), otherwise after a
 * second, as after the death of a machine whose connection the server still has.
 */
final class NameClaim {
  private static final int NO_RESPONDERS = 503;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final NatsLink link;
  private final String subject;
  private final String node;
  private final String life;

  /** Guarded by this, as all below. */
  private boolean owned;

  private boolean refused;
  private boolean alone;

  private NameClaim(NatsLink link, String room, String node, String life) {
    this.link = link;
    this.subject = room + ".name." + node;
    this.node = node;
    this.life = life;
  }

  /**
   * Claims a name. Waits for a second at most, and answers the claims of others from then on.
   *
   * @throws IOException when another node has it
   */
  static void claim(NatsLink link, String room, String node, String life) throws IOException {
    new NameClaim(link, room, node, life).claim();
  }

  private void claim() throws IOException {
    Connection connection = link.connection();
    String inbox = connection.createInbox();
    Dispatcher dispatcher = connection.createDispatcher(this::claimed);
    dispatcher.subscribe(subject);
    dispatcher.subscribe(inbox, this::answered);
    try {
      connection.flush(Duration.ofSeconds(5));
      connection.publish(subject, inbox, envelope(Envelope.Kind.CLAIM).headers(), new byte[0]);
      decide();
    } catch (TimeoutException e) {
      throw new IOException("hub: the server does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while joining the room");
    } finally {
      dispatcher.unsubscribe(inbox);
    }
  }

  private synchronized void decide() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (long left; !refused && !alone && (left = end - System.nanoTime()) > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    if (refused) {
      throw new IOException(
          "hub: another node of the room has the name "
              + node
              + ": give each its own by --hub-node");
    }
    owned = true;
  }

  private Envelope envelope(Envelope.Kind kind) {
    return new Envelope(kind, node, life, 0, 0, null);
  }

  /** Takes the claim of another node. */
  private void claimed(Message message) {
    Envelope from = Envelope.of(message);
    String claimant = message.getReplyTo();
    boolean sound = from != null && from.kind() == Envelope.Kind.CLAIM;
    if (!sound || from.life().equals(life) || !NatsStream.isInbox(claimant)) {
      return;
    }
    synchronized (this) {
      if (!owned && from.life().compareTo(life) < 0) {
        refused = true;
        notifyAll();
        return;
      }
    }
    try {
      Envelope answer = envelope(Envelope.Kind.OWNED);
      link.connection().publish(claimant, answer.headers(), new byte[0]);
    } catch (IllegalStateException _) {
      // No connection: this node is the one that is not there.
    }
  }

  private synchronized void answered(Message message) {
    if (message.isStatusMessage()) {
      alone |= message.getStatus().getCode() == NO_RESPONDERS;
    } else {
      refused = true;
    }
    notifyAll();
  }
}
