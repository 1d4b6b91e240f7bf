package mortise.hub;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The stream of a room, and this node's place in it. */
final class StreamStore {
  private static final String NONE =
      "the server has no JetStream, which --durable needs (nats-server -js)";

  private static final int NOT_FOUND = 404;
  private static final int STREAM_IN_USE = 10058;
  private static final int CLUSTERED = 3;
  private static final int TRIES = 10;
  private static final Duration AGE = Duration.ofDays(7);
  private static final Duration DUPLICATES = Duration.ofMinutes(2);
  private static final Duration UNUSED = Duration.ofMinutes(1);

  private final Connection connection;
  private final String room;
  private final String stream;
  private final String places;
  private final String node;
  private final boolean keeps;

  /**
   * @param node the node's name
   * @param keeps whether the place is kept while the node is away
   */
  StreamStore(Connection connection, String room, String node, boolean keeps) {
    this.connection = connection;
    this.room = room;
    this.stream = "mortise_" + room.replaceAll("[^\\p{Alnum}]", "_");
    this.places = stream + "_places";
    this.node = node;
    this.keeps = keeps;
  }

  String stream() {
    return stream;
  }

  private String subjects() {
    return room + ".said.*";
  }

  /**
   * Makes the stream, where there is none. One that was made by other means is taken as it is.
   *
   * @throws IOException with a sentence, when there can be none
   */
  void prepare() throws IOException {
    try {
      JetStreamManagement management = connection.jetStreamManagement();
      prepare(management, messages(), subjects());
      if (keeps) {
        prepare(management, places(), room + ".place.*");
      }
    } catch (JetStreamApiException e) {
      throw new IOException(words(e), e);
    } catch (IOException e) {
      throw connection.getServerInfo().isJetStreamAvailable() ? e : new IOException(NONE, e);
    }
  }

  private static String words(JetStreamApiException e) {
    String why = e.getErrorDescription();
    return why != null && why.contains("not enabled") ? NONE : "the stream cannot be used: " + why;
  }

  private void prepare(JetStreamManagement management, StreamConfiguration wanted, String subject)
      throws IOException, JetStreamApiException {
    if (!exists(management, wanted.getName())) {
      create(management, wanted);
    }
    List<String> subjects =
        management.getStreamInfo(wanted.getName()).getConfiguration().getSubjects();
    if (!subjects.contains(subject)) {
      throw new IOException(
          "the stream " + wanted.getName() + " has the subjects " + subjects + ", not " + subject);
    }
  }

  private static boolean exists(JetStreamManagement management, String name)
      throws IOException, JetStreamApiException {
    try {
      management.getStreamInfo(name);
      return true;
    } catch (JetStreamApiException e) {
      if (e.getErrorCode() != NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }

  /** In a cluster with three copies; one that has just been started may need a moment for that. */
  private void create(JetStreamManagement management, StreamConfiguration wanted)
      throws IOException, JetStreamApiException {
    int replicas = connection.getServerInfo().getCluster() == null ? 1 : CLUSTERED;
    StreamConfiguration all = StreamConfiguration.builder(wanted).replicas(replicas).build();
    for (int i = 1; ; i++) {
      try {
        management.addStream(all);
        return;
      } catch (JetStreamApiException e) {
        if (e.getApiErrorCode() == STREAM_IN_USE) {
          // Another node was faster.
          return;
        }
        if (replicas == 1) {
          throw e;
        }
        if (i == TRIES) {
          throw new IOException(
              "the cluster cannot store "
                  + CLUSTERED
                  + " copies ("
                  + e.getErrorDescription()
                  + "); a stream "
                  + wanted.getName()
                  + " made by hand may have fewer",
              e);
        }
        rest();
      }
    }
  }

  private static void rest() throws IOException {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the cluster", e);
    }
  }

  private StreamConfiguration messages() {
    return StreamConfiguration.builder()
        .name(stream)
        .subjects(subjects())
        .storageType(StorageType.File)
        .maxAge(AGE)
        .duplicateWindow(DUPLICATES)
        .build();
  }

  /** The place of each node, the last one alone. */
  private StreamConfiguration places() {
    return StreamConfiguration.builder()
        .name(places)
        .subjects(room + ".place.*")
        .storageType(StorageType.File)
        .maxMessagesPerSubject(1)
        .maxAge(AGE)
        .build();
  }

  /** Where this node was at the end of an earlier run; at the stream's end where there was none. */
  Place place() throws IOException {
    try {
      Place end = new Place(last(), List.of());
      if (!keeps) {
        return end;
      }
      try {
        MessageInfo place = connection.jetStreamManagement().getLastMessage(places, placeSubject());
        return Place.decode(place.getData());
      } catch (JetStreamApiException e) {
        if (e.getErrorCode() != NOT_FOUND) {
          throw e;
        }
        keep(end);
        return end;
      }
    } catch (JetStreamApiException e) {
      throw new IOException(words(e), e);
    } catch (NumberFormatException e) {
      throw new IOException("the last message of " + placeSubject() + " is no place", e);
    }
  }

  /** The number of the stream's last message. */
  long last() throws IOException, JetStreamApiException {
    return connection
        .jetStreamManagement()
        .getStreamInfo(stream)
        .getStreamState()
        .getLastSequence();
  }

  private String placeSubject() {
    return room + ".place." + node;
  }

  /** Keeps this node's place for its next run, and returns when it is stored. */
  void keep(Place place) throws IOException, JetStreamApiException {
    if (keeps) {
      connection.jetStream().publish(placeSubject(), place.encode());
    }
  }

  /** Subscribes to what stands in the stream behind a message. */
  JetStreamSubscription subscribe(long after) throws IOException, JetStreamApiException {
    JetStreamManagement management = connection.jetStreamManagement();
    // As many as the stream has, so that the death of a server needs no new subscription.
    int replicas = management.getStreamInfo(stream).getConfiguration().getReplicas();
    ConsumerConfiguration behind =
        ConsumerConfiguration.builder()
            .numReplicas(replicas)
            .ackPolicy(AckPolicy.None)
            .deliverPolicy(DeliverPolicy.ByStartSequence)
            .startSequence(after + 1)
            .inactiveThreshold(UNUSED)
            .build();
    String consumer = management.addOrUpdateConsumer(stream, behind).getName();
    return connection.jetStream().subscribe(null, PullSubscribeOptions.fastBind(stream, consumer));
  }
}
