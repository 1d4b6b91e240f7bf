package mortise.bench.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;

/**
 * A blocking {@link DatagramChannel} in a platform thread, with {@code --virtual} a virtual one.
 */
public final class JdkDatagramEcho {
  private JdkDatagramEcho() {}

  public static void main(String[] arguments) throws Exception {
    DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET);
    socket.setOption(StandardSocketOptions.SO_RCVBUF, Mode.RECEIVE_BUFFER);
    socket.bind(new InetSocketAddress("127.0.0.1", Mode.port(arguments)));
    Mode.tell(socket.socket().getLocalPort());
    boolean virtual = List.of(arguments).contains("--virtual");
    Thread.Builder threads = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    threads.start(() -> serve(socket)).join();
  }

  private static void serve(DatagramChannel socket) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Mode.UDP.buffer);
    while (true) {
      try {
        SocketAddress sender = socket.receive(buffer.clear());
        socket.send(buffer.flip(), sender);
      } catch (IOException e) {
        System.err.println(e);
      }
    }
  }
}
