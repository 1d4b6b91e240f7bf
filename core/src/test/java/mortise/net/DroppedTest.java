package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.poll.Descriptor;
import mortise.testing.Loopback;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is dropped without close is given back, and nothing that is in use. */
final class DroppedTest {
  @TempDir private Path folder;

  /** Connected to a socket that nobody has any more. */
  private static Socket peerOfDropped(boolean watched) throws Exception {
    SocketPair pair = Loopback.UNIX_STREAM.pair();
    if (watched) {
      // The poller has its descriptor then.
      Running<byte[]> reader = Running.parked(Threads.PLATFORM, () -> pair.first().recv(1));
      pair.second().send(new byte[1]);
      reader.end().returned();
    }
    return pair.second();
  }

  private static boolean hasEnded(Socket peer) throws Exception {
    System.gc();
    try {
      return peer.recv(new byte[1], 0, 1, Deadline.NOW) == 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void droppedSocketIsClosed() throws Exception {
    for (boolean watched : new boolean[] {false, true}) {
      try (Socket peer = peerOfDropped(watched)) {
        Until.holds(() -> hasEnded(peer));
      }
    }
  }

  @Test
  void droppedListenerRemovesItsFile() throws Exception {
    Path file = folder.resolve("socket");
    listen(file);
    Until.holds(() -> {
      System.gc();
      return !Files.exists(file);
    });
  }

  private static void listen(Path file) throws Exception {
    Socket listener = Socket.open(Family.UNIX, Type.STREAM);
    listener.bind(UnixBinding.of(Unix.of(file.toString())).unlinkOnClose());
    listener.listen(1);
    assertThat(Files.exists(file)).isTrue();
  }

  @Test
  void droppedPollIsGivenBackWithItsSockets() throws Exception {
    WeakReference<Poll> poll = poll();
    Until.holds(() -> {
      System.gc();
      return poll.get() == null;
    });
  }

  @Test
  void droppedSpliceReleasesItsPipe() throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Descriptor outlet = Splice.of(pair.first(), pair.second()).outlet();
      Until.holds(() -> {
        System.gc();
        return !outlet.isOpen();
      });
    }
  }

  private static WeakReference<Poll> poll() throws Exception {
    SocketPair pair = Loopback.UNIX_STREAM.pair();
    Running<byte[]> reader = Running.parked(Threads.PLATFORM, () -> pair.first().recv(1));
    pair.second().send(new byte[1]);
    reader.end().returned();
    Poll poll = Poll.open();
    poll.add(pair.first(), Events.IN);
    return new WeakReference<>(poll);
  }

  /** The frame of the call alone has the socket. */
  @ParameterizedTest
  @EnumSource(Threads.class)
  void socketIsNotClosedDuringACallOnIt(Threads kind) throws Exception {
    SocketPair[] pair = {Loopback.UNIX_STREAM.pair()};
    try (Socket peer = pair[0].second()) {
      Running<byte[]> reader = Running.parked(kind, receiving(pair[0].first()));
      pair[0] = null;
      for (int i = 0; i < 5; i++) {
        System.gc();
      }
      peer.send(new byte[] {5});
      assertThat(reader.end().returned()).containsExactly(5);
    }
  }

  private static java.util.concurrent.Callable<byte[]> receiving(Socket socket) {
    return () -> socket.recv(1);
  }

  @Test
  void streamKeepsItsSocketOpen() throws Exception {
    SocketPair[] pair = {Loopback.UNIX_STREAM.pair()};
    try (Socket peer = pair[0].second()) {
      InputStream in = pair[0].first().inputStream();
      pair[0] = null;
      for (int i = 0; i < 5; i++) {
        System.gc();
      }
      peer.send(new byte[] {6});
      assertThat(in.read()).isEqualTo(6);
      in.close();
    }
  }

  @Test
  void detachedNumberStaysOpen() throws Exception {
    SocketPair[] pair = {Loopback.UNIX_STREAM.pair()};
    try (Socket peer = pair[0].second()) {
      int number = pair[0].first().detach();
      pair[0] = null;
      for (int i = 0; i < 5; i++) {
        System.gc();
      }
      assertThat(hasEnded(peer)).isFalse();
      Socket.ofDescriptor(number).close();
      assertThat(peer.recv(1)).isEmpty();
    }
  }
}
