package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A listener whose queue is full, listen(2): Linux drops further TCP connects, which are tried
 * again by the kernel after a second; a UNIX connect says EAGAIN and mortise tries again.
 */
@NeedsLinux("a queue of one connection")
final class BacklogTest {
  static Set<Loopback> connections() {
    return Loopback.CONNECTIONS;
  }

  /** A listener that accepts nobody, and the clients that fill its queue. */
  static final class Crowded implements AutoCloseable {
    final Socket listener;
    final Loopback kind;
    private final List<Socket> queued = new ArrayList<>();

    Crowded(Loopback kind) throws IOException {
      this.kind = kind;
      listener = kind.listener(0);
      // Linux takes one connection more than the backlog.
      queued.add(kind.client(address()));
    }

    Address address() throws IOException {
      return listener.localAddress();
    }

    Socket client() throws IOException {
      Socket client = kind.open();
      queued.add(client);
      return client;
    }

    @Override
    public void close() {
      queued.forEach(Socket::close);
      listener.close();
    }
  }

  @ParameterizedTest
  @MethodSource("connections")
  void connectWaitsForRoomInTheQueue(Loopback kind) throws Exception {
    try (Crowded crowded = new Crowded(kind)) {
      Socket client = crowded.client();
      Address address = crowded.address();
      Running<Boolean> connect =
          Running.parked(
              Threads.VIRTUAL,
              () -> {
                client.connect(address);
                return true;
              });
      crowded.listener.accept().close();
      assertThat(connect.end().returned()).isTrue();
      try (Socket accepted = crowded.listener.accept()) {
        client.send("hi".getBytes());
        assertThat(accepted.recv(9)).asString().isEqualTo("hi");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("connections")
  void deadlineEndsAConnectToAFullQueue(Loopback kind) throws Exception {
    try (Crowded crowded = new Crowded(kind)) {
      Address address = crowded.address();
      Socket client = crowded.client();
      Throwable thrown =
          catchThrowable(() -> client.connect(address, Deadline.after(Duration.ofMillis(40))));
      assertThat(thrown).isInstanceOf(SocketTimeoutException.class);
      assertThat(thrown).hasMessage("connect " + address + ": timed out (ETIMEDOUT)");
    }
  }

  @ParameterizedTest
  @MethodSource("connections")
  void closeWakesAConnectToAFullQueue(Loopback kind) throws Exception {
    for (Threads threads : Threads.values()) {
      try (Crowded crowded = new Crowded(kind)) {
        Address address = crowded.address();
        Socket client = crowded.client();
        Running<Void> connect =
            Running.parked(
                threads,
                () -> {
                  client.connect(address);
                  return null;
                });
        client.close();
        Throwable thrown = connect.end().failure();
        assertThat(thrown).isInstanceOf(SocketException.class);
        assertThat(thrown).hasMessage("connect " + address + ": the socket is closed (EBADF)");
      }
    }
  }

  @Test
  void closeOfTheListenerEndsAUnixConnectThatWaits() throws Exception {
    try (Crowded crowded = new Crowded(Loopback.UNIX_STREAM)) {
      Address address = crowded.address();
      Socket client = crowded.client();
      Running<Void> connect =
          Running.parked(
              Threads.VIRTUAL,
              () -> {
                client.connect(address);
                return null;
              });
      crowded.listener.close();
      Throwable thrown = connect.end().failure();
      assertThat(thrown).isInstanceOf(ConnectException.class);
      assertThat(((SocketFailure) thrown).errno()).isEqualTo(Errno.ECONNREFUSED);
    }
  }

  @ParameterizedTest
  @MethodSource("connections")
  void queueKeepsTheOrderAndTheBytes(Loopback kind) throws IOException {
    try (Socket listener = kind.listener(8)) {
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Socket client = kind.client(listener.localAddress());
        clients.add(client);
        client.send(new byte[] {(byte) i});
      }
      for (int i = 0; i < 5; i++) {
        try (Socket accepted = listener.accept()) {
          assertThat(accepted.recv(9)).containsExactly(i);
        }
      }
      clients.forEach(Socket::close);
    }
  }
}
