package mortise.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import mortise.sys.Fcntl;
import mortise.sys.Unistd;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors that go from process to process. */
@NeedsLinux("descriptor passing")
final class DescriptorsTest {
  private static final byte[] X = {'x'};

  private static SocketPair channel() throws IOException {
    return Socket.pair(Family.UNIX, Type.STREAM);
  }

  /** Whether the only end of a pair that is still open knows that the other one is gone. */
  private static boolean isAlone(Socket end) throws IOException {
    return end.timeout(Duration.ofSeconds(20)).recv(1).length == 0;
  }

  private static boolean isOpen(Socket end) throws IOException {
    try {
      return end.recv(new byte[1]) > 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNIX_STREAM", "SEQPACKET", "UNIX_DATAGRAM"})
  void socketsArriveWithData(Loopback kind) throws IOException {
    try (SocketPair over = kind.pair();
        SocketPair one = Socket.pair(Family.UNIX, Type.DGRAM);
        SocketPair two = Loopback.TCP4.pair()) {
      byte[] text = "two of them".getBytes(US_ASCII);
      assertThat(over.first().sendDescriptors(text, one.first(), two.first())).isEqualTo(11);
      try (ReceivedMessage message = over.second().recvDescriptors(100, 2)) {
        assertThat(message.bytes()).isEqualTo(text);
        assertThat(message.descriptors()).isEqualTo(2);
        assertThat(message.ancillaryTruncated()).isFalse();
        try (Socket first = message.takeSocket();
            Socket second = message.takeSocket()) {
          assertThat(first.type()).isEqualTo(Type.DGRAM);
          assertThat(second.family()).isEqualTo(Family.INET);
          assertThat(Fcntl.fcntl(first.fileno(), Fcntl.F_GETFD, 0)).isEqualTo(Fcntl.FD_CLOEXEC);
          first.send(X);
          assertThat(one.second().recv(10)).isEqualTo(X);
          second.sendAll(text);
          assertThat(two.second().recv(100, Flags.PEEK)).isEqualTo(text);
          assertThat(message.descriptors()).isZero();
          assertThatThrownBy(message::takeSocket).isInstanceOf(NoSuchElementException.class);
        }
      }
    }
  }

  @Test
  void numbersOfAnyKindArrive() throws IOException {
    int[] pipe = new int[2];
    assertThat(Unistd.pipe2(pipe, Fcntl.O_CLOEXEC)).isZero();
    try (SocketPair over = channel()) {
      over.first().sendDescriptors(X, pipe);
      try (ReceivedMessage message = over.second().recvDescriptors(1, 2)) {
        int[] taken = message.takeDescriptors();
        assertThat(taken).hasSize(2).doesNotContain(pipe);
        for (int number : taken) {
          assertThat(Fcntl.fcntl(number, Fcntl.F_GETFD, 0)).isEqualTo(Fcntl.FD_CLOEXEC);
          assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString())
              .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/fd/" + pipe[0])).toString());
          Unistd.close(number);
        }
      }
    } finally {
      Unistd.close(pipe[0]);
      Unistd.close(pipe[1]);
    }
  }

  @Test
  void whatIsNoSocketIsNotTakenAsOne() throws IOException {
    int[] pipe = new int[2];
    assertThat(Unistd.pipe2(pipe, Fcntl.O_CLOEXEC)).isZero();
    try (SocketPair over = channel()) {
      over.first().sendDescriptors(X, pipe[0]);
      try (ReceivedMessage message = over.second().recvDescriptors(1, 1)) {
        assertThatThrownBy(message::takeSocket)
            .isInstanceOfSatisfying(
                SocketException.class,
                e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.ENOTSOCK));
        assertThat(message.descriptors()).isEqualTo(1);
      }
    } finally {
      Unistd.close(pipe[0]);
      Unistd.close(pipe[1]);
    }
  }

  @Test
  void ofTwoThreadsOneTakesTheSocket() throws Exception {
    try (SocketPair over = channel();
        SocketPair sent = channel()) {
      for (int round = 0; round < 300; round++) {
        over.first().sendDescriptors(X, sent.first());
        try (ReceivedMessage message = over.second().recvDescriptors(1, 1)) {
          CyclicBarrier start = new CyclicBarrier(2);
          Callable<Object> take =
              () -> {
                start.await();
                try {
                  return message.takeSocket();
                } catch (NoSuchElementException e) {
                  return "none left";
                }
              };
          FutureTask<Object> other = new FutureTask<>(take);
          Thread.ofPlatform().start(other);
          List<Object> results = Arrays.asList(take.call(), other.get());
          assertThat(results).hasAtLeastOneElementOfType(Socket.class).contains("none left");
          for (Object result : results) {
            if (result instanceof Socket socket) {
              socket.close();
            }
          }
        }
      }
    }
  }

