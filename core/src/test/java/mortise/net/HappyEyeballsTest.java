package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mortise.testing.Ended;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Seeds;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The race of RFC 8305 on loopback, where addresses answer, refuse, or never say a word. */
final class HappyEyeballsTest {
  /** So long that only a failure reaches it. */
  private static Deadline patient() {
    return Deadline.after(Duration.ofSeconds(60));
  }

  /**
   * An address that never answers: a listener whose queue is full, so that the kernel drops what
   * else comes.
   */
  private static final class BlackHole implements AutoCloseable {
    private final Socket listener = Socket.open();
    private final List<Socket> queue = new ArrayList<>();
    final Inet address;

    BlackHole(String host) throws IOException {
      listener.bind(Inet.of(host, 0));
      listener.listen(0);
      address = (Inet) listener.localAddress();
      // A queue of length 0 takes one connection, and the kernel finds it full from then on.
      Socket only = Socket.open();
      only.connect(address, patient());
      queue.add(only);
    }

    /** Whether a connection to it is being tried at this moment. */
    boolean isTried() throws IOException {
      // Bytes of the address are in the machine's order, and so is the number that they make.
      byte[] b = address.bytes();
      String remote = "%02X%02X%02X%02X:%04X".formatted(b[3], b[2], b[1], b[0], address.port());
      try (Stream<String> lines = Files.lines(Path.of("/proc/net/tcp"))) {
        return lines
            .map(line -> line.strip().split(" +"))
            .anyMatch(words -> words[2].equals(remote) && words[3].equals("02"));
      }
    }

    /** Waits until nobody tries any more: the descriptor is closed when its last call has left. */
    void awaitQuiet() throws IOException {
      while (isTried()) {
        LockSupport.parkNanos(1_000_000);
      }
    }

    @Override
    public void close() {
      queue.forEach(Socket::close);
      listener.close();
    }
  }

  private static Socket listener(String host) throws IOException {
    return Socket.listener(Inet.of(host, 0));
  }

  /** An address that refuses. */
  private static Inet refuses(String host) throws IOException {
    try (Socket socket = Socket.open(Inet.of(host, 0).family(), Type.STREAM)) {
      socket.bind(Inet.of(host, 0));
      return (Inet) socket.localAddress();
    }
  }

  private static Socket race(Deadline deadline, Address... addresses) throws IOException {
    List<Inet> all = Stream.of(addresses).map(Inet.class::cast).toList();
    return new HappyEyeballs(SocketConfig.STREAM, "name:1", all, null, deadline).connect();
  }

  @NeedsLinux("a listen queue of one connection")
  @ParameterizedTest
  @EnumSource
  void addressThatIsSilentIsOvertakenAndItsConnectionIsClosed(Threads kind) throws Exception {
    try (BlackHole silent = new BlackHole("127.0.41.1");
        Socket listener = listener("127.0.41.2")) {
      long begin = System.nanoTime();
      Ended<Socket> ended =
          Running.start(kind, () -> race(patient(), silent.address, listener.localAddress())).end();
      try (Socket winner = ended.returned()) {
        assertThat(winner.peerAddress()).isEqualTo(listener.localAddress());
        assertThat(System.nanoTime() - begin)
            .isGreaterThanOrEqualTo(HappyEyeballs.ATTEMPT_DELAY.toNanos());
      }
      silent.awaitQuiet();
    }
  }

  @Test
  void earlierAttemptMayStillWin() throws Exception {
    try (BlackHole silent = new BlackHole("127.0.42.1");
        Socket listener = listener("127.0.42.2");
        Socket winner = race(patient(), listener.localAddress(), silent.address)) {
      assertThat(winner.peerAddress()).isEqualTo(listener.localAddress());
      silent.awaitQuiet(); // where the first took long, the other was tried too
    }
  }

  @Test
  void refusalStartsTheNextAttemptAtOnce() throws Exception {
    // With the delay between them these would take more than the time of a test.
    List<Address> addresses = new ArrayList<>(Collections.nCopies(800, refuses("127.0.43.1")));
    try (Socket listener = listener("127.0.43.2")) {
      addresses.add(listener.localAddress());
      try (Socket winner = race(patient(), addresses.toArray(Address[]::new))) {
        assertThat(winner.peerAddress()).isEqualTo(listener.localAddress());
      }
    }
  }

