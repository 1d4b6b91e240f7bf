package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static mortise.sys.SysSocket.AF_INET;
import static mortise.sys.SysSocket.AF_UNIX;
import static mortise.sys.SysSocket.SOCK_CLOEXEC;
import static mortise.sys.SysSocket.SOCK_DGRAM;
import static mortise.sys.SysSocket.SOCK_NONBLOCK;
import static mortise.sys.SysSocket.SOCK_STREAM;
import static mortise.sys.SysSocket.SOL_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import mortise.sys.struct.Cmsghdr;
import mortise.sys.struct.EpollEvent;
import mortise.sys.struct.Iovec;
import mortise.sys.struct.Mmsghdr;
import mortise.sys.struct.Msghdr;
import mortise.sys.struct.Pollfd;
import mortise.sys.struct.SockaddrIn;
import mortise.sys.struct.TcpInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The socket calls against the kernel, between sockets of this process. */
@Timeout(30)
class SysSocketTest {
  private static final int FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
  private static final int LOOPBACK = NetinetIn.INADDR_LOOPBACK;

  private final Deque<Integer> open = new ArrayDeque<>();

  @AfterEach
  void close() {
    open.forEach(Unistd::close);
  }

  @Test
  void failureIsMinusErrno() {
    assertThat(SysSocket.socket(-1, SOCK_STREAM, 0)).isEqualTo(-SysErrno.EAFNOSUPPORT);
    assertThat(SysSocket.shutdown(-1, SysSocket.SHUT_RDWR)).isEqualTo(-SysErrno.EBADF);
    assertThat(SysSocket.recv(-1, bytes(1), 0)).isEqualTo(-SysErrno.EBADF);
  }

  @Test
  void streamConnectsSendsAndEnds() {
    int listener = keep(SysSocket.socket(AF_INET, SOCK_STREAM | FLAGS, 0));
    MemorySegment address = bound(listener);
    assertThat(SysSocket.listen(listener, 1)).isZero();

    int client = keep(SysSocket.socket(AF_INET, SOCK_STREAM | FLAGS, 0));
    assertThat(SysSocket.connect(client, address)).isIn(0, -SysErrno.EINPROGRESS);
    MemorySegment peer = bytes(SockaddrIn.SIZE);
    int[] length = {SockaddrIn.SIZE};
    int server = keep(SysSocket.accept4(listener, peer, length, FLAGS));
    assertThat(length).containsExactly(SockaddrIn.SIZE);
    assertThat(SockaddrIn.sin_addr(peer)).isEqualTo(LOOPBACK);

    MemorySegment seen = bytes(SockaddrIn.SIZE);
    assertThat(SysSocket.getpeername(client, seen, length)).isZero();
    assertThat(SockaddrIn.sin_port(seen)).isEqualTo(SockaddrIn.sin_port(address));

    assertThat(SysSocket.send(client, text("hello"), SysSocket.MSG_NOSIGNAL)).isEqualTo(5);
    MemorySegment buffer = bytes(16);
    assertThat(SysSocket.recv(server, buffer, 0)).isEqualTo(5);
    assertThat(string(buffer, 5)).isEqualTo("hello");
    assertThat(SysSocket.recv(server, buffer, 0)).isEqualTo(-SysErrno.EAGAIN);
    assertThat(SysSocket.shutdown(client, SysSocket.SHUT_WR)).isZero();
    assertThat(SysSocket.recv(server, buffer, 0)).isZero();
  }

  @Test
  void datagramNamesItsSender() {
    int receiver = keep(SysSocket.socket(AF_INET, SOCK_DGRAM | FLAGS, 0));
    int sender = keep(SysSocket.socket(AF_INET, SOCK_DGRAM | FLAGS, 0));
    MemorySegment to = bound(receiver);
    MemorySegment from = bound(sender);
    assertThat(SysSocket.sendto(sender, text("one"), 0, to)).isEqualTo(3);
    MemorySegment source = bytes(SockaddrIn.SIZE);
    int[] length = {SockaddrIn.SIZE};
    assertThat(SysSocket.recvfrom(receiver, bytes(8), 0, source, length)).isEqualTo(3);
    assertThat(SockaddrIn.sin_port(source)).isEqualTo(SockaddrIn.sin_port(from));
  }

