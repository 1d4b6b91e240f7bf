package mortise.cli.hub;

import java.io.IOException;
import java.util.ServiceLoader;

/** Makes rooms, subjects and streams; found by {@link ServiceLoader} on the class path. */
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
   * Listens for streams at the subject {@link HubSettings#room}.
   *
   * @param window the number of bytes that may be in flight in one direction of a stream, at most
   * @throws IOException when no server accepts it; the message is one sentence with the reason
   */
  HubStreamListener listen(HubSettings settings, int window) throws IOException;

  /**
   * Connects to listeners at the subject {@link HubSettings#room}; at first does nothing.
   *
   * @param window as of {@link #listen}
   */
  HubStreamDialer dialer(HubSettings settings, int window);

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
