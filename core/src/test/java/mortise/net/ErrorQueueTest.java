package mortise.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.NetinetIn;
import mortise.sys.SysSocket;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What came back for packets that were sent: MSG_ERRQUEUE. */
@NeedsLinux("the error queue")
final class ErrorQueueTest {
  private static final byte[] TEXT = "is anybody there".getBytes(US_ASCII);

  private final List<Socket> deaf = new ArrayList<>();

  private static Socket udp4() throws IOException {
    Socket socket = Loopback.UDP.bound().timeout(Duration.ofSeconds(20));
    return socket.option(Option.ofInt(NetinetIn.SOL_IP, NetinetIn.IP_RECVERR), 1);
  }

  /**
   * An address that takes nothing: a socket has the port, so no other one gets it, and is connected
   * to itself, so the kernel finds no receiver for what others send.
   */
  private Address nobody(Loopback kind) throws IOException {
    Socket socket = kind.bound();
    deaf.add(socket);
    socket.connect(socket.localAddress());
    return socket.localAddress();
  }

  @AfterEach
  void close() {
    deaf.forEach(Socket::close);
  }

  private static ExtendedError error(ReceivedMessage message) {
    assertThat(message.flags().has(Flags.ERRQUEUE)).isTrue();
    return message.ancillary(ExtendedError.class).orElseThrow();
  }

  @Test
  void closedPortIsReportedWithItsHost() throws IOException {
    try (Socket socket = udp4()) {
      Address nobody = nobody(Loopback.UDP);
      socket.sendTo(TEXT, nobody);
      ReceivedMessage message = socket.recvError();
      ExtendedError error = error(message);
      assertThat(error.errno()).isEqualTo(Errno.ECONNREFUSED);
      assertThat(error.origin()).isEqualTo(ExtendedError.SO_EE_ORIGIN_ICMP);
      assertThat(error.type()).isEqualTo(3); // destination unreachable
      assertThat(error.code()).isEqualTo(3); // port unreachable
      assertThat(error.offender()).isEqualTo(Inet4.LOOPBACK);
      assertThat(message.sender()).isEqualTo(nobody);
      assertThat(message.bytes()).isEqualTo(TEXT);
      // The queue is empty, and the socket as good as before.
      assertThatThrownBy(() -> socket.recvMessage(1, 100, Flags.ERRQUEUE, Deadline.NOW))
          .isInstanceOf(SocketTimeoutException.class);
      socket.sendTo(TEXT, socket.localAddress());
      assertThat(socket.recv(100)).isEqualTo(TEXT);
    }
  }

  @Test
  void closedPortIsReportedOverIpv6() throws IOException {
    try (Socket socket = Loopback.UDP6.bound()) {
      socket.timeout(Duration.ofSeconds(20));
      socket.option(Option.ofInt(NetinetIn.SOL_IPV6, NetinetIn.IPV6_RECVERR), 1);
      Address nobody = nobody(Loopback.UDP6);
      socket.sendTo(TEXT, nobody);
      ReceivedMessage message = socket.recvError();
      ExtendedError error = error(message);
      assertThat(error.errno()).isEqualTo(Errno.ECONNREFUSED);
      assertThat(error.origin()).isEqualTo(ExtendedError.SO_EE_ORIGIN_ICMP6);
      assertThat(error.type()).isEqualTo(1);
      assertThat(error.code()).isEqualTo(4);
      assertThat(error.offender()).isEqualTo(Inet6.LOOPBACK);
      assertThat(message.sender()).isEqualTo(nobody);
    }
  }

  @Test
  void messageThatIsTooLongForThePathIsReportedByThisHost() throws IOException {
    try (Socket socket = udp4()) {
      socket.option(
          Option.ofInt(NetinetIn.SOL_IP, NetinetIn.IP_MTU_DISCOVER), NetinetIn.IP_PMTUDISC_DO);
      Address nobody = nobody(Loopback.UDP);
      assertThatThrownBy(() -> socket.sendTo(new byte[65_535 - 20], nobody))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("EMSGSIZE");
    }
  }