  @Test
  void optionIsSetAndRead() {
    int fd = keep(SysSocket.socket(AF_INET, SOCK_STREAM | FLAGS, 0));
    int[] value = {1};
    assertThat(SysSocket.setsockopt(fd, SOL_SOCKET, SysSocket.SO_KEEPALIVE, ofArray(value)))
        .isZero();
    int[] read = {0};
    int[] length = {4};
    assertThat(SysSocket.getsockopt(fd, SOL_SOCKET, SysSocket.SO_KEEPALIVE, ofArray(read), length))
        .isZero();
    assertThat(read).containsExactly(1);
    assertThat(length).containsExactly(4);
  }

  @Test
  void tcpInfoReadsMinusOnePastTheKernelsEnd() {
    int fd = keep(SysSocket.socket(AF_INET, SOCK_STREAM | FLAGS, 0));
    MemorySegment info = bytes(TcpInfo.SIZE);
    int[] length = {104};
    int tcp = NetinetIn.IPPROTO_TCP;
    assertThat(SysSocket.getsockopt(fd, tcp, NetinetTcp.TCP_INFO, info, length)).isZero();
    MemorySegment told = info.asSlice(0, length[0]);
    assertThat(TcpInfo.tcpi_state(told)).isEqualTo(NetinetTcp.TCP_CLOSE);
    assertThat(TcpInfo.tcpi_snd_mss(told)).isPositive();
    assertThat(TcpInfo.tcpi_pacing_rate(told)).isEqualTo(-1);
    assertThat(TcpInfo.tcpi_ecn_mode(told)).isEqualTo(-1);
  }

