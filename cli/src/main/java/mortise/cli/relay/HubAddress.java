package mortise.cli.relay;

import java.util.ArrayList;
import java.util.List;
import mortise.cli.hub.HubSettings;
import mortise.net.ByteText;

/** The servers, the subject and the login of an address of NATS. */
final class HubAddress {
  private static final String USUAL = "nats://127.0.0.1:4222";
  private static final int WINDOW = 256 << 10;
  private static final int SMALLEST_WINDOW = 4 << 10;
  private static final int LARGEST_WINDOW = 16 << 20;

  private HubAddress() {}

  /**
   * Reads them.
   *
   * @throws BadAddressException when one cannot be
   */
  static HubSettings settings(AddressSpec spec) {
    List<String> urls = spec.values(AddressOption.SERVER);
    List<String> servers = new ArrayList<>();
    String login = null;
    try {
      for (String url : urls.isEmpty() ? List.of(USUAL) : urls) {
        HubSettings one = HubSettings.parse(url + "/" + spec.body());
        servers.addAll(one.servers());
        login = one.login() == null ? login : one.login();
      }
    } catch (IllegalArgumentException e) {
      throw spec.wrong(e.getMessage());
    }
    return new HubSettings(
        servers,
        login,
        spec.body(),
        spec.value(AddressOption.CREDENTIALS).map(ByteText::path).orElse(null),
        spec.value(AddressOption.TRUST_FILE).map(ByteText::path).orElse(null),
        null,
        false);
  }

  /** The number of bytes that may be in flight in one direction of a stream. */
  static int window(AddressSpec spec) {
    return new OptionValues(spec)
        .number(AddressOption.WINDOW, SMALLEST_WINDOW, LARGEST_WINDOW)
        .map(Long::intValue)
        .orElse(WINDOW);
  }
}
