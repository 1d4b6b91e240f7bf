package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A reset of a connection, and what the calls see that come after the one that took the error. */
final class ResetTest {
  private static final Errno OK = new Errno(0);

  record Square(Loopback kind, Transfer first, Threads threads) {
    @Override
    public String toString() {
      return kind + " " + first + " " + threads;
    }
  }

  static Stream<Square> squares() {
    List<Square> squares = new ArrayList<>();
    for (Loopback kind : Loopback.CONNECTIONS) {
      for (Transfer first : Transfer.values()) {
        if (first.isFor(kind)) {
          for (Threads threads : Threads.values()) {
            squares.add(new Square(kind, first, threads));
          }
        }
      }
    }
    return squares.stream();
  }

  /** A connection whose peer has reset it, and that has not reported it yet. */
  private static Socket reset(Loopback kind) throws IOException {
    Socket subject;
    try (SocketPair pair = kind.pair()) {
      subject = pair.first().dup();
      if (kind.isTcp()) {
        pair.first().close();
        Misbehaviour.reset(pair.second());
      } else {
        // Of unix(7) a close is a reset where the peer's bytes were not read.
        subject.send(new byte[1]);
      }
    }
    subject.awaitReadable(Deadline.NEVER);
    return subject;
  }

  /** A send on a UNIX socket says EPIPE without taking the error. */
  private static boolean takes(Transfer transfer, Loopback kind) {
    return kind != Loopback.UNIX_STREAM || !transfer.sends();
  }

  @ParameterizedTest
  @MethodSource("squares")
  void resetIsSeenByEveryLaterCall(Square square) throws Exception {
    for (Transfer second : Transfer.values()) {
      if (second.isFor(square.kind)) {
        try (Socket subject = reset(square.kind)) {
          Running.start(square.threads, () -> check(subject, square, second)).end().returned();
        }
      }
    }
  }

  private static Void check(Socket subject, Square square, Transfer second) throws IOException {
    boolean taken = takes(square.first, square.kind);
    assertThat(square.first.errno(subject)).isEqualTo(taken ? Errno.ECONNRESET : Errno.EPIPE);
    Errno later = taken || takes(second, square.kind) ? Errno.ECONNRESET : Errno.EPIPE;
    assertThat(second.errno(subject)).as("%s", second).isEqualTo(later);
    assertThat(second.errno(subject)).as("%s again", second).isEqualTo(later);
    return null;
  }

  /** Linux keeps what came before a reset; only then is the reset seen. */
  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6"})
  void bytesBeforeResetAreReceivedBeforeIt(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.second().send(new byte[7]);
      Misbehaviour.reset(pair.second());
      awaitHangUp(pair.first());
      assertThat(Transfer.SEND.errno(pair.first())).isEqualTo(Errno.ECONNRESET);
      assertThat(pair.first().recv(9)).hasSize(7);
      assertThatThrownBy(() -> pair.first().recv(9)).hasMessageContaining("(ECONNRESET)");
    }
  }

  private static void awaitHangUp(Socket socket) throws IOException {
    Needs.linux("a hang-up that is reported unasked");
    try (Poll poll = Poll.open()) {
      poll.add(socket, new Events(0)); // hang-up and error are reported unasked
      assertThat(poll.await()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM", "SEQPACKET"})
  void endStaysAnEnd(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.second().close();
      for (Transfer call : Transfer.values()) {
        if (call.isFor(kind) && !call.sends()) {
          assertThat(call.errno(pair.first())).as("%s", call).isEqualTo(OK);
        }
      }
    }
  }

  /** The peer had said all, and then refuses what comes: its end was orderly all the same. */
  @Test
  void endBeforeResetStaysAnEnd() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.second().shutdown(Shutdown.WR);
      assertThat(pair.first().recv(9)).isEmpty();
      Misbehaviour.reset(pair.second());
      awaitHangUp(pair.first());
      assertThat(Transfer.SEND.errno(pair.first())).isEqualTo(Errno.EPIPE);
      assertThat(pair.first().recv(9)).isEmpty();
      assertThat(Transfer.SEND.errno(pair.first())).isEqualTo(Errno.EPIPE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void resetIsSeenAfterAnyShutdown(Shutdown how) throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.first().shutdown(how);
      Misbehaviour.reset(pair.second());
      awaitHangUp(pair.first());
      for (int i = 0; i < 2; i++) {
        assertThat(Transfer.RECV.errno(pair.first())).isEqualTo(Errno.ECONNRESET);
      }
    }
  }

  @Test
  void pollReportsErrorThatWasTaken() throws Exception {
    try (Socket subject = reset(Loopback.TCP4);
        Poll poll = Poll.open()) {
      poll.add(subject, Events.IN);
      assertThat(Transfer.RECV.errno(subject)).isEqualTo(Errno.ECONNRESET);
      assertThat(poll.await().getFirst().events().hasAny(Events.ERR)).isTrue();
      subject.awaitReadable(Deadline.NOW);
    }
  }

  @NeedsLinux("an address without a family")
  @Test
  void socketThatIsConnectedAnewForgetsTheError() throws Exception {
    try (Socket listener = Loopback.TCP4.listener();
        Socket subject = reset(Loopback.TCP4)) {
      assertThat(Transfer.RECV.errno(subject)).isEqualTo(Errno.ECONNRESET);
      subject.connect(RawAddress.of(Family.UNSPEC, new byte[14])); // dissolves the old one
      subject.connect(listener.localAddress());
      listener.accept().close();
      assertThat(subject.recv(9)).isEmpty();
    }
  }

  /** Port unreachable is news of one datagram, and the socket goes on. */
  @Test
  void errorOfDatagramIsReportedOnce() throws Exception {
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.second().close();
      pair.first().send(new byte[1]);
      awaitError(pair.first());
      assertThat(Transfer.RECV.errno(pair.first())).isEqualTo(Errno.ECONNREFUSED);
      assertThat(pair.first().option(Option.SO_ERROR)).isZero();
    }
  }

  private static void awaitError(Socket socket) throws IOException {
    awaitHangUp(socket);
  }

  /**
   * The reader waits and the writer does too when the reset comes: whichever takes the error, and
   * however close the other one follows, neither sees an end or a broken pipe.
   */
  @ParameterizedTest
  @EnumSource
  void resetIsSeenInBothDirectionsAtOnce(Threads threads) throws Exception {
    for (int i = 0; i < 50; i++) {
      try (SocketPair pair = Loopback.TCP4.pair()) {
        Socket subject = pair.first();
        Misbehaviour.shrink(subject, pair.second());
        CountDownLatch both = new CountDownLatch(2);
        Running<Errno> reader = Running.start(threads, () -> untilFailure(both, subject, false));
        Running<Errno> writer = Running.start(threads, () -> untilFailure(both, subject, true));
        both.await();
        Misbehaviour.reset(pair.second());
        assertThat(reader.end().returned()).isEqualTo(Errno.ECONNRESET);
        assertThat(writer.end().returned()).isEqualTo(Errno.ECONNRESET);
      }
    }
  }

  private static Errno untilFailure(CountDownLatch started, Socket socket, boolean write)
      throws IOException {
    byte[] bytes = new byte[1 << 16];
    started.countDown();
    try {
      while (write ? socket.send(bytes) > 0 : socket.recv(bytes) > 0) {}
      return OK;
    } catch (SocketException e) {
      return ((SocketFailure) e).errno();
    }
  }
}
