package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mortise.sys.Fcntl;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/socket-module.md says under "Where the behaviour differs", of Python and of mortise.
 */
final class PythonDifferencesTest {
  private static final byte[] X = {'x'};

  @Test
  void pythonIsAsThePageSays(@TempDir Path folder) throws Exception {
    String script =
        """
        socket.setdefaulttimeout(None)
        folder = sys.argv[1]
        def kind(f, *a):
            try:
                return f(*a)
            except (OSError, ValueError, OverflowError) as e:
                name = type(e).__name__
                return name + (' ' + errno.errorcode[e.errno] if getattr(e, 'errno', None) in errno.errorcode else '')
        to = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); to.bind(folder + '/to')
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', folder + '/to')
        print(to.recvfrom(9))
        six = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        print(kind(six.connect, ('::1', 9, 0xfffff, 0)), kind(six.connect, ('::1', 9, 0x100000, 0)))
        print(kind(socket.socket(socket.AF_UNIX).bind, folder + '/' + 'n' * 110))
        nul = socket.socket(socket.AF_UNIX); print(kind(nul.bind, folder + '/cut\\0off'), os.path.exists(folder + '/cut'))
        a, b = socket.socketpair()
        print(kind(a.sendmsg, [b'x'] * 1025), kind(a.sendmsg, [b'x'] * 1024))
        adopted = socket.socket(fileno=os.dup(b.fileno()))
        print(os.get_blocking(adopted.fileno()))
        try:
            socket.getaddrinfo(None, None)
        except socket.gaierror as e:
            print(e.errno == socket.EAI_NONAME)
        gone = socket.socket(); os.close(gone.fileno()); print(kind(gone.close))
        print(socket.getaddrinfo('127.0.0.1', '65537', type=socket.SOCK_STREAM)[0][4][1])
        print(socket.inet_aton('1.2.3.4 x').hex(), socket.inet_ntop(socket.AF_INET6, bytes(12) + bytes([1, 2, 3, 4])))
        """;
    try (Program python = Python.start(script, folder)) {
      assertThat(python.end())
          .isEqualTo(
              Python.printed(
                  """
                  (b'x', None)
                  None OverflowError
                  OSError
                  None True
                  OSError EMSGSIZE 1024
                  True
                  True
                  OSError EBADF
                  1
                  01020304 ::1.2.3.4
                  """));
    }
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void unnamedSenderOfADatagramIsAnAddress(@TempDir Path folder) throws IOException {
    Unix path = Unix.of(folder.resolve("to"));
    try (Socket to = Socket.open(Family.UNIX, Type.DGRAM);
        Socket from = Socket.open(Family.UNIX, Type.DGRAM)) {
      to.bind(path);
      from.sendTo(X, path);
      assertThat(to.recvFrom(9)).isEqualTo(new Datagram(X, Unix.UNNAMED));
    }
  }

  @Test
  void flowInformationHasTheTrafficClassToo() {
    assertThat(Inet6.LOOPBACK.withFlow(0xfffffff).flow()).isEqualTo(0xfffffff);
    assertThatThrownBy(() -> Inet6.LOOPBACK.withFlow(0x10000000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @NeedsLinux("UNIX paths longer than NIO takes")
  @Test
  void longPathsAreReachedAndNulsRefused(@TempDir Path folder) throws IOException {
    Path deep = folder.resolve("d".repeat(110));
    java.nio.file.Files.createDirectory(deep);
    Unix path = Unix.of(deep.resolve("s"));
    try (Socket listener = Socket.listener(path);
        Socket client = Socket.open(Family.UNIX, Type.STREAM)) {
      client.connect(path);
      listener.accept().close();
    }
    assertThatThrownBy(() -> Unix.of("/tmp/cut\0off")).isInstanceOf(IllegalArgumentException.class);
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void moreThan1024PartsAreSent() throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.DGRAM);
        Arena arena = Arena.ofConfined()) {
      MemorySegment native2 = arena.allocate(2 * 2000).fill((byte) 'x');
      Stream<MemorySegment> heap = Stream.generate(() -> MemorySegment.ofArray(X)).limit(2000);
      // Not one beside the other, so that none can be joined where it is.
      Stream<MemorySegment> apart =
          IntStream.range(0, 2000).mapToObj(i -> native2.asSlice(2 * i, 1));
      for (Stream<MemorySegment> parts : List.of(heap, apart)) {
        List<MemorySegment> all = parts.toList();
        MemorySegment[] rest = all.subList(1, 2000).toArray(MemorySegment[]::new);
        Message message = Message.of(all.getFirst(), rest);
        assertThat(pair.first().sendMessage(message)).isEqualTo(2000);
        assertThat(pair.second().recv(9999)).hasSize(2000).containsOnly('x');
        pair.first().sendMessage(message);
        List<MemorySegment> into = Stream.generate(() -> arena.allocate(1)).limit(2000).toList();
        ReceivedMessage received = pair.second().recvMessage(into, 0, Flags.NONE, Deadline.NEVER);
        assertThat(received.bytes()).hasSize(2000).containsOnly('x');
      }
    }
  }

  @Test
  void adoptedNumbersAreNonBlockingUnlessShared() throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      int number = Fcntl.fcntl(pair.first().fileno(), Fcntl.F_DUPFD_CLOEXEC, 0);
      int flags = Fcntl.fcntl(number, Fcntl.F_GETFL, 0);
      Fcntl.fcntl(number, Fcntl.F_SETFL, flags & ~Fcntl.O_NONBLOCK);
      Socket shared = Socket.ofSharedDescriptor(number);
      assertThat(Fcntl.fcntl(number, Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isZero();
      try (Socket adopted = Socket.ofDescriptor(shared.detach())) {
        assertThat(Fcntl.fcntl(number, Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK).isNotZero();
        assertThat(adopted.isOpen()).isTrue();
      }
    }
  }

  @Test
  void lookUpOfNothingIsAWrongArgument() {
    assertThatThrownBy(() -> Resolver.getaddrinfo(null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void compatibleAddressIsWrittenInGroups() {
    byte[] bytes = new byte[16];
    System.arraycopy(new byte[] {1, 2, 3, 4}, 0, bytes, 12, 4);
    assertThat(Inet6.of(bytes, 0).host()).isEqualTo("::102:304");
  }

  @Test
  void duplicateOfANumberLeavesTheNumberToItsSocket() throws IOException {
    try (Socket socket = Socket.open()) {
      int number = Fcntl.fcntl(socket.fileno(), Fcntl.F_DUPFD_CLOEXEC, 0);
      try (Socket first = Socket.ofDescriptor(number);
          Socket second = first.dup()) {
        assertThat(first.fileno()).isEqualTo(number);
        assertThat(second.fileno()).isNotEqualTo(number).isNotNegative();
      }
    }
  }
}
