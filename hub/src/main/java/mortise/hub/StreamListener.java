package mortise.hub;

import io.nats.client.Message;
import io.nats.client.Subscription;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubStream;
import mortise.cli.hub.HubStreamListener;

/** Accepts streams at one subject, over one connection to the hub. */
final class StreamListener implements HubStreamListener {
  /** Peers that wait; further ones are refused. */
  private static final int BACKLOG = 128;

  /** All listeners of a subject are of one group, so one of them gets each request. */
  private static final String GROUP = "mortise";

  private final int window;
  private final StreamLink link;
  private final Subscription subscription;
  private final BlockingQueue<Asking> asking = new LinkedBlockingQueue<>();
  private volatile boolean closed;
  private volatile boolean hubEnded;

  private StreamListener(HubSettings settings, int window, StreamTimes times) throws IOException {
    this.window = window;
    this.link = StreamLink.open(settings, times, this::hubEnded);
    try {
      this.subscription = link.subscribe(settings.room(), GROUP, this::receive);
      // So that who connects as soon as this is open is heard.
      link.flush();
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  static StreamListener open(HubSettings settings, int window, StreamTimes times)
      throws IOException {
    return new StreamListener(settings, window, times);
  }

  private void receive(Message message) {
    String reply = message.getReplyTo();
    if (StreamFrame.decode(message.getData()) instanceof StreamFrame.Open(int wanted)
        && NatsStream.isInbox(reply)) {
      Asking one = new Asking(reply, Math.min(window, wanted));
      if (asking.size() < BACKLOG && !closed) {
        asking.add(one);
      } else {
        link.later(() -> one.refuse("too many wait to be accepted"));
      }
    }
  }

  private void hubEnded() {
    hubEnded = true;
    asking.add(new Asking("", 0));
  }

  @Override
  public Pending next() throws IOException {
    try {
      Asking next = asking.take();
      if (next.inbox.isEmpty()) {
        asking.add(next);
        throw hubEnded ? link.refusal() : new SocketException("the listener is closed");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a peer");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    link.unsubscribe(subscription);
    for (Asking one; (one = asking.poll()) != null; ) {
      one.refuse();
    }
    asking.add(new Asking("", 0));
    link.close();
  }

  private final class Asking implements Pending {
    private final String inbox;
    private final int window;
    private volatile boolean accepted;

    Asking(String inbox, int window) {
      this.inbox = inbox;
      this.window = window;
    }

    @Override
    public HubStream accept() throws IOException {
      accepted = true;
      return NatsStream.accept(link, inbox, window);
    }

    @Override
    public void refuse() {
      refuse("the listener is closed");
    }

    private void refuse(String why) {
      if (!accepted && !inbox.isEmpty()) {
        link.publish(inbox, null, new StreamFrame.Reset(why));
      }
    }
  }
}
