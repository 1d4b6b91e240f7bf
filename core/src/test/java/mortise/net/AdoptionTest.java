package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mortise.sys.Fcntl;
import mortise.sys.SysSocket;
import mortise.sys.Unistd;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors that come and go: adopted, doubled, given away. */
final class AdoptionTest {
  private static final byte[] X = {'x'};

  @NeedsLinux("descriptors from elsewhere")
  @ParameterizedTest
  @CsvSource({
    "AF_INET, SOCK_STREAM, 0, 6",
    "AF_INET, SOCK_DGRAM, 0, 17",
    "AF_INET, SOCK_STREAM, 6, 6",
    "AF_INET6, SOCK_STREAM, 0, 6",
    "AF_UNIX, SOCK_STREAM, 0, 0",
    "AF_UNIX, SOCK_DGRAM, 0, 0",
    "AF_UNIX, SOCK_SEQPACKET, 0, 0",
    "AF_NETLINK, SOCK_RAW, 4, 4",
  })
  void familyTypeAndProtocolAreFoundOut(String family, String type, int asked, int found)
      throws Exception {
    if (family.equals("AF_INET6")) {
      Needs.ipv6();
    }
    int fd = raw(number(family), number(type), asked);
    try (Socket s = Socket.ofDescriptor(fd)) {
      assertThat(s.fileno()).isEqualTo(fd);
      assertThat(s.family()).hasToString(family);
      assertThat(s.type()).hasToString(type);
      assertThat(s.protocol()).isEqualTo(new Protocol(found));
    }
  }

