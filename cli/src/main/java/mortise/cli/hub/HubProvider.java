package mortise.cli.hub;

import java.io.IOException;
import java.util.ServiceLoader;

/** Makes rooms and subjects; found by {@link ServiceLoader} on the class path. */
public interface HubProvider {
  /**
   * Joins a room. Blocks until the hub has accepted this node.
   *
   * @throws IOException when no server accepts it; the message is one sentence with the reason
   */
  HubRoom join(HubSettings settings, RoomListener listener) throws IOException;

  /**
   * Subscribes to a subject; what is published to it by others arrives, and what is sent is
   * published.
   *
   * @param settings the servers; {@link HubSettings#room} is the subject to subscribe to
   * @param target the subject to publish to
   * @throws IOException when no server accepts it; the message is one sentence with the reason
   */
  HubSubject subject(HubSettings settings, String target) throws IOException;

  /**
   * The provider of this installation.
   *
   * @throws IOException when it has none
   */
  static HubProvider installed() throws IOException {
    return ServiceLoader.load(HubProvider.class, ClassLoader.getSystemClassLoader())
        .findFirst()
        .orElseThrow(() ->
            new IOException("no hub in this installation: mortise-hub is not on the class path"));
  }
}
