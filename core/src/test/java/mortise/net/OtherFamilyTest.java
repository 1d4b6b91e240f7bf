package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Python;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Hosts that a socket's family cannot reach, and names on sockets that never wait. */
final class OtherFamilyTest {
  private static void unknown(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnknownHostException.class)
        .isInstanceOf(LookupFailure.class)
        .hasMessageEndingWith("(" + code + ")");
  }

  @Test
  void numericHostOfTheOtherFamilyIsUnknown() throws IOException {
    for (Type type : List.of(Type.STREAM, Type.DGRAM)) {
      try (Socket four = Socket.open(Family.INET, type);
          Socket six = Socket.open(Family.INET6, type)) {
        for (String host : List.of("::1", "fe80::1%1", "::ffff:127.0.0.1")) {
          unknown("EAI_ADDRFAMILY", () -> four.connect(host, 1));
          unknown("EAI_ADDRFAMILY", () -> four.bind(host, 0));
        }
        unknown("EAI_ADDRFAMILY", () -> six.connect("127.0.0.1", 1));
        unknown("EAI_ADDRFAMILY", () -> six.bind("127.0.0.1", 0));
        // They are as they were.
        four.bind("127.0.0.1", 0);
        six.bind("::1", 0);
      }
    }
  }

  @Test
  void socketsWithoutHostsKnowNone() throws IOException {
    for (Loopback kind : List.of(Loopback.UNIX_STREAM, Loopback.UNIX_DATAGRAM)) {
      try (Socket socket = kind.open()) {
        for (String host : List.of("::1", "127.0.0.1", "localhost", "127.1", "")) {
          unknown("EAI_FAMILY", () -> socket.connect(host, 1));
          unknown("EAI_FAMILY", () -> socket.bind(host, 1));
        }
      }
    }
  }

  @Test
  void dialFromAnAddressOfTheOtherFamilyIsUnknown() {
    unknown(
        "EAI_ADDRFAMILY",
        () -> Socket.dial("::1", 1, Inet4.LOOPBACK, Deadline.after(Duration.ofSeconds(20))));
    unknown(
        "EAI_ADDRFAMILY",
        () -> Socket.dial("127.0.0.1", 1, Inet6.LOOPBACK, Deadline.after(Duration.ofSeconds(20))));
  }

  @Test
  void pythonKnowsNoneEither() throws Exception {
    String script =
        """
        for family, host in (socket.AF_INET, '::1'), (socket.AF_INET6, '127.0.0.1'):
            for call in 'connect', 'bind':
                s = socket.socket(family)
                try:
                    getattr(s, call)((host, 1))
                except socket.gaierror as e:
                    print(e.errno == socket.EAI_ADDRFAMILY)
        s = socket.socket()
        s.settimeout(0)
        l = socket.create_server(('127.0.0.1', 0))
        try:
            s.connect(('localhost', l.getsockname()[1]))
        except BlockingIOError as e:
            print(e.errno == errno.EINPROGRESS)
        """;
    try (Program python = Python.start(script)) {
      assertThat(python.end()).isEqualTo(Python.printed("True\n".repeat(5)));
    }
  }

  @Test
  void socketThatNeverWaitsUsesNames() throws IOException {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Socket socket = Socket.open();
        Socket bound = Socket.open()) {
      int port = ((Inet) listener.localAddress()).port();
      socket.timeout(Duration.ZERO);
      assertThatThrownBy(() -> socket.connect("localhost", port))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageEndingWith("(EINPROGRESS)");
      socket.timeout(null);
      socket.awaitWritable(Deadline.NEVER);
      assertThat(socket.peerAddress()).isEqualTo(listener.localAddress());
      bound.timeout(Duration.ZERO);
      bound.bind("localhost", 0);
      assertThat(((Inet) bound.localAddress()).host()).isEqualTo("127.0.0.1");
    }
  }
}
