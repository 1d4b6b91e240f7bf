package mortise.cli.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import mortise.cli.hub.HubProvider;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubSubject;
import mortise.net.Printable;
import mortise.server.Connection;

/** A subject of NATS: each read is a message of others, each write publishes one. */
final class HubEndpoint implements RelayEndpoint {
  private final AddressSpec spec;
  private final HubSettings settings;
  private final String target;

  HubEndpoint(AddressSpec spec) {
    this.spec = spec;
    this.settings = HubAddress.settings(spec);
    try {
      this.target = HubSettings.subject(spec.value(AddressOption.PUBLISH).orElse(spec.body()));
    } catch (IllegalArgumentException e) {
      throw spec.wrong(e.getMessage());
    }
  }

  @Override
  public Offer next() {
    return () -> RelaySide.of(open(), spec);
  }

  private Connection open() throws IOException {
    HubSubject subject = HubProvider.installed().subject(settings, target);
    try {
      return new Messages(subject);
    } catch (IOException | RuntimeException e) {
      subject.close();
      throw e;
    }
  }

  private final class Messages extends AddresslessConnection {
    private final HubSubject subject;
    private volatile boolean closed;

    Messages(HubSubject subject) throws IOException {
      this.subject = subject;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        byte[] message = subject.next();
        if (message == null) {
          return -1;
        }
        // Excess bytes are discarded, as by recv(2) on a datagram socket.
        int count = Math.min(length, message.length);
        System.arraycopy(message, 0, bytes, offset, count);
        return count;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a message");
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      subject.publish(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** A subject has no end. */
    @Override
    public void closeWrite() {}

    @Override
    public void close() {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
      }
      subject.close();
      super.close();
      if (subject.dropped() > 0) {
        System.err.println(
            Printable.line(
                "mortise: "
                    + spec
                    + ": "
                    + subject.dropped()
                    + " messages dropped, not read in time"));
      }
    }

    @Override
    public void abort() {
      close();
    }
  }
}
