package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mortise.testing.ChildJvm;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong use and each refusal: its exception, errno, call, addresses and words. */
final class BadInputTest {
  // ---- refused by the kernel ----

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UDP", "UNIX_STREAM", "UNIX_DATAGRAM"})
  void addressInUse(Loopback kind) throws IOException {
    try (Socket first = kind.isDatagram() ? kind.bound() : kind.listener();
        Socket second = kind.open()) {
      Address taken = first.localAddress();
      Throwable thrown = catchThrowable(() -> second.bind(taken));
      assertThat(thrown).isInstanceOf(BindException.class);
      assertFailure(thrown, Errno.EADDRINUSE, "bind", taken, null);
      assertThat(thrown).hasMessage("bind " + taken + ": Address already in use (EADDRINUSE)");
    }
  }

  @Test
  void addressOfAnotherHost() throws IOException {
    try (Socket socket = Socket.open()) {
      Address elsewhere = Inet.of("192.0.2.77", 0);
      Throwable thrown = catchThrowable(() -> socket.bind(elsewhere));
      assertThat(thrown).isInstanceOf(BindException.class);
      assertFailure(thrown, Errno.EADDRNOTAVAIL, "bind", elsewhere, null);
    }
  }

  @Test
  void portBelow1024WithoutTheRight() throws Exception {
    ChildJvm child = new ChildJvm();
    if (Needs.isRoot()) {
      // In a network namespace of its own the limit is 1024, whatever this machine has set.
      child.under(
          Needs.networkNamespace().toString(),
          "--net",
          Needs.program("setpriv").toString(),
          "--bounding-set=-net_bind_service",
          "--inh-caps=-net_bind_service");
    } else {
      Needs.privilegedPort(81);
    }
    assertThat(child.run(PrivilegedPort.class).succeeded().strip())
        .isEqualTo(
            "java.net.BindException EACCES bind 0.0.0.0:81 null bind 0.0.0.0:81: Permission denied,"
                + " ports below 1024 require CAP_NET_BIND_SERVICE (EACCES)");
  }

  /** Binds a port that it may not have. */
  static final class PrivilegedPort {
    private PrivilegedPort() {}

    public static void main(String[] arguments) throws IOException {
      try (Socket socket = Socket.open()) {
        socket.bind(Inet4.ANY.withPort(81));
        System.out.println("bound");
      } catch (BindException e) {
        SocketFailure f = (SocketFailure) e;
        Class<?> type = e.getClass().getSuperclass();
        String details = f.errno() + " " + f.call() + " " + f.local() + " " + f.peer();
        System.out.println(type.getName() + " " + details + " " + e.getMessage());
      }
    }
  }

  @Test
  void connectToAClosedPort() throws IOException {
    // Bound, so that nobody else gets the port, and not listening.
    try (Socket closed = Loopback.TCP4.bound();
        Socket client = Socket.open()) {
      Address port = closed.localAddress();
      Throwable thrown = catchThrowable(() -> client.connect(port));
      assertThat(thrown).isInstanceOf(ConnectException.class);
      assertFailure(thrown, Errno.ECONNREFUSED, "connect", null, port);
      assertThat(thrown).hasMessage("connect " + port + ": Connection refused (ECONNREFUSED)");
    }
  }

  @Test
  void connectByHostToAClosedPort() throws IOException {
    try (Socket closed = Loopback.TCP4.bound();
        Socket client = Socket.open()) {
      Inet port = (Inet) closed.localAddress();
      Throwable thrown = catchThrowable(() -> client.connect("127.0.0.1", port.port()));
      assertThat(thrown).isInstanceOf(ConnectException.class);
      assertFailure(thrown, Errno.ECONNREFUSED, "connect", null, port);
    }
  }

