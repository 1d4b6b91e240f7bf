package mortise.sys.nio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mortise.net.Address;
import mortise.net.Datagram;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Flags;
import mortise.net.Inet4;
import mortise.net.Message;
import mortise.net.Option;
import mortise.net.Platform;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.net.Unix;

/** What {@link PortableTest} runs: one line for each thing that was tried. */
final class PortableProgram {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  private PortableProgram() {}

  public static void main(String[] args) throws Exception {
    System.out.println("layer " + Platform.current());
    System.out.println("tcp " + echo(Inet4.LOOPBACK));
    datagrams();
    Path folder = Files.createTempDirectory("mortise-test");
    Path path = folder.resolve("s");
    try {
      System.out.println("unix " + echo(Unix.of(path)));
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
    waits();
    message();
    unsupported();
  }

  private static String echo(Address address) throws IOException {
    try (Socket listener = Socket.open(address.family(), Type.STREAM)) {
      listener.bind(address);
      listener.listen();
      try (Socket client = Socket.open(address.family(), Type.STREAM)) {
        client.connect(listener.localAddress());
        try (Socket server = listener.accept()) {
          client.sendAll(HELLO);
          client.shutdown(mortise.net.Shutdown.WR);
          server.sendAll(server.recv(9));
          return text(client.recv(9));
        }
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Socket datagramSocket() throws IOException {
    Socket socket = Socket.open(Family.INET, Type.DGRAM);
    socket.bind(Inet4.LOOPBACK);
    return socket;
  }

  private static void datagrams() throws IOException {
    try (Socket sender = datagramSocket();
        Socket receiver = datagramSocket()) {
      sender.connect(receiver.localAddress());
      sender.send(HELLO);
      Datagram datagram = receiver.recvFrom(9);
      boolean known = datagram.sender().equals(sender.localAddress());
      System.out.println("udp " + text(datagram.data()) + (known ? " from the sender" : ""));
      try (Socket other = datagramSocket()) {
        other.sendTo(new byte[0], receiver.localAddress());
        System.out.println("empty datagram " + receiver.recvFrom(9).data().length);
      }
    }
  }

  private static void waits() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket client = Socket.dial("127.0.0.1", ((Inet4) listener.localAddress()).port());
        Socket server = listener.accept()) {
      client.sendAll(HELLO);
      String peeked = text(server.recv(3, Flags.PEEK));
      System.out.println("peeked " + peeked + ", received " + text(server.recv(9)));
      try {
        server.recv(
            java.lang.foreign.MemorySegment.ofArray(new byte[9]),
            Flags.NONE,
            Deadline.after(Duration.ofMillis(50)));
      } catch (SocketTimeoutException e) {
        System.out.println("timed out");
      }
      Address gone;
      try (Socket other = Socket.listener(Inet4.LOOPBACK)) {
        gone = other.localAddress();
      }
      try (Socket refused = Socket.open(Family.INET, Type.STREAM)) {
        refused.connect(gone);
      } catch (IOException e) {
        System.out.println("refused " + ((SocketFailure) e).errno());
      }
      Thread.currentThread().interrupt();
      try {
        server.recv(9);
      } catch (InterruptedIOException e) {
        System.out.println("interrupted, open " + server.isOpen());
      }
      Thread.interrupted();
      Thread.ofVirtual().start(server::close);
      try {
        server.recv(9);
      } catch (IOException e) {
        System.out.println("closed " + ((SocketFailure) e).errno());
      }
    }
  }

  private static void message() throws IOException {
    try (Socket sender = datagramSocket();
        Socket receiver = datagramSocket()) {
      sender.sendMessage(Message.of(HELLO).to(receiver.localAddress()));
      System.out.println("message " + text(receiver.recvMessage(9).bytes()));
    }
  }

  private static void unsupported() throws IOException {
    try (Socket socket = Socket.open(Family.INET, Type.STREAM)) {
      socket.option(TcpOption.TCP_NODELAY, true);
      System.out.println("nodelay " + socket.option(TcpOption.TCP_NODELAY));
      boolean raw = Socket.supports(Family.INET, Type.RAW);
      System.out.println("raw " + raw + ", stream " + Socket.supports(Family.UNIX, Type.STREAM));
      try {
        Socket.open(Family.INET, Type.RAW).close();
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
      System.out.println("option " + socket.supports(Option.SO_MARK));
    }
  }
}
