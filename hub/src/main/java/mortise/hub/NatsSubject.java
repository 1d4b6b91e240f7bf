package mortise.hub;

import io.nats.client.Dispatcher;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubSubject;

/** A subject of NATS as datagrams: bounded on the way in, and refused on the way out when full. */
final class NatsSubject implements HubSubject {
  private static final int WAITING = 4096;
  private static final long WAITING_BYTES = 4 << 20;
  private static final byte[] END = {};

  private final NatsLink link;
  private final String target;
  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closed;

  private NatsSubject(NatsLink link, String target) {
    this.link = link;
    this.target = target;
  }

  static NatsSubject open(HubSettings settings, String target) throws IOException {
    NatsLink link =
        NatsLink.open(settings, "mortise relay", line -> System.err.println("mortise: " + line));
    NatsSubject subject = new NatsSubject(link, target);
    link.whenEnded(() -> subject.messages.add(END));
    try {
      Dispatcher dispatcher =
          link.connection().createDispatcher(message -> subject.put(message.getData()));
      dispatcher.subscribe(settings.room());
      // So that what is published as soon as this is open arrives.
      link.connection().flush(java.time.Duration.ofSeconds(5));
      return subject;
    } catch (IllegalStateException e) {
      link.close();
      throw link.refusal(e);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      link.close();
      throw new IOException("hub: the server does not answer", e);
    }
  }

  private void put(byte[] message) {
    if (messages.size() >= WAITING || bytes.get() + message.length > WAITING_BYTES) {
      dropped.incrementAndGet();
    } else {
      bytes.addAndGet(message.length);
      messages.add(message);
    }
  }

  @Override
  public byte[] next() throws IOException, InterruptedException {
    byte[] message = messages.take();
    if (closed || message == END) {
      messages.add(END);
      if (closed) {
        return null;
      }
      throw link.refusal(new IllegalStateException("closed"));
    }
    bytes.addAndGet(-message.length);
    return message;
  }

  @Override
  public void publish(byte[] message) throws IOException {
    try {
      link.connection().publish(target, message);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "nats:"
              + target
              + ": a message of "
              + message.length
              + " bytes is larger than the server takes",
          e);
    } catch (IllegalStateException e) {
      throw link.refusal(e);
    }
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      messages.add(END);
      link.close();
    }
  }
}
