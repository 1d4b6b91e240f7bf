package mortise.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import mortise.sys.NetinetIn;
import mortise.sys.NetinetUdp;
import mortise.sys.SysSocket;
import mortise.testing.Loopback;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel tells of packets and takes for them, checked where it can be with Python. */
@NeedsLinux("ancillary data")
final class PacketAncillaryTest {
  private static final byte[] X = {'x'};

  private static void turnOn(Socket socket, int level, int... names) throws IOException {
    for (int name : names) {
      socket.option(Option.ofInt(level, name), 1);
    }
  }

  private static <A extends Ancillary> A only(ReceivedMessage message, Class<A> kind) {
    assertThat(message.ancillary()).hasSize(1);
    return message.ancillary(kind).orElseThrow();
  }

  @Test
  void credentialsOfThisProcess() throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      turnOn(pair.second(), SysSocket.SOL_SOCKET, SysSocket.SO_PASSCRED);
      Credentials own = Credentials.own();
      assertThat(own.pid()).isEqualTo((int) ProcessHandle.current().pid());
      pair.first().send(X);
      assertThat(only(pair.second().recvMessage(1), Credentials.class)).isEqualTo(own);
      pair.first().sendMessage(Message.of(X).with(own));
      assertThat(only(pair.second().recvMessage(1), Credentials.class)).isEqualTo(own);
    }
  }

  @Test
  void credentialsOfPython(@TempDir Path folder) throws Exception {
    String script =
        """
        import os, socket, struct, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.bind(sys.argv[2])
        s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        s.sendto(b'who', sys.argv[1])
        data, ancillary, flags, sender = s.recvmsg(100, 1024)
        for level, kind, content in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                print(*struct.unpack('3i', content), os.getpid())
        """;
    try (Socket socket = Socket.open(Family.UNIX, Type.DGRAM)) {
      Path mine = folder.resolve("mine");
      Unix its = Unix.of(folder.resolve("its"));
      socket.bind(Unix.of(mine));
      turnOn(socket, SysSocket.SOL_SOCKET, SysSocket.SO_PASSCRED);
      try (Program python = Program.start("python3", "-c", script, mine, its.path())) {
        ReceivedMessage question = socket.recvMessage(10);
        Credentials its1 = only(question, Credentials.class);
        Credentials own = Credentials.own();
        assertThat(its1.uid()).isEqualTo(own.uid());
        assertThat(its1.gid()).isEqualTo(own.gid());
        socket.sendMessage(Message.of(X).to(question.sender()).with(own));
        assertThat(python.end().out())
            .isEqualTo(own.pid() + " " + own.uid() + " " + own.gid() + " " + its1.pid() + "\n");
      }
    }
  }

  @Test
  void onlyThePrivilegedLie() throws IOException {
    assumeTrue(!Needs.isRoot(), "root may say what it likes");
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      Message lie = Message.of(X).with(new Credentials(1, 0, 0));
      assertThatThrownBy(() -> pair.first().sendMessage(lie))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("EPERM");
    }
  }

  @Test
  void processOfTheSender() throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      try {
        turnOn(pair.second(), SysSocket.SOL_SOCKET, SysSocket.SO_PASSPIDFD);
      } catch (SocketException e) {
        assumeTrue(false, "this kernel has no SO_PASSPIDFD");
      }
      pair.first().send(X);
      try (ReceivedMessage message = pair.second().recvMessage(1)) {
        assertThat(message.ancillary(PidDescriptor.class)).isPresent();
        assertThat(message.descriptors()).isZero();
        try (ProcessDescriptor process = message.takeProcess()) {
          assertThat(process.process()).contains(ProcessHandle.current());
        }
        assertThatThrownBy(message::takeProcess).isInstanceOf(NoSuchElementException.class);
      }
    }
  }

  /** A socket of all addresses learns which one was meant, and answers from that one. */
  @Test
  void packetInfoOnAWildcard() throws IOException {
    try (Socket server = Socket.open(Family.INET, Type.DGRAM);
        Socket client = Loopback.UDP.bound()) {
      server.bind(Inet4.ANY);
      turnOn(server, NetinetIn.SOL_IP, NetinetIn.IP_PKTINFO);
      int port = ((Inet) server.localAddress()).port();
      Inet asked = Inet.of("127.5.6.7", port);
      client.sendTo(X, asked);
      ReceivedMessage question = server.recvMessage(1);
      PacketInfo4 info = only(question, PacketInfo4.class);
      assertThat(info.destination()).isEqualTo(asked.withPort(0));
      assertThat(info.local()).isEqualTo(asked.withPort(0));
      assertThat(info.interfaceIndex()).isPositive();
      server.sendMessage(Message.of(X).to(question.sender()).with(info));
      assertThat(client.recvMessage(1).sender()).isEqualTo(asked);
      Inet4 other = (Inet4) Inet.of("127.8.8.8", 0);
      server.sendMessage(Message.of(X).to(question.sender()).with(PacketInfo4.from(other)));
      assertThat(client.recvMessage(1).sender()).isEqualTo(other.withPort(port));
      server.sendMessage(
          Message.of(X).to(question.sender()).with(PacketInfo4.by(info.interfaceIndex())));
      assertThat(client.recvMessage(1).sender()).isEqualTo(Inet4.LOOPBACK.withPort(port));
    }
  }

  @Test
  void packetInfo6OnAWildcard() throws IOException {
    try (Socket server = Loopback.UDP6.open();
        Socket client = Loopback.UDP6.bound()) {
      server.bind(Inet6.ANY);
      turnOn(server, NetinetIn.SOL_IPV6, NetinetIn.IPV6_RECVPKTINFO);
      int port = ((Inet) server.localAddress()).port();
      client.sendTo(X, Inet6.LOOPBACK.withPort(port));
      ReceivedMessage question = server.recvMessage(1);
      PacketInfo6 info = only(question, PacketInfo6.class);
      assertThat(info.address()).isEqualTo(Inet6.LOOPBACK);
      assertThat(info.interfaceIndex()).isPositive();
      server.sendMessage(Message.of(X).to(question.sender()).with(info));
      assertThat(client.recvMessage(1).sender()).isEqualTo(Inet6.LOOPBACK.withPort(port));
    }
  }

  @Test
  void hopsAndTypeOfService() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      turnOn(pair.second(), NetinetIn.SOL_IP, NetinetIn.IP_RECVTTL, NetinetIn.IP_RECVTOS);
      pair.first().sendMessage(Message.of(X).with(new Ttl(7), new Tos(0xb9)));
      ReceivedMessage message = pair.second().recvMessage(1);
      assertThat(message.ancillary()).containsExactlyInAnyOrder(new Ttl(7), new Tos(0xb9));
      Tos tos = message.ancillary(Tos.class).orElseThrow();
      assertThat(tos.codePoint()).isEqualTo(46);
      assertThat(tos.congestion()).isEqualTo(1);
      pair.first().send(X);
      assertThat(pair.second().recvMessage(1).ancillary()).contains(new Tos(0));
    }
  }

  @Test
  void hopsAndTrafficClass() throws IOException {
    try (SocketPair pair = Loopback.UDP6.pair()) {
      turnOn(
          pair.second(),
          NetinetIn.SOL_IPV6,
          NetinetIn.IPV6_RECVHOPLIMIT,
          NetinetIn.IPV6_RECVTCLASS);
      pair.first().sendMessage(Message.of(X).with(new HopLimit(9), new TrafficClass(0x28)));
      assertThat(pair.second().recvMessage(1).ancillary())
          .containsExactlyInAnyOrder(new HopLimit(9), new TrafficClass(0x28));
    }
  }

  @Test
  void pythonSeesOurHops() throws Exception {
    String script =
        """
        import socket, struct
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(('127.0.0.1', 0))
        IP_RECVTTL = 12
        s.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
        s.setsockopt(socket.IPPROTO_IP, socket.IP_RECVTOS, 1)
        print(s.getsockname()[1], flush=True)
        data, ancillary, flags, sender = s.recvmsg(100, 1024)
        for level, kind, content in ancillary:
            print(level, kind, content[0])
        s.sendmsg([b'back'], [(socket.IPPROTO_IP, socket.IP_TTL, struct.pack('i', 33))], 0, sender)
        """;
    try (Program python = Program.start("python3", "-c", script);
        Socket socket = Loopback.UDP.bound()) {
      int port = Integer.parseInt(python.awaitOutput("\n").out().strip());
      turnOn(socket, NetinetIn.SOL_IP, NetinetIn.IP_RECVTTL);
      Message message = Message.of(X).to(Inet4.LOOPBACK.withPort(port));
      socket.sendMessage(message.with(new Ttl(5), new Tos(16)));
      ReceivedMessage back = socket.recvMessage(100);
      assertThat(only(back, Ttl.class)).isEqualTo(new Ttl(33));
      assertThat(back.bytes()).isEqualTo("back".getBytes(US_ASCII));
      assertThat(python.end().out()).contains("0 2 5\n").contains("0 1 16\n");
    }
  }

  @Test
  void timestampsOfAllPrecisions() throws IOException {
    int[] kinds = {SysSocket.SO_TIMESTAMP, SysSocket.SO_TIMESTAMPNS, SysSocket.SO_TIMESTAMP_NEW};
    for (int kind : kinds) {
      try (SocketPair pair = Loopback.UDP.pair()) {
        turnOn(pair.second(), SysSocket.SOL_SOCKET, kind);
        pair.first().send(X);
        Timestamp time = only(pair.second().recvMessage(1), Timestamp.class);
        assertThat(time.software()).isCloseTo(Instant.now(), within(20, ChronoUnit.SECONDS));
        assertThat(time.hardware()).isNull();
      }
    }
  }

  @Test
  void timestampingOfWhatCame() throws IOException {
    int software = 1 << 3 | 1 << 4; // SOF_TIMESTAMPING_RX_SOFTWARE, SOF_TIMESTAMPING_SOFTWARE
    try (SocketPair pair = Loopback.UDP.pair()) {
      Socket second = pair.second();
      second.option(Option.ofInt(SysSocket.SOL_SOCKET, SysSocket.SO_TIMESTAMPING), software);
      // The kernel begins to take times some moments after it was asked to.
      ReceivedMessage message;
      do {
        pair.first().send(X);
        message = second.recvMessage(1);
      } while (message.ancillary().isEmpty());
      Timestamp time = only(message, Timestamp.class);
      assertThat(time.software()).isCloseTo(Instant.now(), within(20, ChronoUnit.SECONDS));
      assertThat(time.hardware()).isNull();
    }
  }

  @Test
  void originalDestination() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      turnOn(pair.second(), NetinetIn.SOL_IP, NetinetIn.IP_RECVORIGDSTADDR);
      pair.first().send(X);
      assertThat(only(pair.second().recvMessage(1), OriginalDestination.class).address())
          .isEqualTo(pair.second().localAddress());
    }
    try (SocketPair pair = Loopback.UDP6.pair()) {
      turnOn(pair.second(), NetinetIn.SOL_IPV6, NetinetIn.IPV6_RECVORIGDSTADDR);
      pair.first().send(X);
      assertThat(only(pair.second().recvMessage(1), OriginalDestination.class).address())
          .isEqualTo(pair.second().localAddress());
    }
  }

  @Test
  void lossesAreCounted() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      Socket reader = pair.second();
      reader.option(Option.SO_RCVBUF, 4096);
      turnOn(reader, SysSocket.SOL_SOCKET, SysSocket.SO_RXQ_OVFL);
      for (int i = 0; i < 100; i++) {
        pair.first().send(new byte[1000]);
      }
      int came = reader.recvMessages(1000, 1000).size();
      pair.first().send(X);
      DropCount drops = only(reader.recvMessage(1), DropCount.class);
      assertThat(drops.messages()).isPositive().isEqualTo(100 - came);
    }
  }

  /** One large message is cut into datagrams, and comes back together where that was asked for. */
  @Test
  void segmentsOutAndIn() throws IOException {
    byte[] bytes = new byte[5500];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i / 1000);
    }
    Message message = Message.of(bytes).with(new SegmentSize(1000));
    try (SocketPair pair = Loopback.UDP.pair()) {
      try {
        assertThat(pair.first().sendMessage(message)).isEqualTo(5500);
      } catch (SocketException e) {
        assumeTrue(false, "this kernel does not segment: " + e.getMessage());
      }
      for (int i = 0; i < 6; i++) {
        byte[] datagram = pair.second().recv(9000);
        assertThat(datagram).hasSize(i < 5 ? 1000 : 500).containsOnly(i);
      }
      turnOn(pair.second(), NetinetUdp.SOL_UDP, NetinetUdp.UDP_GRO);
      pair.first().sendMessage(message);
      List<ReceivedMessage> came = new ArrayList<>();
      for (long count = 0; count < bytes.length; count += came.getLast().count()) {
        pair.second().timeout(Duration.ofSeconds(20));
        came.add(pair.second().recvMessage(65536));
      }
      ReceivedMessage first = came.getFirst();
      if (first.count() > 1000) {
        assertThat(only(first, SegmentSize.class)).isEqualTo(new SegmentSize(1000));
        assertThat(first.bytes()).isEqualTo(Arrays.copyOf(bytes, (int) first.count()));
      }
    }
  }

  @Test
  void roomThatIsTooSmallIsTold() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      turnOn(pair.second(), NetinetIn.SOL_IP, NetinetIn.IP_RECVTTL, NetinetIn.IP_PKTINFO);
      for (int room = 0; room < Ancillary.space(12) + Ancillary.length(4); room++) {
        pair.first().send(X);
        ReceivedMessage message = pair.second().recvMessage(1, room);
        assertThat(message.ancillaryTruncated()).as("in %d bytes", room).isTrue();
        assertThat(message.bytes()).isEqualTo(X);
      }
      pair.first().send(X);
      ReceivedMessage whole =
          pair.second().recvMessage(1, Ancillary.space(12) + Ancillary.length(4));
      assertThat(whole.ancillaryTruncated()).isFalse();
      assertThat(whole.ancillary()).hasSize(2);
    }
  }
}
