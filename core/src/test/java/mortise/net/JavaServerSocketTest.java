package mortise.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import mortise.testing.Ended;
import mortise.testing.KernelFeature;
import mortise.testing.Loopback;
import mortise.testing.NeedsKernel;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JavaServerSocketTest {
  @Test
  void everyMethodOfTheJdkIsOverridden() {
    for (Method method : ServerSocket.class.getDeclaredMethods()) {
      int modifiers = method.getModifiers();
      if (Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers)) {
        assertThat(JavaServerSocket.class)
            .as(method.toString())
            .satisfies(
                type -> type.getDeclaredMethod(method.getName(), method.getParameterTypes()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM"})
  void acceptedSocketsTalk(Loopback kind) throws IOException {
    try (Socket listener = kind.listener();
        ServerSocket server = listener.asJavaServer();
        Socket client = kind.open()) {
      assertThat(server.isBound()).isTrue();
      assertThat(server.getLocalSocketAddress()).isEqualTo(listener.localAddress().toJava());
      assertThat(server.getChannel()).isNull();
      client.connect(listener.localAddress());
      try (java.net.Socket accepted = server.accept()) {
        client.sendAll("hello".getBytes(UTF_8));
        client.shutdown(Shutdown.WR);
        assertThat(accepted.getInputStream().readAllBytes()).isEqualTo("hello".getBytes(UTF_8));
        accepted.getOutputStream().write("bye".getBytes(UTF_8));
        assertThat(client.recv(9)).isEqualTo("bye".getBytes(UTF_8));
        assertThat(accepted.isConnected()).isTrue();
        assertThat(accepted.getSoTimeout()).isZero();
      }
      boolean inet = kind.isTcp();
      int port = inet ? ((Inet) listener.localAddress()).port() : 0;
      assertThat(server.getLocalPort()).isEqualTo(port);
      assertThat(server.getInetAddress().isLoopbackAddress()).isTrue();
    }
  }

  @NeedsKernel(KernelFeature.VSOCK)
  @Test
  void vsockListensToo() throws IOException {
    Address any = new Vsock(Vsock.CID_LOCAL, Vsock.PORT_ANY);
    try (ServerSocket server = ServerSocketFactory.of(any).createServerSocket(80);
        Socket client = Socket.open(Family.VSOCK, Type.STREAM)) {
      client.connect(Address.of(server.getLocalSocketAddress()));
      try (java.net.Socket accepted = server.accept()) {
        client.sendAll(new byte[] {7});
        assertThat(accepted.getInputStream().read()).isEqualTo(7);
      }
      assertThat(server.getLocalPort()).isZero();
    }
  }

  @Test
  void acceptEndsWithItsTimeoutAndGoesOn() throws IOException {
    try (Socket listener = Loopback.TCP4.listener();
        ServerSocket server = listener.asJavaServer();
        Socket client = Loopback.TCP4.open()) {
      server.setSoTimeout(5);
      assertThat(server.getSoTimeout()).isEqualTo(5);
      assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
      server.setSoTimeout(0);
      client.connect(listener.localAddress());
      server.accept().close();
      assertThatThrownBy(() -> server.setSoTimeout(-1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeEndsAnAcceptThatWaits(Threads threads) throws Exception {
    Socket listener = Loopback.UNIX_STREAM.listener();
    ServerSocket server = listener.asJavaServer();
    Ended<java.net.Socket> ended = Parked.then(threads, server::accept, server::close);
    assertThat(ended.failure()).isInstanceOf(SocketException.class);
    assertThat(server.isClosed()).isTrue();
    assertThat(listener.isOpen()).isFalse();
    assertThat(server.isBound()).isTrue();
    assertThatThrownBy(server::accept).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> server.setSoTimeout(1)).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> server.bind(null)).isInstanceOf(SocketException.class);
    assertThatThrownBy(server::getReuseAddress).isInstanceOf(SocketException.class);
  }

  @Test
  void onlyListenersHaveTheView() throws IOException {
    try (Socket socket = Socket.open();
        SocketPair pair = Loopback.SEQPACKET.pair()) {
      assertThatThrownBy(socket::asJavaServer).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(pair.first()::asJavaServer).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void factoryListensAtItsPathWhateverItIsTold(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("s");
    Unix address = Unix.of(path);
    // A stale file, as a server that was killed leaves it.
    Socket killed = Socket.open(Family.UNIX, Type.STREAM);
    killed.bind(address);
    killed.close();
    javax.net.ServerSocketFactory factory = new ServerSocketFactory("unix:" + path);
    try (ServerSocket server =
        factory.createServerSocket(8080, 5, InetAddress.getLoopbackAddress())) {
      assertThat(server.getLocalSocketAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
      java.net.Socket client = SocketFactory.of(address).createSocket("any", 1);
      try (client;
          java.net.Socket accepted = server.accept()) {
        client.getOutputStream().write(9);
        assertThat(accepted.getInputStream().read()).isEqualTo(9);
      }
      assertThatThrownBy(() -> factory.createServerSocket(1)).isInstanceOf(SocketException.class);
      assertThat(path).exists();
    }
    assertThat(path).doesNotExist();
    UnixBinding kept = UnixBinding.of(address).mode("rw-rw-rw-");
    ServerSocketFactory.of(kept).createServerSocket(1).close();
    assertThat(path).exists();
    assertThat(Files.getAttribute(path, "unix:mode")).isEqualTo(0140666);
  }

  @NeedsLinux("buffer sizes as the kernel has them")
  @Test
  void unboundSocketIsBoundLater() throws IOException {
    ServerSocketFactory factory = ServerSocketFactory.of(Inet4.LOOPBACK);
    try (ServerSocket server = factory.createServerSocket()) {
      assertThat(server.isBound()).isFalse();
      assertThat(server.getLocalPort()).isEqualTo(-1);
      assertThat(server.getInetAddress()).isNull();
      assertThat(server.getLocalSocketAddress()).isNull();
      assertThatThrownBy(server::accept).isInstanceOf(SocketException.class);
      server.setReceiveBufferSize(20_000);
      assertThat(server.getReceiveBufferSize()).isGreaterThanOrEqualTo(20_000);
      assertThatThrownBy(() -> server.setReceiveBufferSize(0))
          .isInstanceOf(IllegalArgumentException.class);
      server.bind(new InetSocketAddress("127.0.0.1", 1), 3);
      assertThat(server.getReuseAddress()).isTrue();
      assertThat(server.getLocalPort()).isGreaterThan(1);
      assertThatThrownBy(() -> server.bind(null)).isInstanceOf(SocketException.class);
      try (java.net.Socket client =
              new java.net.Socket(server.getInetAddress(), server.getLocalPort());
          java.net.Socket accepted = server.accept()) {
        assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
      }
    }
  }

  @Test
  void optionsAreThoseOfListeners() throws IOException {
    try (Socket listener = Loopback.TCP4.listener();
        ServerSocket server = listener.asJavaServer()) {
      assertThat(server.supportedOptions())
          .isEqualTo(
              Set.of(
                  StandardSocketOptions.SO_RCVBUF,
                  StandardSocketOptions.SO_REUSEADDR,
                  StandardSocketOptions.SO_REUSEPORT));
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      assertThat(server.getOption(StandardSocketOptions.SO_REUSEADDR)).isTrue();
      assertThatThrownBy(() -> server.getOption(StandardSocketOptions.TCP_NODELAY))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(server.toString()).contains(listener.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void viewOfASocketReachesWhatItsFamilyCan(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    try (ServerSocket server = new ServerSocket(0, 5, address);
        Socket six = Socket.open(Family.INET6, Type.STREAM);
        Socket four = Socket.open()) {
      six.asJava().connect(server.getLocalSocketAddress());
      assertThat(six.peerAddress()).isNotNull();
      if (host.contains(":")) {
        assertThatThrownBy(() -> four.asJava().connect(server.getLocalSocketAddress()))
            .isInstanceOf(UnknownHostException.class);
      }
    }
  }
}
