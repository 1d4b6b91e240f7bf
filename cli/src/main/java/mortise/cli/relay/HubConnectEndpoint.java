package mortise.cli.relay;

import java.io.IOException;
import java.time.Duration;
import mortise.cli.hub.HubProvider;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubStreamDialer;

/** {@code nats-stream:}, an address that connects to a listener at a subject of NATS. */
final class HubConnectEndpoint implements RelayEndpoint {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final AddressSpec spec;
  private final HubStreamDialer dialer;
  private final Retries retries;

  HubConnectEndpoint(AddressSpec spec) throws IOException {
    this.spec = spec;
    this.retries = new Retries(spec);
    HubSettings settings = HubAddress.settings(spec);
    int window = HubAddress.window(spec);
    this.dialer = HubProvider.installed().dialer(settings, window);
  }

  @Override
  public Offer next() {
    return () -> retries.open(this::once);
  }

  private RelaySide once(Duration timeout) throws IOException {
    Duration time = timeout == null ? TIMEOUT : timeout;
    return RelaySide.of(HubConnection.of(dialer.connect(time)), spec);
  }

  @Override
  public void close() {
    dialer.close();
  }
}
