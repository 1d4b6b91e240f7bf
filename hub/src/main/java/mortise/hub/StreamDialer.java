package mortise.hub;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubStream;
import mortise.cli.hub.HubStreamDialer;

/** Connects to listeners of one subject, over one connection to the hub. */
final class StreamDialer implements HubStreamDialer {
  private final HubSettings settings;
  private final int window;
  private final StreamTimes times;

  /** Null before the first use. Guarded by this. */
  private StreamLink link;

  /** Guarded by this. */
  private boolean closed;

  StreamDialer(HubSettings settings, int window, StreamTimes times) {
    this.settings = settings;
    this.window = window;
    this.times = times;
  }

  @Override
  public HubStream connect(Duration timeout) throws IOException {
    return NatsStream.dial(link(), settings.room(), window, timeout);
  }

  private synchronized StreamLink link() throws IOException {
    if (closed) {
      throw new SocketException("closed");
    }
    if (link == null || link.isClosed()) {
      link = StreamLink.open(settings, times, this::forget);
    }
    return link;
  }

  /** The server has refused the login: the next connect tries anew. */
  private synchronized void forget() {
    if (link != null) {
      StreamLink ended = link;
      link = null;
      Thread.startVirtualThread(ended::close);
    }
  }

  @Override
  public void close() {
    StreamLink last;
    synchronized (this) {
      closed = true;
      last = link;
    }
    if (last != null) {
      last.close();
    }
  }
}
