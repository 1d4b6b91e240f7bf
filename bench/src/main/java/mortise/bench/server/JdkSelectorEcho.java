package mortise.bench.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A {@link Selector} in one thread with one buffer, inline callbacks. */
public final class JdkSelectorEcho {
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final Mode mode;
  private final Selector selector;
  private final ServerSocketChannel listener;

  private JdkSelectorEcho(Mode mode, int port) throws IOException {
    this.mode = mode;
    selector = Selector.open();
    listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", port), 4096);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    Mode.tell(listener.socket().getLocalPort());
  }

  public static void main(String[] arguments) throws IOException {
    JdkSelectorEcho server = new JdkSelectorEcho(Mode.of(arguments), Mode.port(arguments));
    while (true) {
      server.selector.select(server::ready);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else {
        serve(key, (SocketChannel) key.channel());
      }
    } catch (IOException e) {
      end(key);
    }
  }

  private void accept() throws IOException {
    SocketChannel connection;
    while ((connection = listener.accept()) != null) {
      connection.configureBlocking(false);
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connection.register(selector, SelectionKey.OP_READ);
    }
  }

  /** The attachment is what the peer has not taken yet; nothing is read from it meanwhile. */
  private void serve(SelectionKey key, SocketChannel connection) throws IOException {
    if (key.attachment() instanceof ByteBuffer pending) {
      connection.write(pending);
      if (pending.hasRemaining()) {
        return;
      }
      key.attach(null);
      key.interestOps(SelectionKey.OP_READ);
    }
    buffer.clear();
    int count = connection.read(buffer);
    if (count < 0) {
      end(key);
    } else if (count > 0 && mode.echoes()) {
      buffer.flip();
      connection.write(buffer);
      if (buffer.hasRemaining()) {
        key.attach(ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip());
        key.interestOps(SelectionKey.OP_WRITE);
      }
    }
  }

  private static void end(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      System.err.println(e);
    }
  }
}
