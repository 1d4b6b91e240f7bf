package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.SocketPair;
import mortise.net.Type;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Parked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ends an acceptor, and what does not. */
final class AcceptorTest {
  /** An observer that has no memory for anything. */
  private static final class Broken implements Acceptor.Observer {
    @Override
    public void preload() {
      throw new NoClassDefFoundError("preload");
    }

    @Override
    public void failed(Throwable failure) {
      throw new OutOfMemoryError("failed");
    }

    @Override
    public void rejected(RejectReason reason) {
      throw new OutOfMemoryError("rejected");
    }

    @Override
    public void report(String message, Throwable failure) {
      throw new IllegalStateException("report");
    }
  }

  private static final class Noted implements Acceptor.Observer {
    final List<Throwable> failures = new ArrayList<>();
    final List<RejectReason> rejected = new ArrayList<>();
    final List<String> messages = new ArrayList<>();

    @Override
    public void failed(Throwable failure) {
      failures.add(failure);
    }

    @Override
    public void rejected(RejectReason reason) {
      rejected.add(reason);
    }

    @Override
    public void report(String message, Throwable failure) {
      messages.add(message);
    }
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new OutOfMemoryError("none left"),
        new StackOverflowError(),
        new NoClassDefFoundError("mortise/sys/StringH"),
        new IllegalStateException("handler"),
        new IOException("pipe"),
        new Error("handler"));
  }

  private static void acceptsOne(Acceptor acceptor, Socket listener) throws IOException {
    try (Socket client = Loopback.TCP4.client(listener.localAddress());
        Socket accepted = acceptor.accept()) {
      assertThat(accepted.cachedPeerAddress()).isEqualTo(client.localAddress());
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void acceptingGoesOnAfterAnyFaultThatFollowsIt(Throwable fault) throws IOException {
    Noted noted = new Noted();
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Acceptor acceptor = Acceptor.of(listener, noted)) {
      acceptor.recover(fault);
      acceptor.recover(fault);
      acceptsOne(acceptor, listener);
      assertThat(noted.failures).containsExactly(fault, fault);
      assertThat(noted.messages).as("one of a kind per minute").hasSize(1);
      assertThat(noted.messages.getFirst()).contains("" + listener.localAddress());
      boolean memory = fault instanceof OutOfMemoryError;
      assertThat(noted.rejected).hasSize(memory ? 2 : 0);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void observerThatThrowsEndsNothing(Throwable fault) throws IOException {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Acceptor acceptor = Acceptor.of(listener, new Broken())) {
      acceptor.recover(fault);
      acceptsOne(acceptor, listener);
    }
  }

  @Test
  void descriptorThatCannotBeAcceptedFromIsAnErrorAtOnce() throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM);
        Socket unlistened = Socket.open();
        Acceptor connected = Acceptor.of(pair.first(), Acceptor.Observer.NONE);
        Acceptor bound = Acceptor.of(unlistened, Acceptor.Observer.NONE)) {
      for (Acceptor acceptor : List.of(connected, bound)) {
        assertThatThrownBy(acceptor::accept)
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("does not listen");
      }
    }
  }

  @Test
  void listeningSocketIsToldFromConnectedAndFromNeither() throws IOException {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM);
        Socket unlistened = Socket.open();
        Socket datagrams = Socket.open(Family.INET, Type.DGRAM)) {
      assertThat(Acceptor.isListening(listener)).isTrue();
      assertThat(Acceptor.isListening(pair.first())).isFalse();
      assertThatThrownBy(() -> Acceptor.isListening(unlistened))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("neither listens nor is connected");
      assertThatThrownBy(() -> Acceptor.isListening(datagrams))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no connections to accept");
    }
  }

  @Test
  void closeInterruptAndDeadlineEndAnAccept() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Acceptor acceptor = Acceptor.of(listener, Acceptor.Observer.NONE)) {
      assertThatThrownBy(() -> acceptor.accept(Deadline.NOW))
          .isInstanceOf(SocketTimeoutException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(acceptor::accept)
          .isInstanceOf(InterruptedIOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
      assertThat(Thread.interrupted()).isTrue();
      Ended<Socket> ended = Parked.then(acceptor::accept, acceptor::close);
      assertThat(ended.failure()).isInstanceOf(SocketException.class);
    }
  }
}