  @Test
  void untakenAreClosedWithTheMessage() throws IOException {
    try (SocketPair over = channel();
        SocketPair taken = channel();
        SocketPair untaken = channel()) {
      over.first().sendDescriptors(X, taken.first(), untaken.first());
      taken.first().close();
      untaken.first().close();
      ReceivedMessage message = over.second().recvMessage(1);
      Socket mine = message.takeSocket();
      message.close();
      message.close();
      assertThat(message.descriptors()).isZero();
      assertThat(isAlone(untaken.second())).isTrue();
      mine.send(X);
      assertThat(taken.second().recv(1)).isEqualTo(X);
      mine.close();
      assertThat(isAlone(taken.second())).isTrue();
    }
  }

  @Test
  void droppedMessageIsClosedWhenItIsCollected() throws Exception {
    try (SocketPair over = channel();
        SocketPair passed = channel()) {
      over.first().sendDescriptors(X, passed.first());
      passed.first().close();
      over.second().recvMessage(1);
      passed.second().timeout(Duration.ofMillis(50));
      while (isOpen(passed.second())) {
        System.gc();
      }
    }
  }

  @Test
  void messageWithoutRoomLeavesNoDescriptor() throws IOException {
    try (SocketPair over = channel();
        SocketPair passed = channel()) {
      over.first().sendDescriptors(X, passed.first());
      passed.first().close();
      ReceivedMessage message = over.second().recvMessage(1, 0);
      assertThat(message.ancillaryTruncated()).isTrue();
      assertThat(message.ancillary()).isEmpty();
      assertThat(isAlone(passed.second())).isTrue();
    }
  }

  @Test
  void plainRecvLeavesNoDescriptor() throws IOException {
    try (SocketPair over = channel();
        SocketPair passed = channel()) {
      over.first().sendDescriptors(X, passed.first());
      passed.first().close();
      assertThat(over.second().recv(1)).isEqualTo(X);
      assertThat(isAlone(passed.second())).isTrue();
    }
  }

  /** Every room from none to all of it: what fits arrives, the rest is closed, and it is told. */
  @Test
  void roomThatIsTooSmallKeepsWhatFits() throws IOException {
    for (int room = 0; room <= Ancillary.space(12); room++) {
      try (SocketPair over = channel();
          SocketPair passed = channel()) {
        Socket first = passed.first();
        over.first().sendDescriptors(X, first, first, first);
        first.close();
        int fit = Math.clamp((room - Ancillary.length(0)) / 4, 0, 3);
        try (ReceivedMessage message = over.second().recvMessage(1, room)) {
          assertThat(message.descriptors()).as("in %d bytes", room).isEqualTo(fit);
          assertThat(message.ancillaryTruncated()).isEqualTo(fit < 3);
        }
        assertThat(isAlone(passed.second())).as("with %d bytes", room).isTrue();
      }
    }
  }

  @Test
  void noMoreThanAskedFor() throws IOException {
    try (SocketPair over = channel();
        SocketPair passed = channel()) {
      over.first().sendDescriptors(X, passed.first(), passed.second());
      try (ReceivedMessage message = over.second().recvDescriptors(1, 1)) {
        assertThat(message.descriptors()).isEqualTo(1);
        assertThat(message.ancillaryTruncated()).isTrue();
      }
    }
  }

  @Test
  void mostThatTheKernelTakes() throws IOException {
    try (SocketPair over = channel()) {
      int[] many = IntStream.range(0, Descriptors.MAX).map(i -> over.first().fileno()).toArray();
      over.first().sendDescriptors(X, many);
      try (ReceivedMessage message = over.second().recvDescriptors(1, Descriptors.MAX)) {
        assertThat(message.descriptors()).isEqualTo(Descriptors.MAX);
      }
    }
  }

  @Test
  void socketIsGivenByOneThatIsPassedOn() throws IOException {
    try (SocketPair over = channel()) {
      over.first().sendDescriptors(X, over.first());
      try (ReceivedMessage message = over.second().recvDescriptors(1, 1);
          Socket same = message.takeSocket()) {
        same.send(X);
        assertThat(over.second().recv(1)).isEqualTo(X);
      }
    }
  }

  /** What the listener of a trace throws reaches the caller; nothing is left behind even then. */
  @Test
  @ResourceLock("mortise.net.Trace")
  void nothingIsLeftWhereReadingFails() throws IOException {
    try (SocketPair over = channel();
        SocketPair passed = channel()) {
      over.first().sendDescriptors(X, passed.first());
      passed.first().close();
      Thread me = Thread.currentThread();
      Trace.to(call -> {
        if (Thread.currentThread() == me && call.name().equals("recvmsg")) {
          throw new IllegalStateException("listener");
        }
      });
      try {
        assertThatThrownBy(() -> over.second().recvMessage(1)).hasMessage("listener");
      } finally {
        Trace.to(null);
      }
      assertThat(isAlone(passed.second())).isTrue();
    }
  }