  @Test
  void messageCarriesDescriptor() {
    int[] pair = pair(SOCK_STREAM);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = message(arena, "x");
      MemorySegment control = arena.allocate(Cmsghdr.CMSG_SPACE(4), 8);
      Cmsghdr.cmsg_len(control, Cmsghdr.CMSG_LEN(4));
      Cmsghdr.cmsg_level(control, SOL_SOCKET);
      Cmsghdr.cmsg_type(control, SysSocket.SCM_RIGHTS);
      control.set(JAVA_INT, Cmsghdr.SIZE, pair[0]);
      Msghdr.msg_control(out, control);
      Msghdr.msg_controllen(out, control.byteSize());
      assertThat(SysSocket.sendmsg(pair[0], out, 0)).isEqualTo(1);

      MemorySegment in = message(arena, "        ");
      MemorySegment received = arena.allocate(64, 8);
      Msghdr.msg_control(in, received);
      Msghdr.msg_controllen(in, received.byteSize());
      assertThat(SysSocket.recvmsg(pair[1], in, SysSocket.MSG_CMSG_CLOEXEC)).isEqualTo(1);
      assertThat(Cmsghdr.cmsg_len(received)).isEqualTo(Cmsghdr.CMSG_LEN(4));
      assertThat(Cmsghdr.cmsg_type(received)).isEqualTo(SysSocket.SCM_RIGHTS);
      int copy = keep(received.get(JAVA_INT, Cmsghdr.SIZE));
      assertThat(Fcntl.fcntl(copy, Fcntl.F_GETFD, 0)).isEqualTo(Fcntl.FD_CLOEXEC);
    }
  }

  @Test
  void severalMessagesGoAtOnce() {
    int[] pair = pair(SOCK_DGRAM);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(2L * Mmsghdr.SIZE, 8);
      MemorySegment in = arena.allocate(3L * Mmsghdr.SIZE, 8);
      String[] texts = {"first", "second"};
      for (int i = 0; i < 2; i++) {
        out.asSlice((long) i * Mmsghdr.SIZE, Msghdr.SIZE).copyFrom(message(arena, texts[i]));
      }
      for (int i = 0; i < 3; i++) {
        in.asSlice((long) i * Mmsghdr.SIZE, Msghdr.SIZE).copyFrom(message(arena, "        "));
      }
      assertThat(SysSocket.sendmmsg(pair[0], out, 2, 0)).isEqualTo(2);
      assertThat(SysSocket.recvmmsg(pair[1], in, 3, 0)).isEqualTo(2);
      assertThat(Mmsghdr.msg_len(in)).isEqualTo(5);
      assertThat(Mmsghdr.msg_len(in.asSlice(Mmsghdr.SIZE))).isEqualTo(6);
    }
  }

  @Test
  void controlSizesAreThoseOfC() {
    assertThat(Cmsghdr.CMSG_ALIGN(1)).isEqualTo(8);
    assertThat(Cmsghdr.CMSG_ALIGN(8)).isEqualTo(8);
    assertThat(Cmsghdr.CMSG_LEN(4)).isEqualTo(20);
    assertThat(Cmsghdr.CMSG_SPACE(4)).isEqualTo(24);
    assertThat(Cmsghdr.CMSG_SPACE(0)).isEqualTo(16);
  }

  @Test
  void epollTellsReadiness() {
    int[] pair = pair(SOCK_STREAM);
    int epoll = keep(SysEpoll.epoll_create1(SysEpoll.EPOLL_CLOEXEC));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EpollEvent.LAYOUT);
      EpollEvent.set(event, SysEpoll.EPOLLIN, 42);
      assertThat(SysEpoll.epoll_ctl(epoll, SysEpoll.EPOLL_CTL_ADD, pair[1], event)).isZero();
      MemorySegment errno = arena.allocate(JAVA_INT);
      assertThat(SysEpoll.epoll_wait(errno, epoll, event, 1, 0)).isZero();
      SysSocket.send(pair[0], text("x"), 0);
      assertThat(SysEpoll.epoll_wait(errno, epoll, event, 1, 1000)).isEqualTo(1);
      assertThat(EpollEvent.data(event, 0)).isEqualTo(42);
    }
  }

  @Test
  void pollTellsReadinessOfAnArray() {
    int[] pair = pair(SOCK_STREAM);
    MemorySegment fds = bytes(2 * Pollfd.SIZE);
    MemorySegment second = fds.asSlice(Pollfd.SIZE);
    Pollfd.set(fds, pair[0], PollH.POLLIN);
    Pollfd.set(second, pair[1], PollH.POLLIN);
    assertThat(PollH.poll(fds)).isZero();
    SysSocket.send(pair[0], text("x"), 0);
    assertThat(PollH.poll(fds)).isEqualTo(1);
    assertThat(Pollfd.revents(second)).isEqualTo(PollH.POLLIN);
  }

  @Test
  void ioctlTellsWhatWaits() {
    int[] pair = pair(SOCK_STREAM);
    SysSocket.send(pair[0], text("seven"), 0);
    int[] waiting = {0};
    assertThat(SysIoctl.ioctl(pair[1], SysIoctl.FIONREAD, ofArray(waiting))).isZero();
    assertThat(waiting).containsExactly(5);
  }

  /** Binds to a free port of the loopback and returns the address. */
  private static MemorySegment bound(int fd) {
    MemorySegment address = bytes(SockaddrIn.SIZE);
    SockaddrIn.set(address, SysSocket.AF_INET, 0, LOOPBACK);
    assertThat(SysSocket.bind(fd, address)).isZero();
    int[] length = {SockaddrIn.SIZE};
    assertThat(SysSocket.getsockname(fd, address, length)).isZero();
    assertThat(SockaddrIn.sin_port(address)).isPositive();
    return address;
  }

  private int[] pair(int type) {
    int[] pair = new int[2];
    assertThat(SysSocket.socketpair(AF_UNIX, type | FLAGS, 0, pair)).isZero();
    keep(pair[0]);
    keep(pair[1]);
    return pair;
  }

  private int keep(int fd) {
    assertThat(fd).as("a descriptor, or -errno").isNotNegative();
    open.push(fd);
    return fd;
  }

  /** A message of one piece that holds the text. */
  private static MemorySegment message(Arena arena, String text) {
    MemorySegment piece = arena.allocateFrom(JAVA_BYTE, text.getBytes(US_ASCII));
    MemorySegment vector = arena.allocate(Iovec.LAYOUT.byteSize(), 8);
    Iovec.iov_base(vector, piece);
    Iovec.iov_len(vector, piece.byteSize());
    MemorySegment message = arena.allocate(Msghdr.LAYOUT.byteSize(), 8);
    Msghdr.msg_iov(message, vector);
    Msghdr.msg_iovlen(message, 1);
    return message;
  }

  private static MemorySegment bytes(int size) {
    return ofArray(new byte[size]);
  }

  private static MemorySegment text(String text) {
    return ofArray(text.getBytes(US_ASCII));
  }

  private static String string(MemorySegment bytes, int length) {
    return new String(bytes.asSlice(0, length).toArray(JAVA_BYTE), US_ASCII);
  }
}
