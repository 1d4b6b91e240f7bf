package mortise.cli.relay;

import java.io.IOException;
import mortise.cli.hub.HubProvider;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubStreamListener;

/** {@code nats-stream-listen:}, an address that accepts streams at a subject of NATS. */
final class HubListenEndpoint implements RelayEndpoint {
  private final AddressSpec spec;
  private final HubStreamListener listener;

  HubListenEndpoint(AddressSpec spec) throws IOException {
    this.spec = spec;
    HubSettings settings = HubAddress.settings(spec);
    int window = HubAddress.window(spec);
    this.listener = HubProvider.installed().listen(settings, window);
  }

  @Override
  public Offer next() throws IOException {
    HubStreamListener.Pending pending = listener.next();
    return new Offer() {
      @Override
      public RelaySide open() throws IOException {
        return RelaySide.of(HubConnection.of(pending.accept()), spec);
      }

      @Override
      public void decline() {
        pending.refuse();
      }
    };
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public String notice() {
    return "listening";
  }

  @Override
  public void close() {
    listener.close();
  }
}