  @Test
  void whenAllRefuseEachIsNamedWithItsReason() throws Exception {
    Inet one = refuses("127.0.44.1");
    Inet other = refuses("127.0.44.2");
    assertThatThrownBy(() -> race(patient(), one, other))
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "connect name:1: no address answered: "
                + one
                + ": Connection refused (ECONNREFUSED); "
                + other
                + ": Connection refused (ECONNREFUSED)")
        .satisfies(e -> {
          assertThat(e.getSuppressed())
              .extracting(each -> ((SocketFailure) each).peer())
              .containsExactly(one, other);
          assertThat(((SocketFailure) e).errno()).isEqualTo(Errno.ECONNREFUSED);
          assertThat(((SocketFailure) e).call()).isEqualTo("connect");
        });
  }

  @NeedsLinux("a listen queue of one connection")
  @ParameterizedTest
  @EnumSource
  void deadlineEndsAllAttemptsAndNamesThem(Threads kind) throws Exception {
    try (BlackHole one = new BlackHole("127.0.45.1");
        BlackHole other = new BlackHole("127.0.45.2")) {
      Inet refusing = refuses("127.0.45.3");
      Duration time = Duration.ofSeconds(1);
      long begin = System.nanoTime();
      Ended<Socket> ended =
          Running.start(
                  kind, () -> race(Deadline.after(time), refusing, one.address, other.address))
              .end();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(time.toNanos());
      assertThat(ended.failure())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageStartingWith("connect name:1: no address answered: ")
          .hasMessageContaining(refusing + ": Connection refused (ECONNREFUSED)")
          .hasMessageContaining(one.address + ": timed out (ETIMEDOUT)")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSizeBetween(2, 3));
      one.awaitQuiet();
      other.awaitQuiet();
    }
  }

  @NeedsLinux("a listen queue of one connection")
  @ParameterizedTest
  @EnumSource
  void interruptEndsTheRaceAndLeavesTheFlagSet(Threads kind) throws Exception {
    try (BlackHole one = new BlackHole("127.0.46.1");
        BlackHole other = new BlackHole("127.0.46.2")) {
      Running<Socket> running =
          Running.start(kind, () -> race(patient(), one.address, other.address));
      while (!one.isTried()) {
        LockSupport.parkNanos(1_000_000);
      }
      running.thread().interrupt();
      Ended<Socket> ended = running.end();
      assertThat(ended.failure())
          .isInstanceOf(InterruptedIOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
      assertThat(ended.interrupted()).isTrue();
      one.awaitQuiet();
      other.awaitQuiet();
    }
  }

  @Test
  void familiesTakeTurnsAndKeepTheirOrder() {
    Seeds.each(
        200,
        random -> {
          List<Inet> addresses = new ArrayList<>();
          IntStream.range(0, random.nextInt(12))
              .forEach(i ->
                  addresses.add(random.nextBoolean() ? new Inet4(i, 1) : new Inet6(0, i, 1, 0, 0)));
          List<Inet> order = HappyEyeballs.interleaved(addresses);
          assertThat(order).containsExactlyInAnyOrderElementsOf(addresses);
          for (Family family : List.of(Family.INET, Family.INET6)) {
            assertThat(of(order, family)).isEqualTo(of(addresses, family));
          }
          if (!order.isEmpty()) {
            assertThat(order.getFirst()).isEqualTo(addresses.getFirst());
          }
          int both = Math.min(of(order, Family.INET).size(), of(order, Family.INET6).size());
          for (int i = 1; i < 2 * both; i++) {
            assertThat(order.get(i).family()).isNotEqualTo(order.get(i - 1).family());
          }
        });
  }

  private static List<Inet> of(List<Inet> addresses, Family family) {
    return addresses.stream().filter(address -> address.family().equals(family)).toList();
  }

  @Test
  void socketIsBoundWhereItWasTold() throws Exception {
    try (Socket listener = listener("127.0.47.1")) {
      Inet peer = (Inet) listener.localAddress();
      Inet local = Inet.of("127.0.47.9", 0);
      try (Socket socket = Socket.dial(peer.host(), peer.port(), local, patient());
          Socket accepted = listener.accept()) {
        assertThat(((Inet) accepted.peerAddress()).host()).isEqualTo("127.0.47.9");
        assertThat(socket.localAddress()).isEqualTo(accepted.peerAddress());
      }
      List<Inet> twice = List.of(refuses("127.0.47.2"), peer);
      try (Socket socket =
          new HappyEyeballs(SocketConfig.STREAM, "name:1", twice, local, patient()).connect()) {
        assertThat(((Inet) socket.localAddress()).host()).isEqualTo("127.0.47.9");
      }
    }
  }

  @Test
  void localAddressThatIsNotOursIsTheReasonOfEach() throws Exception {
    Inet strange = Inet.of("203.0.113.7", 0);
    List<Inet> addresses = List.of(refuses("127.0.48.1"), refuses("127.0.48.2"));
    assertThatThrownBy(() ->
            new HappyEyeballs(SocketConfig.STREAM, "name:1", addresses, strange, patient())
                .connect())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bind 203.0.113.7:0")
        .hasMessageContaining("EADDRNOTAVAIL");
  }

  @Test
  void nameIsDialled() throws Exception {
    try (Socket listener = listener("127.0.0.1")) {
      int port = ((Inet) listener.localAddress()).port();
      try (Socket socket = Socket.dial("localhost", port, Duration.ofSeconds(20));
          Socket accepted = listener.accept()) {
        assertThat(accepted.peerAddress()).isEqualTo(socket.localAddress());
      }
      Socket.dial("", port).close();
      Socket.dial("127.0.0.1", port, null).close();
    }
  }

  @NeedsLinux("a listen queue of one connection")
  @Test
  void singleAddressFailsAsConnectDoes() throws Exception {
    Inet refusing = refuses("127.0.49.1");
    assertThatThrownBy(() -> Socket.dial(refusing.host(), refusing.port()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(refusing + ": Connection refused (ECONNREFUSED)");
    try (BlackHole silent = new BlackHole("127.0.49.2")) {
      Duration time = Duration.ofMillis(30);
      assertThatThrownBy(() -> Socket.dial(silent.address.host(), silent.address.port(), time))
          .isInstanceOf(SocketTimeoutException.class);
      silent.awaitQuiet();
    }
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> Socket.dial("localhost", 65536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port 65536 is not in 0..65535");
    assertThatThrownBy(() -> Socket.dial("localhost", 1, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Socket.dial("a\0b", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("host has a NUL at 1");
  }

  @Test
  void listenerOfAPortHasBothFamilies() throws Exception {
    Needs.ipv6();
    assertThat(Socket.hasDualStack()).isTrue();
    try (Socket listener = Socket.listener(0)) {
      int port = ((Inet) listener.localAddress()).port();
      try (Socket four = Socket.dial("127.0.0.1", port);
          Socket accepted = listener.accept()) {
        assertThat(((Inet6) accepted.peerAddress()).isMapped()).isTrue();
        assertThat(four.family()).isEqualTo(Family.INET);
      }
      try (Socket six = Socket.dial("::1", port);
          Socket accepted = listener.accept()) {
        assertThat(accepted.peerAddress()).isEqualTo(six.localAddress());
      }
    }
  }

  @NeedsLinux("a listen queue of one connection")
  @Test
  void listenerOfAnIpv6AddressLeavesIpv4Alone() throws Exception {
    Needs.ipv6();
    try (Socket listener = Socket.listener(Inet6.ANY)) {
      int port = ((Inet) listener.localAddress()).port();
      assertThat(listener.option(Ipv6Option.IPV6_V6ONLY)).isTrue();
      assertThatThrownBy(() -> Socket.dial("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void listenerThatCannotBindIsClosed() throws Exception {
    try (Socket first = listener("127.0.50.1")) {
      assertThatThrownBy(() -> Socket.listener(first.localAddress()))
          .isInstanceOf(java.net.BindException.class)
          .hasMessageContaining("EADDRINUSE");
    }
  }
}
