package mortise.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.HubStream;
import org.junit.jupiter.api.Test;

/** Streams over NATS, of both ends in this JVM. */
class NatsStreamTest {
  private static final int WINDOW = 64 << 10;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** {@code -Dhub.stream=64} for more MiB in each direction. */
  private static final int LENGTH = Integer.getInteger("hub.stream", 8) << 20;

  private static final StreamTimes QUICK =
      new StreamTimes(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5));

  /** A listener, a dialer, and threads for both ends. */
  private static final class Ends implements AutoCloseable {
    final StreamListener listener;
    final StreamDialer dialer;
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Ends(NatsServer server, StreamTimes times) throws IOException {
      this(server, server, times);
    }

    Ends(NatsServer first, NatsServer second, StreamTimes times) throws IOException {
      listener = StreamListener.open(settings(first), WINDOW, times);
      dialer = new StreamDialer(settings(second), WINDOW, times);
    }

    HubStream dial() throws IOException {
      return dialer.connect(TIMEOUT);
    }

    Future<HubStream> accept() {
      return threads.submit(() -> listener.next().accept());
    }

    <T> Future<T> start(Callable<T> action) {
      return threads.submit(action);
    }

    @Override
    public void close() {
      dialer.close();
      listener.close();
      threads.shutdownNow();
    }
  }

  private static HubSettings settings(NatsServer server) {
    return HubSettings.parse(server.url() + "/s.one");
  }

  private static Void write(HubStream stream, long seed, int length) throws IOException {
    Random random = new Random(seed);
    byte[] part = new byte[50_000];
    for (int left = length; left > 0; left -= part.length) {
      random.nextBytes(part);
      stream.write(part, 0, Math.min(left, part.length));
    }
    stream.closeWrite();
    return null;
  }

  /** Compares what comes with what {@link #write} sends, and returns how much came. */
  private static int check(HubStream stream, long seed, int pauseAfter) throws Exception {
    Random random = new Random(seed);
    byte[] wanted = new byte[50_000];
    byte[] got = new byte[50_000];
    int count = 0;
    int filled = 0;
    for (int n; (n = stream.read(got, filled, got.length - filled)) >= 0; ) {
      filled += n;
      count += n;
      if (filled == got.length) {
        random.nextBytes(wanted);
        assertThat(got).isEqualTo(wanted);
        filled = 0;
        if (pauseAfter > 0 && count / 50_000 % pauseAfter == 0) {
          Thread.sleep(2);
        }
      }
    }
    random.nextBytes(wanted);
    for (int i = 0; i < filled; i++) {
      assertThat(got[i]).isEqualTo(wanted[i]);
    }
    return count;
  }

  @Test
  void bytesGoBothWaysCompleteAndInOrder() throws Exception {
    try (NatsServer server = NatsServer.start();
        Ends ends = new Ends(server, StreamTimes.USUAL)) {
      Future<HubStream> accepted = ends.accept();
      try (HubStream a = ends.dial();
          HubStream b = accepted.get()) {
        Future<Void> there = ends.start(() -> write(a, 1, LENGTH));
        Future<Void> back = ends.start(() -> write(b, 2, LENGTH));
        Future<Integer> slow = ends.start(() -> check(b, 1, 1));
        assertThat(check(a, 2, 0)).isEqualTo(LENGTH);
        assertThat(slow.get()).isEqualTo(LENGTH);
        there.get();
        back.get();
      }
    }
  }

  @Test
  void halfCloseEndsOneDirection() throws Exception {
    try (NatsServer server = NatsServer.start();
        Ends ends = new Ends(server, StreamTimes.USUAL)) {
      Future<HubStream> accepted = ends.accept();
      try (HubStream a = ends.dial();
          HubStream b = accepted.get()) {
        a.closeWrite();
        assertThat(b.read(new byte[9], 0, 9)).isEqualTo(-1);
        assertThatThrownBy(() -> a.write(new byte[1], 0, 1)).isInstanceOf(SocketException.class);
        Future<Void> back = ends.start(() -> write(b, 3, 1_000_000));
        assertThat(check(a, 3, 0)).isEqualTo(1_000_000);
        back.get();
      }
    }
  }

  @Test
  void manyStreamsShareOneConnection() throws Exception {
    int streams = 50;
    try (NatsServer server = NatsServer.start();
        Ends ends = new Ends(server, StreamTimes.USUAL)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        int seed = i;
        all.add(
            ends.start(() -> {
              try (HubStream echo = ends.listener.next().accept()) {
                byte[] bytes = new byte[3000];
                for (int n; (n = echo.read(bytes, 0, bytes.length)) >= 0; ) {
                  echo.write(bytes, 0, n);
                }
                echo.closeWrite();
                return 200_000;
              }
            }));
        all.add(
            ends.start(() -> {
              try (HubStream stream = ends.dial()) {
                Future<Void> out = ends.start(() -> write(stream, seed, 200_000));
                int count = check(stream, seed, 0);
                out.get();
                return count;
              }
            }));
      }
      for (Future<Integer> each : all) {
        assertThat(each.get()).isEqualTo(200_000);
      }
    }
  }

  @Test
  void streamOutlivesTheServer() throws Exception {
    try (NatsServer server = NatsServer.start();
        Ends ends = new Ends(server, StreamTimes.USUAL)) {
      Future<HubStream> accepted = ends.accept();
      try (HubStream a = ends.dial();
          HubStream b = accepted.get()) {
        Future<Void> there = ends.start(() -> write(a, 1, 4_000_000));
        Future<Void> back = ends.start(() -> write(b, 2, 4_000_000));
        Future<Integer> slow = ends.start(() -> check(b, 1, 1));
        Future<Integer> other = ends.start(() -> check(a, 2, 1));
        for (int i = 0; i < 3; i++) {
          Thread.sleep(ThreadLocalRandom.current().nextInt(50, 300));
          server.kill();
          server.startAgain();
        }
        assertThat(slow.get()).isEqualTo(4_000_000);
        assertThat(other.get()).isEqualTo(4_000_000);
        there.get();
        back.get();
      }
    }
  }

  @Test
  void writerWaitsForCredit() throws Exception {
    try (NatsServer server = NatsServer.start();
        Ends ends = new Ends(server, StreamTimes.USUAL)) {
      Future<HubStream> accepted = ends.accept();
      try (HubStream a = ends.dial();
          HubStream b = accepted.get()) {
        a.write(new byte[WINDOW], 0, WINDOW);
        Future<Void> more =
            ends.start(() -> {
              a.write(new byte[1], 0, 1);
              return null;
            });
        Thread.sleep(200);
        assertThat(more.isDone()).isFalse();
        byte[] half = new byte[WINDOW / 2];
        for (int left = half.length; left > 0; ) {
          left -= b.read(half, 0, left);
        }
        more.get();
      }
    }
  }

  @Test
  void nobodyListeningIsRefused() throws Exception {
    try (NatsServer server = NatsServer.start();
        StreamDialer dialer = new StreamDialer(settings(server), WINDOW, QUICK)) {
      assertThatThrownBy(() -> dialer.connect(TIMEOUT))
          .isInstanceOf(ConnectException.class)
          .hasMessage("connection refused: nothing listens at the subject");
    }
  }

  @Test
  void closedListenerRefusesWhoWaits() throws Exception {
    try (NatsServer server = NatsServer.start();
        Ends ends = new Ends(server, StreamTimes.USUAL)) {
      Future<HubStream> waiting = ends.start(ends::dial);
      ends.listener.next().refuse();
      assertThatThrownBy(waiting::get).hasMessageContaining("reset: the listener is closed");
    }
  }

  @Test
  void abortResetsThePeer() throws Exception {
    try (NatsServer server = NatsServer.start();
        Ends ends = new Ends(server, StreamTimes.USUAL)) {
      Future<HubStream> accepted = ends.accept();
      try (HubStream a = ends.dial();
          HubStream b = accepted.get()) {
        a.write(new byte[10], 0, 10);
        a.abort();
        assertThatThrownBy(
                () -> {
                  while (true) {
                    b.read(new byte[10], 0, 10);
                  }
                })
            .isInstanceOf(SocketException.class)
            .hasMessage("reset: the peer has aborted");
        assertThatThrownBy(() -> b.write(new byte[1], 0, 1)).isInstanceOf(SocketException.class);
      }
    }
  }

  @Test
  void silentPeerIsFound() throws Exception {
    try (NatsServer server = NatsServer.start();
        Client other = Client.of(server)) {
      // Accepts, and is never heard again, though its subject has a subscriber.
      String inbox = other.connection().createInbox();
      other.connection().subscribe(inbox);
      other
          .connection()
          .createDispatcher(m ->
              other
                  .connection()
                  .publish(m.getReplyTo(), inbox, new StreamFrame.Accept(WINDOW).encode()))
          .subscribe("s.two");
      other.connection().flush(TIMEOUT);
      HubSettings two = HubSettings.parse(server.url() + "/s.two");
      try (StreamDialer dialer = new StreamDialer(two, WINDOW, QUICK);
          HubStream stream = dialer.connect(TIMEOUT)) {
        assertThatThrownBy(() -> stream.read(new byte[1], 0, 1))
            .hasMessage("no sign of the peer for 3s");
      }
    }
  }

  @Test
  void goneSubscriberIsFound() throws Exception {
    try (NatsServer server = NatsServer.start();
        StreamListener listener = StreamListener.open(settings(server), WINDOW, QUICK)) {
      HubStream stream;
      try (Client other = Client.of(server)) {
        String inbox = other.connection().createInbox();
        other
            .connection()
            .createDispatcher(m ->
                other
                    .connection()
                    .publish(
                        m.getReplyTo(), inbox, new StreamFrame.State(0, 0, 0, WINDOW).encode()))
            .subscribe(inbox);
        other.connection().flush(TIMEOUT);
        other.connection().publish("s.one", inbox, new StreamFrame.Open(WINDOW).encode());
        stream = listener.next().accept();
      }
      // As after kill -9: no reset, and no subscription any more.
      assertThatThrownBy(() -> stream.read(new byte[1], 0, 1)).hasMessage("the peer has gone");
      stream.close();
    }
  }

  @Test
  void whoHasGoneBeforeItIsAcceptedIsNoStream() throws Exception {
    try (NatsServer server = NatsServer.start();
        StreamListener listener = StreamListener.open(settings(server), WINDOW, QUICK);
        Client other = Client.of(server)) {
      other.connection().publish("s.one", "_INBOX.none", new StreamFrame.Open(WINDOW).encode());
      assertThatThrownBy(() -> listener.next().accept())
          .hasMessage("the peer has gone before it was accepted");
    }
  }

  @Test
  void messagesOfOthersAreNoStream() throws Exception {
    try (NatsServer server = NatsServer.start();
        Client other = Client.of(server);
        Ends ends = new Ends(server, StreamTimes.USUAL)) {
      Random random = new Random(1);
      for (int i = 0; i < 2000; i++) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && i % 2 == 0) {
          bytes[0] = (byte) "OADSR".charAt(i / 2 % 5);
        }
        other.connection().publish("s.one", i % 3 == 0 ? "_INBOX.x" : null, bytes);
      }
      // With a reply that is no inbox, which would have us publish elsewhere.
      other.connection().publish("s.one", "room.said.x", new StreamFrame.Open(WINDOW).encode());
      other.connection().flush(TIMEOUT);
      Future<HubStream> accepted = ends.accept();
      try (HubStream a = ends.dial();
          HubStream b = accepted.get()) {
        a.write("x".getBytes(UTF_8), 0, 1);
        assertThat(b.read(new byte[1], 0, 1)).isOne();
      }
    }
  }

  @Test
  void moreThanTheCreditResets() throws Exception {
    try (NatsServer server = NatsServer.start();
        StreamListener listener = StreamListener.open(settings(server), WINDOW, QUICK);
        Client other = Client.of(server)) {
      String inbox = other.connection().createInbox();
      other
          .connection()
          .createDispatcher(m -> {
            byte[] bytes = m.getData();
            if (bytes.length > 0 && bytes[0] == 'A') {
              for (int i = 0; i < 3; i++) {
                byte[] frame = StreamFrame.Data.of(i * 40_000L, 40_000).frame();
                other.connection().publish(m.getReplyTo(), inbox, frame);
              }
            }
          })
          .subscribe(inbox);
      other.connection().flush(TIMEOUT);
      other.connection().publish("s.one", inbox, new StreamFrame.Open(WINDOW).encode());
      try (HubStream stream = listener.next().accept()) {
        assertThatThrownBy(
                () -> {
                  Thread.sleep(500);
                  stream.read(new byte[1], 0, 1);
                })
            .hasMessage("the peer does not keep the rules of the stream");
      }
    }
  }
}
