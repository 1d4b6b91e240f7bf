package mortise.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import mortise.testing.KernelFeature;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SCTP, sctp(7), in both of its styles, with Python and with itself. */
@NeedsKernel(KernelFeature.SCTP)
final class SctpPeerTest {
  /**
   * {@code SCTP_RECVRCVINFO}: a {@code struct sctp_rcvinfo} with each message, RFC 6458, 8.1.29.
   */
  private static final Option<Integer> RECVRCVINFO = Option.ofInt(Level.SCTP, 32);

  private static final int CMSG_SNDINFO = 2;
  private static final int CMSG_RCVINFO = 3;

  private static Socket open(Type type) throws IOException {
    return Socket.open(Family.INET, type, Protocol.SCTP).timeout(Needs.patience());
  }

  private static Socket listening(Type type) throws IOException {
    Socket socket = open(type);
    socket.bind(Inet4.LOOPBACK);
    socket.listen(5);
    return socket;
  }

  private static int port(Socket socket) throws IOException {
    return ((Inet) socket.localAddress()).port();
  }

  @Test
  void oneToOneWithPythonThatConnects() throws Exception {
    try (Socket s = listening(Type.STREAM);
        Program python =
            Python.start(
                """
                s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_SCTP)
                s.connect(('127.0.0.1', int(sys.argv[1])))
                s.send(b'hihi')
                print(s.recv(512), s.recv(512))
                """,
                port(s));
        Socket ss = s.accept().timeout(Needs.patience())) {
      assertThat(ss.protocol()).isEqualTo(Protocol.SCTP);
      assertThat(ss.recv(512)).asString().isEqualTo("hihi");
      ss.send("byebye".getBytes());
      ss.shutdown(Shutdown.RDWR);
      assertThat(python.end()).isEqualTo(Python.printed("b'byebye' b''\n"));
    }
  }

  @Test
  void oneToOneWithPythonThatAccepts() throws Exception {
    try (Socket s = open(Type.STREAM);
        Program python =
            Python.start(
                """
                s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_SCTP)
                s.bind(('127.0.0.1', 0))
                s.listen(1)
                print(s.getsockname()[1])
                ss, _ = s.accept()
                ss.send(b'byebye')
                print(ss.recv(512))
                """)) {
      int port = Integer.parseInt(python.awaitOutput("\n").out().strip());
      s.connect(Inet4.LOOPBACK.withPort(port));
      assertThat(s.recv(512)).asString().isEqualTo("byebye");
      s.send("hihi".getBytes());
      assertThat(python.end()).isEqualTo(Python.printed(port + "\nb'hihi'\n"));
    }
  }

  /** Of the one-to-one style too: what is sent in two calls arrives in two. */
  @Test
  void messagesKeepTheirBounds() throws Exception {
    try (Socket s = listening(Type.STREAM);
        Socket client = open(Type.STREAM)) {
      client.connect(s.localAddress());
      try (Socket ss = s.accept().timeout(Needs.patience())) {
        client.send("one".getBytes());
        client.send("two".getBytes());
        assertThat(ss.recv(512)).asString().isEqualTo("one");
        assertThat(ss.recv(512)).asString().isEqualTo("two");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70_000, 1_234_567})
  void streamOfManyMessagesArrivesWhole(int size) throws Exception {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    try (Socket s = listening(Type.STREAM);
        Socket client = open(Type.STREAM)) {
      client.connect(s.localAddress());
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try (client) {
                  client.sendAll(bytes);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      try (Socket ss = s.accept().timeout(Needs.patience())) {
        assertThat(ss.inputStream().readAllBytes()).isEqualTo(bytes);
      }
      sender.join();
    }
  }

  @Test
  void connectToAClosedPortIsRefused() throws Exception {
    Address there;
    try (Socket s = listening(Type.STREAM)) {
      there = s.localAddress();
    }
    try (Socket client = open(Type.STREAM)) {
      assertThatThrownBy(() -> client.connect(there))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("ECONNREFUSED");
    }
  }

  /** One socket, two peers, and an association for each as with their first message. */
  @Test
  void oneToManyAnswersEachPeer() throws Exception {
    try (Socket server = listening(Type.SEQPACKET);
        Socket one = open(Type.SEQPACKET);
        Program python =
            Python.start(
                """
                s = socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, socket.IPPROTO_SCTP)
                s.sendto(b'from python', ('127.0.0.1', int(sys.argv[1])))
                print(s.recv(512))
                """,
                port(server))) {
      one.sendTo("from java".getBytes(), server.localAddress());
      for (int i = 0; i < 2; i++) {
        Datagram message = server.recvFrom(512);
        server.sendTo(("to " + new String(message.data(), UTF_8)).getBytes(), message.sender());
      }
      Datagram answer = one.recvFrom(512);
      assertThat(answer.data()).asString().isEqualTo("to from java");
      assertThat(answer.sender()).isEqualTo(server.localAddress());
      assertThat(python.end()).isEqualTo(Python.printed("b'to from python'\n"));
    }
  }

  /** The stream and the protocol's number of a message travel as ancillary data, RFC 6458, 5.3. */
  @Test
  void messageHasItsStreamAndNumber() throws Exception {
    try (Socket server = listening(Type.SEQPACKET);
        Socket client = open(Type.SEQPACKET)) {
      server.option(RECVRCVINFO, 1);
      // struct sctp_sndinfo: stream, flags, number, context, association
      ByteBuffer info = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
      info.putShort((short) 3).putShort((short) 0).putInt(0x01020304);
      client.sendMessage(
          Message.of("on three".getBytes())
              .to(server.localAddress())
              .with(RawAncillary.of(Level.SCTP, CMSG_SNDINFO, info.array())));
      try (ReceivedMessage message = server.recvMessage(512)) {
        assertThat(message.bytes()).asString().isEqualTo("on three");
        List<RawAncillary> pieces = message.rawAncillary();
        assertThat(pieces).hasSize(1);
        assertThat(pieces.getFirst().level()).isEqualTo(Level.SCTP);
        assertThat(pieces.getFirst().type()).isEqualTo(CMSG_RCVINFO);
        // struct sctp_rcvinfo: stream, sequence, flags, number
        ByteBuffer received =
            ByteBuffer.wrap(pieces.getFirst().data()).order(ByteOrder.nativeOrder());
        assertThat(received.getShort(0)).isEqualTo((short) 3);
        assertThat(received.getInt(8)).isEqualTo(0x01020304);
      }
    }
  }
}