  @NeedsLinux("descriptors from elsewhere")
  @ParameterizedTest
  @EnumSource
  void sharedSocketStaysBlockingAndWaitsAllTheSame(Threads threads) throws Exception {
    int[] fds = new int[2];
    assertThat(SysSocket.socketpair(SysSocket.AF_UNIX, SysSocket.SOCK_STREAM, 0, fds)).isZero();
    try (Socket ours = Socket.ofSharedDescriptor(fds[0]);
        Socket dup = ours.dup();
        Socket peer = Socket.ofDescriptor(fds[1])) {
      byte[] one = {1};
      Ended<byte[]> small = Parked.then(threads, () -> ours.recv(9), () -> peer.send(one));
      assertThat(small.returned()).isEqualTo(one);
      Ended<byte[]> large = Parked.then(threads, () -> dup.recv(1 << 20), () -> peer.send(one));
      assertThat(large.returned()).isEqualTo(one);
      Ended<byte[]> peek = Parked.then(threads, () -> ours.peek(9), () -> peer.send(one));
      assertThat(peek.returned()).isEqualTo(one);
      assertThat(ours.recv(1)).isEqualTo(one);
      Ended<Datagram> from = Parked.then(threads, () -> ours.recvFrom(9), () -> peer.send(one));
      assertThat(from.returned().data()).isEqualTo(one);
      Ended<ReceivedMessage> message =
          Parked.then(threads, () -> ours.recvMessage(9), () -> peer.send(one));
      assertThat(message.returned().bytes()).isEqualTo(one);
      // More than the kernel holds: sends park too.
      byte[] much = new byte[1 << 20];
      Ended<Object> sent =
          Parked.then(
              threads,
              () -> {
                ours.sendAll(much);
                return null;
              },
              () -> peer.recv(much.length, Flags.WAITALL));
      assertThat(sent.thrown()).isNull();
      ours.timeout(Duration.ofMillis(5));
      assertThatThrownBy(() -> ours.recv(1)).isInstanceOf(java.net.SocketTimeoutException.class);
      assertThatThrownBy(() -> Socket.splice(ours, peer, 1))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> ours.connect(Unix.UNNAMED))
          .isInstanceOf(UnsupportedOperationException.class);
      int flags = Fcntl.fcntl(ours.fileno(), Fcntl.F_GETFL, 0);
      assertThat(flags & Fcntl.O_NONBLOCK).isZero();
      assertThat(ours.isInheritable()).isFalse();
    }
  }

  @Test
  void sharedSocketSendsFiles(@TempDir Path folder) throws Exception {
    int[] fds = new int[2];
    assertThat(SysSocket.socketpair(SysSocket.AF_UNIX, SysSocket.SOCK_STREAM, 0, fds)).isZero();
    Path file = Files.write(folder.resolve("f"), new byte[300_000]);
    try (Socket ours = Socket.ofSharedDescriptor(fds[0]);
        Socket peer = Socket.ofDescriptor(fds[1])) {
      Running<byte[]> reader =
          Running.start(Threads.VIRTUAL, () -> peer.recv(300_000, Flags.WAITALL));
      assertThat(ours.sendFile(file)).isEqualTo(300_000);
      assertThat(reader.end().returned()).hasSize(300_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sharedListenerStaysBlockingAndAccepts(Threads threads) throws Exception {
    try (Socket owner = Loopback.UNIX_STREAM.listener()) {
      int fd = Fcntl.fcntl(owner.fileno(), Fcntl.F_DUPFD_CLOEXEC, 0);
      int flags = Fcntl.fcntl(fd, Fcntl.F_GETFL, 0);
      assertThat(Fcntl.fcntl(fd, Fcntl.F_SETFL, flags & ~Fcntl.O_NONBLOCK)).isZero();
      try (Socket shared = Socket.ofSharedDescriptor(fd);
          Socket client = Loopback.UNIX_STREAM.open()) {
        Ended<Socket> accepted =
            Parked.then(threads, shared::accept, () -> client.connect(owner.localAddress()));
        accepted.returned().close();
        assertThatThrownBy(() -> shared.accept(Deadline.after(Duration.ofMillis(5))))
            .isInstanceOf(java.net.SocketTimeoutException.class);
        Ended<Socket> closed = Parked.then(threads, shared::accept, shared::close);
        assertThat(closed.failure()).isInstanceOf(java.net.SocketException.class);
      }
    }
  }

  @NeedsLinux("descriptors from elsewhere")
  @Test
  void adoptedSocketIsNonBlockingAndClosedOnExec() throws IOException {
    int fd = raw(SysSocket.AF_INET, SysSocket.SOCK_DGRAM, 0);
    assertThat(Fcntl.fcntl(fd, Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isZero();
    try (Socket s = Socket.ofDescriptor(fd)) {
      assertThat(Fcntl.fcntl(fd, Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isNotZero();
      assertThat(s.isInheritable()).isFalse();
      assertThatThrownBy(() -> s.timeout(Duration.ofMillis(5)).recv(1))
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
    assertThat(Fcntl.fcntl(fd, Fcntl.F_GETFD, 0)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void numberWithoutADescriptorIsRefused() {
    for (int fd : List.of(-1, 1 << 20, Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> Socket.ofDescriptor(fd))
          .isInstanceOf(SocketException.class)
          .hasMessage("adopt descriptor " + fd + ": Bad file descriptor (EBADF)");
    }
  }

  @Test
  void pipeIsRefusedAndLeftAsItWas() throws IOException {
    int[] pipe = new int[2];
    assertThat(Unistd.pipe2(pipe, 0)).isZero();
    try {
      int flags = Fcntl.fcntl(pipe[0], Fcntl.F_GETFL, 0);
      assertThatThrownBy(() -> Socket.ofDescriptor(pipe[0]))
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith("(ENOTSOCK)");
      assertThat(Fcntl.fcntl(pipe[0], Fcntl.F_GETFL, 0)).isEqualTo(flags);
      assertThat(Fcntl.fcntl(pipe[0], Fcntl.F_GETFD, 0)).as("not closed on exec").isZero();
    } finally {
      Unistd.close(pipe[0]);
      Unistd.close(pipe[1]);
    }
  }

  @Test
  void listenerAndItsBacklogAreAdopted() throws IOException {
    try (Socket listener = Loopback.TCP4.listener();
        Socket client = Loopback.TCP4.client(listener.localAddress());
        Socket adopted = Socket.ofDescriptor(listener.detach());
        Socket accepted = adopted.accept()) {
      assertThat(accepted.peerAddress()).isEqualTo(client.localAddress());
    }
  }

  @ParameterizedTest
  @EnumSource
  void dupIsTheSameSocketByAnotherNumber(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair();
        Socket dup = pair.first().timeout(Duration.ofDays(1)).dup()) {
      assertThat(dup.fileno()).isNotEqualTo(pair.first().fileno());
      assertThat(dup.localAddress()).isEqualTo(pair.first().localAddress());
      assertThat(List.of(dup.family(), dup.type(), dup.protocol()))
          .isEqualTo(List.of(kind.family(), pair.first().type(), Protocol.DEFAULT));
      assertThat(dup.timeout()).as("mortise's own, not shared").isNull();
      assertThat(dup.isInheritable()).isFalse();
      Running<byte[]> waiting = Running.parked(Threads.VIRTUAL, () -> dup.recv(9));
      pair.first().close();
      pair.second().send("still there".getBytes(), 0, 5);
      assertThat(waiting.end().returned()).asString().isEqualTo("still");
    }
  }

  @Test
  void readersOfBothNumbersAreWoken() throws Exception {
    try (SocketPair pair = Loopback.UNIX_DATAGRAM.pair();
        Socket dup = pair.first().dup()) {
      Running<byte[]> one = Running.parked(Threads.VIRTUAL, () -> pair.first().recv(9));
      Running<byte[]> two = Running.parked(Threads.PLATFORM, () -> dup.recv(9));
      pair.second().send(X);
      pair.second().send(X);
      assertThat(one.end().returned()).isEqualTo(X);
      assertThat(two.end().returned()).isEqualTo(X);
    }
  }

  /** Who waits is woken as by close; the connection and what it has to tell stay. */
  @ParameterizedTest
  @EnumSource
  void detachWakesWhoWaitsAndLeavesTheConnection(Threads kind) throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Socket s = pair.first();
      Running<byte[]> one = Running.parked(kind, () -> s.recv(1));
      Running<byte[]> two = Running.parked(kind, () -> s.recv(1));
      int fd = s.detach();
      assertClosed(one.end());
      assertClosed(two.end());
      assertThat(s.isOpen()).isFalse();
      assertThatThrownBy(() -> s.send(X)).isInstanceOf(SocketException.class);
      assertThatThrownBy(s::detach).isInstanceOf(IllegalStateException.class);
      s.close();
      pair.second().send(X);
      try (Socket again = Socket.ofDescriptor(fd)) {
        assertThat(again.recv(9)).isEqualTo(X);
        Running<byte[]> waiting = Running.parked(kind, () -> again.recv(9));
        pair.second().send(X);
        assertThat(waiting.end().returned()).isEqualTo(X);
      }
    }
  }

  private static void assertClosed(Ended<?> ended) {
    assertThat(ended.failure())
        .isInstanceOf(SocketException.class)
        .hasMessageEndingWith(": the socket is closed (EBADF)");
    assertThat(ended.interrupted()).isFalse();
  }

  @Test
  void closedSocketHasNothingToDetachOrDouble() throws IOException {
    Socket s = Loopback.UDP.open();
    s.close();
    assertThatThrownBy(s::detach).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(s::dup).isInstanceOf(SocketException.class);
    assertThatThrownBy(s::isInheritable).isInstanceOf(SocketException.class);
  }

  /** A descriptor as somebody else opens it: it blocks, and programs inherit it. */
  private static int raw(int family, int type, int protocol) {
    int fd = SysSocket.socket(family, type, protocol);
    assertThat(fd).isNotNegative();
    return fd;
  }

  private static int number(String constant) throws ReflectiveOperationException {
    return SysSocket.class.getField(constant).getInt(null);
  }
}