  /** The error queue is told of by EPOLLERR, which wakes those who read and those who write. */
  @ParameterizedTest
  @EnumSource(Threads.class)
  void errorWakesWhoWaitsForOne(Threads kind) throws Exception {
    try (Socket socket = udp4()) {
      Address nobody = nobody(Loopback.UDP);
      for (int i = 0; i < 20; i++) {
        Ended<ReceivedMessage> ended =
            Parked.then(kind, socket::recvError, () -> socket.sendTo(TEXT, nobody));
        assertThat(error(ended.returned()).errno()).isEqualTo(Errno.ECONNREFUSED);
      }
    }
  }

  /** ip(7): with IP_RECVERR every error is also passed to the next call, whatever it is. */
  @Test
  void errorWakesWhoWaitsForData() throws Exception {
    try (Socket socket = udp4()) {
      Address nobody = nobody(Loopback.UDP);
      Ended<byte[]> ended = Parked.then(() -> socket.recv(100), () -> socket.sendTo(TEXT, nobody));
      assertThat(ended.failure()).isInstanceOf(PortUnreachableException.class);
      assertThat(error(socket.recvError()).offender()).isEqualTo(Inet4.LOOPBACK);
    }
  }

  @Test
  void dataDoesNotEndTheWaitForAnError() throws Exception {
    try (Socket socket = udp4()) {
      Running<ReceivedMessage> waiting = Running.parked(Threads.VIRTUAL, socket::recvError);
      socket.sendTo(TEXT, socket.localAddress());
      assertThat(socket.recv(100)).isEqualTo(TEXT);
      assertThat(waiting.hasEnded()).isFalse();
      socket.sendTo(TEXT, nobody(Loopback.UDP));
      assertThat(error(waiting.end().returned()).errno()).isEqualTo(Errno.ECONNREFUSED);
    }
  }

  @Test
  void closeAndDeadlineEndTheWait() throws Exception {
    try (Socket socket = udp4()) {
      socket.timeout(Duration.ofMillis(20));
      assertThatThrownBy(socket::recvError).isInstanceOf(SocketTimeoutException.class);
      socket.timeout(null);
      Ended<?> ended = Parked.then(socket::recvError, socket::close);
      assertThat(ended.failure()).hasMessageContaining("the socket is closed");
    }
  }

  @Test
  void timeAtWhichAPacketWent() throws IOException {
    // SOF_TIMESTAMPING_TX_SOFTWARE, _SOFTWARE, _OPT_ID
    int sent = 1 << 1 | 1 << 4 | 1 << 7;
    try (SocketPair pair = Loopback.UDP.pair()) {
      Socket socket = pair.first().timeout(Duration.ofSeconds(20));
      socket.option(Option.ofInt(SysSocket.SOL_SOCKET, SysSocket.SO_TIMESTAMPING), sent);
      socket.send(TEXT);
      socket.send(TEXT);
      for (int i = 0; i < 2; i++) {
        ReceivedMessage message = socket.recvError();
        assertThat(error(message).origin()).isEqualTo(ExtendedError.SO_EE_ORIGIN_TIMESTAMPING);
        assertThat(error(message).data()).isEqualTo(i);
        assertThat(message.ancillary(Timestamp.class).orElseThrow().software())
            .isCloseTo(Instant.now(), within(20, ChronoUnit.SECONDS));
      }
    }
  }

  @Test
  void endOfAZeroCopySend() throws IOException {
    Flags zeroCopy = new Flags(SysSocket.MSG_ZEROCOPY);
    try (SocketPair pair = Loopback.TCP4.pair();
        Arena arena = Arena.ofConfined()) {
      Socket socket = pair.first().timeout(Duration.ofSeconds(20));
      socket.option(Option.ofInt(SysSocket.SOL_SOCKET, SysSocket.SO_ZEROCOPY), 1);
      MemorySegment memory = arena.allocate(100_000).fill((byte) 'z');
      long sent = socket.sendMessage(Message.of(memory), zeroCopy, Deadline.NEVER);
      byte[] bytes = new byte[(int) sent];
      pair.second().recv(bytes, Flags.WAITALL);
      assertThat(bytes).containsOnly('z');
      ExtendedError done = error(socket.recvError());
      assertThat(done.origin()).isEqualTo(ExtendedError.SO_EE_ORIGIN_ZEROCOPY);
      assertThat(done.info()).isZero();
      assertThat(done.data()).isZero();
    }
  }
}
