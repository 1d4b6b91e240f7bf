package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import mortise.testing.KernelFeature;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Families whose kernel code rejects flags that it does not know, MSG_NOSIGNAL among them. */
final class StrictFlagsPeerTest {
  private static final Duration LIMIT = Needs.patience();

  private static Socket rds() throws IOException {
    Socket socket = Socket.open(Family.RDS, Type.SEQPACKET).timeout(LIMIT);
    socket.bind(Inet4.LOOPBACK);
    return socket;
  }

  @Test
  @NeedsKernel(KernelFeature.RDS)
  void rdsGoesToPythonAndBack() throws Exception {
    try (Socket s = rds();
        Program python =
            Python.start(
                """
                s = socket.socket(socket.AF_RDS, socket.SOCK_SEQPACKET)
                s.bind(('127.0.0.1', 0))
                print(s.getsockname()[1])
                data, peer = s.recvfrom(512)
                print(data)
                s.sendto(b'byebye', peer)
                print(s.recv(512))
                """)) {
      int port = Integer.parseInt(python.awaitOutput("\n").out().strip());
      Inet4 peer = Inet4.LOOPBACK.withPort(port);
      s.sendTo("hihi".getBytes(), peer);
      Datagram answer = s.recvFrom(512);
      assertThat(answer.data()).asString().isEqualTo("byebye");
      assertThat(answer.sender()).isEqualTo(peer);
      s.sendTo("end".getBytes(), peer);
      assertThat(python.end()).isEqualTo(Python.printed(port + "\nb'hihi'\nb'end'\n"));
    }
  }

  /** Each of the calls that send. */
  @Test
  @NeedsKernel(KernelFeature.RDS)
  void rdsSendsByEveryCall() throws Exception {
    try (Socket s = rds();
        Socket receiver = rds()) {
      Address to = receiver.localAddress();
      s.sendTo("sendto".getBytes(), to);
      s.sendMessage(Message.of("sendmsg".getBytes()).to(to));
      s.sendMessages(List.of(Message.of("sendmmsg".getBytes()).to(to)));
      s.connect(to);
      s.send("send".getBytes());
      s.send(MemorySegment.ofArray("segment".getBytes()), Flags.NONE, Deadline.NEVER);
      for (String text : List.of("sendto", "sendmsg", "sendmmsg", "send", "segment")) {
        assertThat(receiver.recv(512)).asString().isEqualTo(text);
      }
    }
  }

  @Test
  @NeedsKernel(KernelFeature.QIPCRTR)
  void qipcrtrGoesToPythonAndBack() throws Exception {
    try (Socket s = Socket.open(Family.QIPCRTR, Type.DGRAM).timeout(LIMIT);
        Program python =
            Python.start(
                """
                s = socket.socket(socket.AF_QIPCRTR, socket.SOCK_DGRAM)
                s.bind((s.getsockname()[0], 0))
                print(*s.getsockname())
                data, peer = s.recvfrom(512)
                print(data)
                s.sendto(b'byebye', peer)
                """)) {
      String name = python.awaitOutput("\n").out();
      String[] numbers = name.strip().split(" ");
      Qipcrtr peer = new Qipcrtr(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
      s.sendTo("hihi".getBytes(), peer);
      Datagram answer = s.recvFrom(512);
      assertThat(answer.data()).asString().isEqualTo("byebye");
      assertThat(answer.sender()).isEqualTo(peer);
      assertThat(python.end()).isEqualTo(Python.printed(name + "b'hihi'\n"));
    }
  }

  /** What the kernel misses is the address, and not the flag, for which it would say EINVAL. */
  @ParameterizedTest
  @NeedsKernel(KernelFeature.RDS)
  @CsvSource({
    "3, SEQPACKET, EADDRNOTAVAIL",
    "6, SEQPACKET, EADDRNOTAVAIL",
    "11, SEQPACKET, EADDRNOTAVAIL",
    "5, DGRAM, ENOTCONN",
    "8, DGRAM, ENOTCONN"
  })
  void otherFamiliesDoNotMindTheFlags(int family, String type, String errno) throws Exception {
    try (Socket s = openOrSkip(new Family(family), type)) {
      assertThatThrownBy(() -> s.send("text".getBytes())).hasMessageContaining(errno);
    }
  }

  private static Socket openOrSkip(Family family, String type) {
    try {
      return Socket.open(family, type.equals("DGRAM") ? Type.DGRAM : Type.SEQPACKET);
    } catch (IOException e) {
      return Assumptions.abort("this kernel has no " + family + ": " + e.getMessage());
    }
  }

  /** Without shared memory or RDMA for both it is TCP, to a peer that does not know SMC too. */
  @Test
  @NeedsKernel(KernelFeature.SMC)
  void smcFallsBackToTcpWithPython() throws Exception {
    try (Socket s = Socket.open(Family.SMC, Type.STREAM).timeout(LIMIT)) {
      s.bind(Inet4.LOOPBACK);
      s.listen(1);
      Inet4 local = (Inet4) s.localAddress();
      try (Program python =
              Python.start(
                  """
                  s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
                  s.send(b'hihi')
                  print(s.recv(512))
                  """,
                  local.port());
          Socket ss = s.accept().timeout(LIMIT)) {
        assertThat(ss.recv(512)).asString().isEqualTo("hihi");
        ss.send("byebye".getBytes());
        assertThat(python.end()).isEqualTo(Python.printed("b'byebye'\n"));
      }
    }
  }
}