  @Test
  void badDescriptorsAreRefused() throws IOException {
    try (SocketPair over = channel()) {
      Socket closed = Socket.open();
      closed.close();
      assertThatThrownBy(() -> over.first().sendDescriptors(X, closed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("closed");
      assertThatThrownBy(() -> over.first().sendDescriptors(X, 1_000_000))
          .isInstanceOfSatisfying(
              SocketException.class,
              e -> assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.EBADF))
          .hasMessageContaining("a descriptor in the message is not open");
      assertThatThrownBy(() -> over.first().sendDescriptors(X, new int[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> over.first().sendDescriptors(new byte[0], over.first()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bytes");
      assertThatThrownBy(() -> over.second().recvDescriptors(1, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
      assertThatThrownBy(() -> over.second().recvDescriptors(1, 254))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("254");
      // Nothing of all that was sent.
      assertThatThrownBy(() -> over.second().recv(1, Flags.DONTWAIT))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** While a send waits, the number that it meant may come to mean something else. */
  @Test
  void socketThatIsClosedBeforeItCouldGoIsNotSent() throws Exception {
    try (SocketPair over = channel();
        SocketPair passed = channel()) {
      long filled = Misbehaviour.stall(over.first());
      Running<Integer> writer =
          Running.parked(Threads.VIRTUAL, () -> over.first().sendDescriptors(X, passed.first()));
      passed.first().close();
      assertThat(isAlone(passed.second())).isTrue();
      over.second().recv(new byte[(int) filled], Flags.WAITALL);
      assertThat(writer.end().failure())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("EBADF");
    }
  }

  @Test
  void otherFamiliesWouldLoseThem() throws IOException {
    try (SocketPair over = Loopback.TCP4.pair()) {
      assertThatThrownBy(() -> over.first().sendDescriptors(X, over.second()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("INET");
      assertThatThrownBy(() -> over.first().sendMessage(Message.of(X).with(Credentials.own())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Credentials");
    }
  }

  @Test
  void pythonReceivesOurs(@TempDir Path folder) throws Exception {
    String script =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        s.connect(sys.argv[1])
        data, fds, flags, sender = socket.recv_fds(s, 100, 5)
        print(data.decode(), len(fds), flags & socket.MSG_CTRUNC)
        for fd in fds:
            socket.socket(fileno=fd).send(b'from python')
        """;
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM);
        SocketPair one = channel();
        SocketPair two = channel()) {
      Path path = folder.resolve("s");
      listener.bind(Unix.of(path));
      listener.listen();
      try (Program python = Program.start("python3", "-c", script, path);
          Socket connection = listener.accept()) {
        connection.sendDescriptors("take these".getBytes(US_ASCII), one.first(), two.first());
        assertThat(python.end().out()).isEqualTo("take these 2 0\n");
        assertThat(one.second().recv(100)).asString(US_ASCII).isEqualTo("from python");
        assertThat(two.second().recv(100)).asString(US_ASCII).isEqualTo("from python");
      }
    }
  }

  @Test
  void weReceivePythons(@TempDir Path folder) throws Exception {
    String script =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        s.connect(sys.argv[1])
        socket.send_fds(s, [b'take ', b'this'], [a.fileno()])
        a.close()
        b.send(b'from python')
        print(b.recv(100).decode())
        """;
    try (Socket socket = Socket.open(Family.UNIX, Type.DGRAM)) {
      Path path = folder.resolve("s");
      socket.bind(Unix.of(path));
      try (Program python = Program.start("python3", "-c", script, path);
          ReceivedMessage message = socket.recvDescriptors(100, 3);
          Socket taken = message.takeSocket()) {
        assertThat(message.bytes()).asString(US_ASCII).isEqualTo("take this");
        assertThat(taken.type()).isEqualTo(Type.SEQPACKET);
        assertThat(taken.recv(100)).asString(US_ASCII).isEqualTo("from python");
        taken.send("from Java".getBytes(US_ASCII));
        assertThat(python.end().out()).isEqualTo("from Java\n");
      }
    }
  }

  @Test
  void eachDescriptorIsTakenOnce() throws Exception {
    try (SocketPair over = channel()) {
      over.first().sendDescriptors(X, over.first(), over.first());
      try (ReceivedMessage message = over.second().recvDescriptors(1, 2)) {
        int first = message.takeDescriptor();
        int second = message.takeDescriptor();
        assertThat(List.of(first, second)).doesNotHaveDuplicates();
        assertThatThrownBy(message::takeDescriptor).isInstanceOf(NoSuchElementException.class);
        assertThat(message.takeDescriptors()).isEmpty();
        Unistd.close(first);
        Unistd.close(second);
      }
    }
  }
}
