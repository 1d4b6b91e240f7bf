package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.Unistd;
import mortise.testing.ChildJvm;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Close from another thread. The whole grid of calls is in {@link GridTest}. */
final class CloseTest {
  @ParameterizedTest
  @EnumSource
  void closeWakesParkedReader(Threads threads) throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Socket socket = pair.first();
      Ended<byte[]> ended = Parked.then(threads, () -> socket.recv(512), socket::close);
      assertThat(ended.failure())
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith(": the socket is closed (EBADF)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesParkedAccept(Threads threads) throws Exception {
    try (Socket listener = Loopback.TCP4.listener()) {
      Ended<Socket> ended = Parked.then(threads, listener::accept, listener::close);
      assertThat(ended.failure())
          .isInstanceOf(SocketException.class)
          .hasMessage("accept: the socket is closed (EBADF)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesParkedSender(Threads threads) throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Socket socket = pair.first();
      Misbehaviour.stall(socket);
      Running<Void> sender =
          Running.parked(
              threads,
              () -> {
                while (true) {
                  socket.send(new byte[1 << 16]);
                }
              });
      socket.close();
      assertThat(sender.end().failure())
          .isInstanceOf(SocketException.class)
          .hasMessageStartingWith("send ")
          .hasMessageEndingWith(": the socket is closed (EBADF)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesAllReadersAndWriters(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Socket socket = pair.first();
      List<Running<?>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Threads threads = Threads.values()[i % 2];
        all.add(Running.parked(threads, () -> socket.recv(512)));
        all.add(Running.parked(threads, () -> socket.recvFrom(512)));
      }
      socket.close();
      for (Running<?> running : all) {
        Throwable thrown = running.end().failure();
        assertThat(thrown).isInstanceOf(SocketException.class);
        assertThat(((SocketFailure) thrown).errno()).isEqualTo(Errno.EBADF);
      }
    }
  }

  @Test
  void closeDoesNothingTheSecondTime() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        Socket ignored = pair.first()) {
      int number = ignored.fileno();
      pair.first().close();
      // Gets the number that was given back.
      try (Socket other = Loopback.UNIX_STREAM.open()) {
        for (int i = 0; i < 3; i++) {
          pair.first().close();
        }
        assertThat(other.localAddress()).isEqualTo(Unix.UNNAMED);
        assertThat(number).isNotNegative();
      }
    }
  }

  /** A program that closes a socket's number behind its back, and then the socket. */
  static final class Behind {
    public static void main(String[] args) throws IOException {
      Socket socket = Socket.open();
      Unistd.close(socket.fileno());
      socket.close();
    }
  }

  @Test
  void numberThatWasClosedByOthersIsLoggedAtDebug(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("logging.properties");
    Files.writeString(
        file,
        """
        handlers=java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level=ALL
        mortise.level=FINE
        """);
    String config = "-Djava.util.logging.config.file=" + file;
    assertThat(new ChildJvm().with(config).run(Behind.class).succeeded())
        .containsPattern("close \\d+: EBADF, the descriptor was closed outside of its owner before")
        .contains("at mortise.net.Socket.close(");
    assertThat(new ChildJvm().run(Behind.class).succeeded()).isEmpty();
  }

  @Test
  void closeGivesTheNumberBackWhenTheLastCallHasLeft() throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Running<byte[]> reader = Running.parked(Threads.VIRTUAL, () -> pair.first().recv(9));
      pair.first().close();
      reader.end().failure();
      assertThat(pair.second().recv(9)).as("end of stream, since no one has it open").isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCallOfAClosedSocketSaysSo(Loopback kind) throws IOException {
    Socket socket = kind.bound();
    Address somewhere = kind.anywhere();
    socket.close();
    assertThat(socket.isOpen()).isFalse();
    List<ThrowingCallable> calls =
        List.of(
            () -> socket.bind(somewhere),
            socket::listen,
            socket::accept,
            () -> socket.connect(somewhere),
            () -> socket.send(new byte[1]),
            () -> socket.sendAll(new byte[1]),
            () -> socket.sendTo(new byte[1], somewhere),
            () -> socket.recv(1),
            () -> socket.recvFrom(1),
            () -> socket.shutdown(Shutdown.RDWR),
            () -> socket.option(Option.SO_ERROR),
            () -> socket.option(Option.SO_REUSEADDR, true),
            socket::localAddress,
            socket::peerAddress);
    for (var call : calls) {
      Throwable thrown = catchThrowable(call);
      assertThat(thrown).isInstanceOf(SocketException.class);
      assertThat(((SocketFailure) thrown).errno()).isEqualTo(Errno.EBADF);
      assertThat(thrown).hasMessageEndingWith(": the socket is closed (EBADF)");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6"})
  void resetIsToldToTheReader(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Running<byte[]> reader = Running.parked(Threads.VIRTUAL, () -> pair.first().recv(512));
      Misbehaviour.reset(pair.second());
      Throwable thrown = reader.end().failure();
      assertThat(thrown).isInstanceOf(SocketException.class);
      assertThat(((SocketFailure) thrown).errno()).isEqualTo(Errno.ECONNRESET);
      assertThat(((SocketFailure) thrown).call()).isEqualTo("recv");
    }
  }

  @Test
  void acceptSurvivesAbortedPeer() throws Exception {
    try (Socket listener = Loopback.TCP4.listener()) {
      Socket gone = Loopback.TCP4.client(listener.localAddress());
      Misbehaviour.reset(gone);
      try (Socket here = Loopback.TCP4.client(listener.localAddress())) {
        here.send("here".getBytes());
        // Linux hands the broken connection out; the one behind it must come too.
        String got = "";
        while (!got.equals("here")) {
          try (Socket accepted = listener.accept()) {
            got = new String(accepted.recv(9));
          } catch (SocketException e) {
            assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.ECONNRESET);
          }
        }
      }
    }
  }

  @Test
  void shutdownOfReceivingEndsAParkedReader() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Ended<byte[]> ended =
          Parked.then(() -> pair.first().recv(512), () -> pair.first().shutdown(Shutdown.RD));
      assertThat(ended.returned()).isEmpty();
    }
  }

  @Test
  void shutdownWithoutAConnectionIsRefused() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThatThrownBy(() -> socket.shutdown(Shutdown.WR))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("(ENOTCONN)");
    }
  }
}