  @Test
  void messageToAClosedPort() throws IOException {
    try (Socket client = Loopback.UDP.open()) {
      Address port;
      try (Socket gone = Loopback.UDP.bound()) {
        port = gone.localAddress();
        client.connect(port);
      }
      // A process that another test starts may keep the closed socket open for a moment.
      client.timeout(Duration.ofMillis(20));
      Throwable thrown;
      do {
        client.send(new byte[1]);
        thrown = catchThrowable(() -> client.recv(1));
      } while (thrown instanceof SocketTimeoutException);
      assertThat(thrown).isInstanceOf(PortUnreachableException.class);
      assertFailure(thrown, Errno.ECONNREFUSED, "recv", client.localAddress(), port);
      assertThat(thrown)
          .hasMessage(
              "recv %s -> %s: Connection refused (ECONNREFUSED)", client.localAddress(), port);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM", "SEQPACKET"})
  void sendAfterThePeerHasGone(Loopback kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Address local = pair.first().localAddress();
      Address peer = pair.first().peerAddress();
      Misbehaviour.reset(pair.second());
      // Receiving waits until the news is there; on TCP the news itself is an error.
      Throwable reset = catchThrowable(() -> pair.first().recv(1));
      assertThat(reset == null).isEqualTo(!kind.isTcp());
      Throwable thrown = catchThrowable(() -> pair.first().send(new byte[1]));
      assertThat(thrown).isInstanceOf(SocketException.class);
      Errno errno = kind.isTcp() ? Errno.ECONNRESET : Errno.EPIPE;
      assertFailure(thrown, errno, "send", local, peer);
      String words = errno.message() + " (" + errno.name() + ")";
      assertThat(thrown).hasMessage("send %s -> %s: %s", local, peer, words);
    }
  }

  @Test
  void receiveOnAClosedSocket() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Address peer = pair.first().peerAddress();
      pair.first().close();
      Throwable thrown = catchThrowable(() -> pair.first().recv(1));
      assertThat(thrown).isInstanceOf(SocketException.class);
      assertFailure(thrown, Errno.EBADF, "recv", null, peer);
      assertThat(thrown).hasMessage("recv " + peer + ": the socket is closed (EBADF)");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "UNIX_STREAM", "SEQPACKET"})
  void acceptOnASocketThatDoesNotListen(Loopback kind) throws IOException {
    try (Socket socket = kind.bound()) {
      Throwable thrown = catchThrowable(socket::accept);
      assertThat(thrown).isInstanceOf(SocketException.class);
      assertFailure(thrown, Errno.EINVAL, "accept", socket.localAddress(), null);
      assertThat(thrown)
          .hasMessage(
              "accept %s: Invalid argument, the socket does not listen (EINVAL)",
              socket.localAddress());
    }
  }

  @Test
  void acceptOnASocketThatCannotListen() throws IOException {
    try (Socket socket = Loopback.UDP.bound()) {
      assertThat(catchThrowable(socket::accept)).hasMessageEndingWith("(EOPNOTSUPP)");
      assertThat(catchThrowable(socket::listen)).hasMessageEndingWith("(EOPNOTSUPP)");
    }
  }

  @Test
  void callsOfASocketThatIsNotConnected() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThat(catchThrowable(() -> socket.recv(1)))
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith("(ENOTCONN)");
      assertThat(catchThrowable(() -> socket.send(new byte[1])))
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith("(EPIPE)");
      assertThat(catchThrowable(socket::peerAddress)).hasMessageEndingWith("(ENOTCONN)");
    }
    try (Socket socket = Loopback.UDP.open()) {
      assertThat(catchThrowable(() -> socket.send(new byte[1])))
          .hasMessageEndingWith("(EDESTADDRREQ)");
    }
  }

  @Test
  void connectTwice() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Address peer = pair.first().peerAddress();
      Address elsewhere = Inet4.LOOPBACK.withPort(1);
      for (Address address : List.of(peer, elsewhere)) {
        Throwable thrown = catchThrowable(() -> pair.first().connect(address));
        assertThat(thrown).isInstanceOf(ConnectException.class);
        assertFailure(thrown, Errno.EISCONN, "connect", null, address);
      }
    }
  }

  @Test
  void messageThatIsTooLong() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Throwable thrown = catchThrowable(() -> pair.first().send(new byte[70_000]));
      assertThat(thrown).isInstanceOf(SocketException.class);
      assertThat(((SocketFailure) thrown).errno()).isEqualTo(Errno.EMSGSIZE);
      assertThat(catchThrowable(() -> pair.first().recv(1, Flags.DONTWAIT)))
          .as("no part of it was sent")
          .hasMessageContaining("EAGAIN");
    }
  }

  @NeedsLinux("the kernel's errors")
  @Test
  void familyAndTypeThatDoNotExist() {
    assertThatThrownBy(() -> Socket.open(new Family(250), Type.STREAM))
        .isInstanceOf(SocketException.class)
        .hasMessage(
            "socket: Address family not supported by protocol, this kernel lacks it, or does not"
                + " load its module (EAFNOSUPPORT)");
    assertThatThrownBy(() -> Socket.open(Family.INET, new Type(9)))
        .isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> Socket.open(Family.INET, Type.STREAM, Protocol.UDP))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("(EPROTONOSUPPORT)");
  }

  @NeedsLinux("the kernel's errors")
  @Test
  void optionThatTheSocketDoesNotHave() throws IOException {
    try (Socket socket = Loopback.UNIX_STREAM.open()) {
      assertThatThrownBy(() -> socket.option(TcpOption.TCP_NODELAY, true))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("setsockopt")
          .hasMessageEndingWith("(EOPNOTSUPP)");
      assertThatThrownBy(() -> socket.option(Option.ofInt(1, 9999)))
          .hasMessageContaining("getsockopt")
          .hasMessageEndingWith("(ENOPROTOOPT)");
      assertThatThrownBy(() -> socket.option(Option.ofBytes(1, 2, 1), new byte[1]))
          .as("a value of the wrong size")
          .hasMessageEndingWith("(EINVAL)");
    }
  }

  // ---- UNIX names ----

  @NeedsLinux("UNIX paths longer than NIO takes")
  @Test
  void unixNameThatIsTooLong() throws IOException {
    Unix tooLongToBind = Unix.of("/" + "p".repeat(199));
    Unix tooLongForFiles = Unix.of("/" + "p".repeat(300));
    for (Type type : List.of(Type.STREAM, Type.DGRAM)) {
      try (Socket socket = Socket.open(Family.UNIX, type)) {
        Throwable bind = catchThrowable(() -> socket.bind(tooLongToBind));
        assertThat(bind).isInstanceOf(BindException.class);
        assertFailure(bind, Errno.ENAMETOOLONG, "bind", tooLongToBind, null);
        // What the kernel takes depends on how many digits the directory's descriptor has.
        assertThat(bind.getMessage().replaceAll("takes \\d+", "takes N"))
            .isEqualTo(
                "bind " + tooLongToBind + ": name of 199 bytes, the kernel takes N (ENAMETOOLONG)");
        Throwable connect = catchThrowable(() -> socket.connect(tooLongForFiles));
        assertThat(connect).isInstanceOf(ConnectException.class);
        assertFailure(connect, Errno.ENAMETOOLONG, "connect", null, tooLongForFiles);
        Throwable send = catchThrowable(() -> socket.sendTo(new byte[1], tooLongForFiles));
        assertThat(send)
            .isInstanceOf(SocketException.class)
            .isNotInstanceOf(ConnectException.class);
        assertFailure(send, Errno.ENAMETOOLONG, "sendto", null, tooLongForFiles);
      }
    }
  }

  @NeedsLinux("UNIX paths longer than NIO takes")
  @Test
  void longestNamesWork(@TempDir Path folder) throws IOException {
    String path = folder + "/" + "p".repeat(106 - folder.toString().length());
    try (Socket socket = Loopback.UNIX_STREAM.open();
        Socket other = Loopback.UNIX_STREAM.open()) {
      socket.bind(Unix.of(path));
      assertThat(socket.localAddress()).isEqualTo(Unix.of(path));
      Unix name = Unix.ofAbstract(("" + System.nanoTime()).repeat(9).substring(0, 107));
      other.bind(name);
      assertThat(other.localAddress()).isEqualTo(name);
      assertThatThrownBy(() -> other.connect(Unix.ofAbstract("n".repeat(108))))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void unixPathInAMissingFolder(@TempDir Path folder) throws IOException {
    Unix path = Unix.of(folder.resolve("missing/socket"));
    try (Socket socket = Loopback.UNIX_STREAM.open()) {
      Throwable bind = catchThrowable(() -> socket.bind(path));
      assertThat(bind).isInstanceOf(BindException.class);
      assertFailure(bind, Errno.ENOENT, "bind", path, null);
      assertThat(bind).hasMessage("bind " + path + ": No such file or directory (ENOENT)");
      Throwable connect = catchThrowable(() -> socket.connect(path));
      assertThat(connect).isInstanceOf(ConnectException.class);
      assertFailure(connect, Errno.ENOENT, "connect", null, path);
      assertThat(connect).hasMessage("connect " + path + ": No such file or directory (ENOENT)");
    }
  }

  @Test
  void unixPathOfAnotherType(@TempDir Path folder) throws IOException {
    Unix path = Unix.of(folder.resolve("socket"));
    try (Socket datagram = Loopback.UNIX_DATAGRAM.open();
        Socket stream = Loopback.UNIX_STREAM.open()) {
      datagram.bind(path);
      Throwable thrown = catchThrowable(() -> stream.connect(path));
      assertThat(thrown).isInstanceOf(ConnectException.class);
      assertFailure(thrown, Errno.EPROTOTYPE, "connect", null, path);
    }
  }

  // ---- addresses that cannot be right ----

  @Test
  void addressOfTheWrongFamily() throws IOException {
    try (Socket socket = Socket.open()) {
      Throwable bind = catchThrowable(() -> socket.bind(Inet6.LOOPBACK));
      assertThat(bind)
          .isInstanceOf(UnsupportedAddressTypeException.class)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "bind [::1]:0: AF_INET6 address on a socket of family AF_INET (EAFNOSUPPORT)");
      assertFailure(bind, Errno.EAFNOSUPPORT, "bind", Inet6.LOOPBACK, null);
      Unix unix = Unix.of("/tmp/x");
      Throwable connect = catchThrowable(() -> socket.connect(unix));
      assertThat(connect)
          .isInstanceOf(UnsupportedAddressTypeException.class)
          .hasMessageContaining("AF_UNIX address on a socket of family AF_INET");
      assertFailure(connect, Errno.EAFNOSUPPORT, "connect", null, unix);
    }
    try (Socket socket = Loopback.UNIX_DATAGRAM.open()) {
      Throwable send = catchThrowable(() -> socket.sendTo(new byte[1], Inet4.LOOPBACK));
      assertThat(send).isInstanceOf(UnsupportedAddressTypeException.class);
      assertFailure(send, Errno.EAFNOSUPPORT, "sendto", null, Inet4.LOOPBACK);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70_000, 65_536, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void portOutOfRange(int port) throws IOException {
    String words = "port " + port + " is not in 0..65535";
    try (Socket socket = Socket.open()) {
      List<ThrowingCallable> calls =
          List.of(
              () -> socket.bind("127.0.0.1", port),
              () -> socket.connect("127.0.0.1", port),
              () -> socket.connect("some.host.invalid", port),
              () -> Inet.of("127.0.0.1", port),
              () -> Inet.of("::1", port),
              () -> new Inet4(0, port),
              () -> Inet6.ANY.withPort(port));
      for (ThrowingCallable call : calls) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(words);
      }
      assertThatThrownBy(() -> Address.parse("127.0.0.1:" + port))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }

  @Test
  void hostThatDoesNotResolve() throws IOException {
    try (Socket socket = Socket.open()) {
      // A name that no server is asked for: a space is in no host name.
      Throwable thrown = catchThrowable(() -> socket.connect("no such host", 80));
      assertThat(thrown).isInstanceOf(UnknownHostException.class).isInstanceOf(LookupFailure.class);
      LookupFailure failure = (LookupFailure) thrown;
      assertThat(failure.codeName()).isIn("EAI_NONAME", "EAI_AGAIN");
      assertThat(failure.code()).isNegative();
      assertThat(failure.host()).isEqualTo("no such host");
      assertThat(failure.service()).isEqualTo("80");
      assertThat(thrown)
          .hasMessageStartingWith("no such host:80: ")
          .hasMessageEndingWith(" (" + failure.codeName() + ")");
      assertThat(socket.isOpen()).isTrue();
    }
  }

  @Test
  void hostWithNulIsNoHost() throws IOException {
    try (Socket socket = Socket.open()) {
      assertThatThrownBy(() -> socket.bind("a\0b", 0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void javaAddressThatIsNotResolved() {
    assertThatThrownBy(() -> Inet.of(InetSocketAddress.createUnresolved("host", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not resolved");
    assertThat(Inet.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7)))
        .isEqualTo(new Inet4(0x7f000001, 7));
  }

  // ---- arguments that cannot be right: nothing reaches the kernel ----

  @Test
  void negativeNumbers() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Socket socket = pair.first();
      assertIllegal(() -> socket.recv(-1), "count -1 is negative");
      assertIllegal(() -> socket.recv(-2, Flags.PEEK), "count -2 is negative");
      assertIllegal(() -> socket.recvFrom(-3), "count -3 is negative");
      assertIllegal(() -> socket.listen(-4), "backlog -4 is negative");
      Duration negative = Duration.ofNanos(-5);
      assertIllegal(() -> socket.timeout(negative), "timeout PT-0.000000005S is negative");
      assertIllegal(
          () -> Deadline.after(negative), "a deadline PT-0.000000005S from now is in the past");
      assertThat(socket.timeout()).isNull();
    }
  }

  private static void assertIllegal(ThrowingCallable call, String words) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(words);
  }

  @Test
  void partOfAnArrayThatIsNotThere() throws IOException {
    int[][] parts = {{0, 11}, {11, 0}, {10, 1}, {-1, 1}, {1, -1}, {5, Integer.MAX_VALUE}};
    byte[] bytes = new byte[10];
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Socket socket = pair.first();
      for (int[] part : parts) {
        List<ThrowingCallable> calls =
            List.of(
                () -> socket.recv(bytes, part[0], part[1]),
                () -> socket.send(bytes, part[0], part[1]),
                () -> socket.sendAll(bytes, part[0], part[1]));
        for (ThrowingCallable call : calls) {
          assertThatThrownBy(call)
              .isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining("" + part[0]);
        }
      }
      assertNothingWasSent(pair);
    }
  }

  @Test
  void receivingIntoWhatIsReadOnly() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Socket socket = pair.first();
      pair.second().send(new byte[1]);
      ByteBuffer heap = ByteBuffer.allocate(9).asReadOnlyBuffer();
      ByteBuffer direct = ByteBuffer.allocateDirect(9).asReadOnlyBuffer();
      MemorySegment segment = MemorySegment.ofArray(new byte[9]).asReadOnly();
      for (ByteBuffer buffer : List.of(heap, direct)) {
        assertThatThrownBy(() -> socket.recv(buffer)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> socket.recvFrom(buffer))
            .isInstanceOf(ReadOnlyBufferException.class);
      }
      assertThatThrownBy(() -> socket.recv(segment, Flags.NONE, socket.deadline()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("read-only");
      assertThatThrownBy(() -> socket.recvFrom(segment, Flags.NONE, Deadline.NEVER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("read-only");
      assertThat(socket.recv(9)).as("the message is still there").hasSize(1);
    }
  }

  @Test
  void sendingFromWhatIsReadOnlyWorks() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      ByteBuffer heap = ByteBuffer.wrap("heap ".getBytes()).asReadOnlyBuffer();
      pair.first().send(heap);
      pair.first()
          .sendAll(
              MemorySegment.ofArray("segment".getBytes()).asReadOnly(), Flags.NONE, Deadline.NEVER);
      assertThat(heap.hasRemaining()).isFalse();
      assertThat(pair.second().recv(99)).asString().isEqualTo("heap segment");
    }
  }

  @Test
  void segmentOfAClosedArena() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      MemorySegment gone;
      try (Arena arena = Arena.ofShared()) {
        gone = arena.allocate(9);
      }
      pair.second().send(new byte[1]);
      assertThatThrownBy(() -> pair.first().recv(gone, Flags.NONE, pair.first().deadline()))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> pair.first().send(gone, Flags.NONE, pair.first().deadline()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(pair.first().recv(9)).as("the socket goes on").hasSize(1);
      pair.first().close();
      assertThat(pair.second().recv(9)).as("no call is under way for ever").isEmpty();
    }
  }

  @Test
  void arenaThatIsClosedWhileACallWaits() throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        Arena arena = Arena.ofShared()) {
      Arena brief = Arena.ofShared();
      MemorySegment room = brief.allocate(9);
      Ended<Long> ended =
          Parked.then(
              () -> pair.first().recv(room, Flags.NONE, pair.first().deadline()),
              () -> {
                brief.close();
                pair.second().send(new byte[1]);
              });
      assertThat(ended.failure()).isInstanceOf(IllegalStateException.class);
      assertThat(pair.first().recv(arena.allocate(9), Flags.NONE, pair.first().deadline()))
          .isEqualTo(1);
    }
  }

  @Test
  void segmentOfAnotherThread() throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        Arena arena = Arena.ofConfined()) {
      MemorySegment mine = arena.allocate(9);
      pair.second().send(new byte[1]);
      Ended<Long> ended =
          Running.start(
                  Threads.PLATFORM,
                  () -> pair.first().recv(mine, Flags.NONE, pair.first().deadline()))
              .end();
      assertThat(ended.failure()).isInstanceOf(WrongThreadException.class);
      assertThat(pair.first().recv(mine, Flags.NONE, pair.first().deadline())).isEqualTo(1);
    }
  }

  @Test
  void nothingWhereSomethingIsNeeded() throws IOException {
    try (SocketPair pair = Loopback.UNIX_DATAGRAM.pair()) {
      Socket socket = pair.first();
      List<ThrowingCallable> calls =
          List.of(
              () -> socket.bind((Address) null),
              () -> socket.connect((Address) null),
              () -> socket.sendTo(new byte[1], null),
              () -> socket.send((byte[]) null),
              () -> socket.send((ByteBuffer) null),
              () -> socket.sendAll((byte[]) null),
              () -> socket.recv((byte[]) null),
              () -> socket.recv((ByteBuffer) null),
              () -> socket.recv(9, null),
              () -> socket.send(new byte[1], null),
              () -> socket.shutdown(null),
              () -> socket.option(Option.SO_REUSEADDR, null),
              () -> Socket.open(null, Type.STREAM),
              () -> Socket.open(Family.INET, null),
              () -> Address.parse(null));
      for (ThrowingCallable call : calls) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
      }
      assertThatThrownBy(() -> socket.connect((Address) null)).hasMessage("address");
      assertNothingWasSent(pair);
    }
  }

  private static void assertNothingWasSent(SocketPair pair) throws IOException {
    pair.first().send(new byte[] {7});
    assertThat(pair.second().recv(99)).containsExactly(7);
  }

  private static void assertFailure(
      Throwable thrown, Errno errno, String call, Address local, Address peer) {
    assertThat(thrown).isInstanceOf(SocketFailure.class);
    SocketFailure failure = (SocketFailure) thrown;
    assertThat(failure.errno()).isEqualTo(errno);
    assertThat(failure.call()).isEqualTo(call);
    assertThat(failure.local()).as("local").isEqualTo(local);
    assertThat(failure.peer()).as("peer").isEqualTo(peer);
    assertThat(failure.transferred()).isZero();
  }
}
