package mortise.hub;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import mortise.cli.hub.HubProvider;
import mortise.cli.hub.HubRoom;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubStreamDialer;
import mortise.cli.hub.HubStreamListener;
import mortise.cli.hub.HubSubject;
import mortise.cli.hub.RoomListener;

/** Rooms, subjects and streams over NATS. */
public final class NatsHub implements HubProvider {
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  /** For {@link java.util.ServiceLoader}. */
  public NatsHub() {}

  @Override
  public HubRoom join(HubSettings settings, RoomListener listener) throws IOException {
    return NatsRoom.join(settings, listener, RoomTimes.USUAL);
  }

  @Override
  public HubSubject subject(HubSettings settings, String target) throws IOException {
    return NatsSubject.open(settings, target);
  }

  @Override
  public HubStreamListener listen(HubSettings settings, int window) throws IOException {
    return StreamListener.open(settings, window, StreamTimes.USUAL);
  }

  @Override
  public HubStreamDialer dialer(HubSettings settings, int window) {
    return new StreamDialer(settings, window, StreamTimes.USUAL);
  }

  /** A name that no other node is likely to have. */
  static String random(int length) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      name.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
    }
    return name.toString();
  }
}
