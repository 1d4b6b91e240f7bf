package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Parked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JavaSocketTest {
  static Set<Loopback> streams() {
    return Loopback.STREAMS;
  }

  /** What is not overridden would act on a socket that the superclass opens for itself. */
  @Test
  void everyMethodOfTheSuperclassIsOverridden() {
    Stream<Method> inherited =
        Stream.of(JavaSocket.class.getMethods())
            .filter(method -> method.getDeclaringClass().equals(java.net.Socket.class))
            .filter(method -> !Modifier.isStatic(method.getModifiers()));
    assertThat(inherited).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamsMoveBytesUntilTheEnd(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair();
        java.net.Socket first = pair.first().asJava();
        java.net.Socket second = pair.second().asJava()) {
      first.getOutputStream().write("hello".getBytes());
      first.shutdownOutput();
      assertThat(second.getInputStream().readAllBytes()).isEqualTo("hello".getBytes());
      assertThat(first.isOutputShutdown()).isTrue();
      assertThatThrownBy(first::getOutputStream).isInstanceOf(SocketException.class);
      second.shutdownInput();
      assertThat(second.isInputShutdown()).isTrue();
      assertThatThrownBy(second::getInputStream).isInstanceOf(SocketException.class);
      assertThat(first.isConnected() && first.isBound() && !first.isClosed()).isTrue();
    }
  }

  @Test
  void addressesOfTcpAreTheSockets() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair();
        java.net.Socket view = pair.first().asJava()) {
      Inet peer = (Inet) pair.first().peerAddress();
      assertThat(view.getRemoteSocketAddress()).isEqualTo(peer.toJava());
      assertThat(view.getInetAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
      assertThat(view.getPort()).isEqualTo(peer.port());
      assertThat(view.getLocalSocketAddress())
          .isEqualTo(((Inet) pair.first().localAddress()).toJava());
      assertThat(view.getLocalPort()).isPositive();
      assertThat(view.getLocalAddress().isLoopbackAddress()).isTrue();
      assertThat(view.getChannel()).isNull();
      assertThat(view.toString()).contains("127.0.0.1:" + peer.port());
    }
  }

  @Test
  void addressesOfUnixAreLoopbackAndPath(@TempDir Path folder) throws IOException {
    Unix path = Unix.of(folder.resolve("s"));
    try (Socket listener = Socket.open(Family.UNIX, Type.STREAM);
        java.net.Socket view = SocketFactory.of(path).createSocket()) {
      listener.bind(path);
      listener.listen();
      assertThat(view.getInetAddress()).isNull();
      assertThat(view.getRemoteSocketAddress()).isNull();
      assertThat(view.getLocalSocketAddress()).isNull();
      assertThat(view.getLocalPort()).isEqualTo(-1);
      assertThat(view.getPort()).isZero();
      view.bind(null);
      view.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 5432), 1000);
      assertThat(view.getInetAddress()).isEqualTo(InetAddress.getLoopbackAddress());
      assertThat(view.getPort()).isZero();
      assertThat(view.getLocalPort()).isZero();
      assertThat(view.getRemoteSocketAddress()).isEqualTo(UnixDomainSocketAddress.of(path.path()));
      assertThat(view.getLocalSocketAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
      assertThatThrownBy(() -> view.connect(path.toJava())).hasMessageContaining("already");
    }
  }

  @Test
  void viewConnectsWhereItIsTold() throws IOException {
    try (Socket listener = Loopback.TCP4.listener();
        java.net.Socket view = Socket.open().asJava()) {
      assertThat(view.isConnected()).isFalse();
      assertThatThrownBy(view::getInputStream).hasMessageContaining("not connected");
      view.bind(new InetSocketAddress("127.0.0.1", 0));
      assertThat(view.isBound()).isTrue();
      int port = view.getLocalPort();
      view.connect(((Inet) listener.localAddress()).toJava());
      try (Socket accepted = listener.accept()) {
        assertThat(((Inet) accepted.peerAddress()).port()).isEqualTo(port);
      }
    }
  }

  @Test
  void failedConnectClosesAsInTheJdk() throws IOException {
    try (java.net.Socket view = Socket.open().asJava()) {
      assertThatThrownBy(() -> view.connect(new InetSocketAddress("127.0.0.1", 1)))
          .isInstanceOf(ConnectException.class);
      assertThat(view.isClosed()).isTrue();
      assertThatThrownBy(() -> view.setSoTimeout(1)).isInstanceOf(SocketException.class);
    }
    try (java.net.Socket view = Socket.open().asJava()) {
      assertThatThrownBy(() -> view.connect(InetSocketAddress.createUnresolved("name", 1)))
          .isInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  void timeoutOfTheViewBoundsReads() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        java.net.Socket view = pair.first().timeout(Duration.ofSeconds(7)).asJava()) {
      assertThat(view.getSoTimeout()).isEqualTo(7000);
      view.setSoTimeout(20);
      InputStream in = view.getInputStream();
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      view.setSoTimeout(0);
      pair.second().sendAll(new byte[] {3});
      assertThat(in.read()).isEqualTo(3);
      assertThat(pair.first().timeout()).isEqualTo(Duration.ofSeconds(7));
    }
  }

  @Test
  void closeWakesARead() throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        java.net.Socket view = pair.first().asJava()) {
      InputStream in = view.getInputStream();
      assertThat(Parked.then(in::read, view::close).failure()).isInstanceOf(SocketException.class);
      assertThat(view.isClosed() && view.isConnected()).isTrue();
      assertThatThrownBy(view::getInputStream).isInstanceOf(SocketException.class);
    }
  }

  @NeedsLinux("MSG_OOB for a receive")
  @ParameterizedTest
  @MethodSource("streams")
  void optionsThatDriversSetWorkOnEveryFamily(Loopback kind) throws IOException {
    try (SocketPair pair = kind.pair();
        java.net.Socket view = pair.first().asJava()) {
      view.setTcpNoDelay(true);
      assertThat(view.getTcpNoDelay()).isTrue();
      view.setTrafficClass(0x10);
      assertThat(view.getTrafficClass()).isEqualTo(kind.isTcp() ? 0x10 : 0);
      view.setKeepAlive(true);
      assertThat(view.getKeepAlive()).isTrue();
      view.setReuseAddress(true);
      assertThat(view.getReuseAddress()).isTrue();
      view.setOOBInline(true);
      assertThat(view.getOOBInline()).isTrue();
      view.setSoLinger(true, 3);
      assertThat(view.getSoLinger()).isEqualTo(3);
      view.setSoLinger(false, 0);
      assertThat(view.getSoLinger()).isEqualTo(-1);
      view.setSendBufferSize(10_000);
      assertThat(view.getSendBufferSize()).isGreaterThanOrEqualTo(10_000);
      view.setReceiveBufferSize(10_000);
      assertThat(view.getReceiveBufferSize()).isGreaterThanOrEqualTo(10_000);
      view.setPerformancePreferences(1, 2, 3);
      view.setOption(StandardSocketOptions.SO_KEEPALIVE, false);
      assertThat(view.getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
      assertThat(view.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY))
          .isEqualTo(kind.isTcp());
      for (var option : view.supportedOptions()) {
        assertThat(view.getOption(option)).isNotNull();
      }
    }
  }

  @NeedsLinux("MSG_OOB for a receive")
  @Test
  void urgentByteIsSent() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair();
        java.net.Socket view = pair.first().asJava()) {
      pair.second().option(Option.SO_OOBINLINE, true);
      view.sendUrgentData(0x1ff);
      assertThat(pair.second().recv(9)).containsExactly(0xff);
    }
  }

  /** Apache HttpClient 5 sets it on every socket. */
  @Test
  void optionOfTcpIsUnsupportedOnAUnixSocket() throws IOException {
    record KeepIdle(String name, Class<Integer> type) implements SocketOption<Integer> {}
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        java.net.Socket view = pair.first().asJava()) {
      assertThatThrownBy(() -> view.setOption(new KeepIdle("TCP_KEEPIDLE", Integer.class), 5))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("AF_UNIX");
    }
  }

  @Test
  void wrongArgumentsAreNamed() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair();
        java.net.Socket view = pair.first().asJava()) {
      assertThatThrownBy(() -> view.setSoTimeout(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
      assertThatThrownBy(() -> view.connect(null, 5)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> view.setSendBufferSize(0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> view.setTrafficClass(256))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> view.setOption(StandardSocketOptions.TCP_NODELAY, true))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }
}
