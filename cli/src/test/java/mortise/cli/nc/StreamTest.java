package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.testing.KernelFeature;
import mortise.testing.Misbehaviour;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations over streams, between nc and sockets or other programs. */
@SuppressWarnings("try") // a peer that closes is what some of these are about
final class StreamTest {
  private static final int ODD = 1_234_567;

  private static int port(Socket listener) throws Exception {
    return ((Inet) listener.localAddress()).port();
  }

  private static byte[] readAll(Socket socket) throws Exception {
    return socket.inputStream().readAllBytes();
  }

  @Test
  void clientHalfClosesAndQuitsWhenThePeerEnds() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("-v", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      nc.say("question\n").endInput();
      assertEquals("question\n", new String(readAll(peer)));
      assertTrue(nc.runs(), "it waits for the answer");
      peer.sendAll("answer\n".getBytes());
      peer.close();
      Nc.Ended ended = nc.end();
      assertEquals("answer\n", ended.text());
      assertEquals(Ncat.OK, ended.status());
      assertTrue(ended.err().contains("Ncat: Connected to 127.0.0.1:"), ended.err());
      assertTrue(ended.err().contains("Ncat: 9 bytes sent, 7 bytes received in "), ended.err());
    }
  }

  @Test
  void clientQuitsWhenThePeerEndsThoughItsInputGoesOn() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      peer.sendAll("bye".getBytes());
      peer.close();
      Nc.Ended ended = nc.end();
      assertEquals("bye", ended.text());
      assertEquals(Ncat.OK, ended.status());
    }
  }

  @Test
  void keepOpenClientStaysUntilItsInputEnds() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("-k", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      peer.shutdown(Shutdown.WR);
      nc.say("one ");
      assertEquals("one ", new String(peer.recv(4)));
      assertTrue(nc.runs());
      nc.say("two").endInput();
      assertEquals("two", new String(readAll(peer)));
      assertEquals(Ncat.OK, nc.end().status());
    }
  }

  @Test
  void sendOnlyQuitsWithItsInputAndShowsNothing() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("--send-only", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      peer.sendAll("ignored".getBytes());
      nc.say("sent").endInput();
      Nc.Ended ended = nc.end();
      assertEquals("sent", new String(readAll(peer)));
      assertEquals("", ended.text());
      assertEquals(Ncat.OK, ended.status());
    }
  }

  @Test
  void recvOnlySendsNothing() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("--recv-only", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      nc.say("kept").endInput();
      peer.sendAll("shown".getBytes());
      peer.shutdown(Shutdown.WR);
      Nc.Ended ended = nc.end();
      assertEquals("shown", ended.text());
      assertEquals(0, readAll(peer).length);
    }
  }

  @Test
  void noShutdownKeepsBothWaysOpen() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("--no-shutdown", "-q", "300ms", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      nc.say("x").endInput();
      assertEquals("x", new String(peer.recv(1)));
      peer.sendAll("y".getBytes());
      nc.awaitOutput("y");
      assertEquals(Ncat.OK, nc.end().status());
    }
  }

  @Test
  void quitAfterEndsSoLongAfterTheInput() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("-q", "0", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      nc.say("x").endInput();
      assertEquals(Ncat.OK, nc.end().status());
      assertEquals("x", new String(readAll(peer)));
    }
  }

  @Test
  void idleTimeoutEndsWithStatusOne() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("-i", "50ms", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      Nc.Ended ended = nc.end();
      assertEquals("Ncat: Idle timeout expired (50 ms).\n", ended.err());
      assertEquals(Ncat.NETWORK, ended.status());
      assertEquals(0, readAll(peer).length);
    }
  }

  @Test
  void resetIsTold() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("127.0.0.1", port(listener))) {
      mortise.server.Connection.of(listener.accept()).abort();
      Nc.Ended ended = nc.end();
      assertTrue(ended.err().contains("Connection reset by peer"), ended.err());
      assertEquals(Ncat.NETWORK, ended.status());
    }
  }

  @Test
  void whatCameBeforeAResetIsNotLost() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("127.0.0.1", port(listener))) {
      Socket peer = listener.accept();
      nc.say("unread");
      peer.awaitReadable(mortise.net.Deadline.NEVER);
      peer.sendAll("last words".getBytes());
      // With something unread, close is a reset.
      peer.close();
      nc.awaitOutput("last words");
      nc.end();
    }
  }

  @Test
  void resetWhileBothSendIsAnError() throws Exception {
    for (int i = 0; i < 10; i++) {
      try (Socket listener = Socket.listener(Inet4.LOOPBACK);
          Nc nc = Nc.start("127.0.0.1", port(listener))) {
        Socket peer = listener.accept();
        nc.say(new byte[1 << 16]);
        peer.sendAll(new byte[1000]);
        nc.awaitBytes(1000);
        Misbehaviour.reset(peer);
        sayMore(nc);
        Nc.Ended ended = nc.end();
        assertEquals(Ncat.NETWORK, ended.status());
        assertTrue(ended.err().contains("Connection reset by peer"), ended.err());
      }
    }
  }

  private static void sayMore(Nc nc) {
    try {
      nc.say(new byte[1 << 14]);
    } catch (IOException e) {
      // It has seen the reset already, and has ended.
    }
  }

  /** The input is open all the time, and a client that has closed is not waited for. */
  @Test
  void nextClientOfAFullListenerIsLetInOnceTheOneBeforeHasClosed() throws Exception {
    try (Nc nc = Nc.start("-lkv", "-m", "1", "127.0.0.1", "0")) {
      for (int i = 0; i < 20; i++) {
        try (Socket client = Socket.dial("127.0.0.1", nc.port())) {
          client.sendAll((i + "\n").getBytes());
          nc.await("client or refusal", answered(nc, i));
        }
        assertFalse(nc.err().contains("denied"), nc.err());
      }
    }
  }

  private static Callable<Boolean> answered(Nc nc, int number) {
    return () -> nc.out().endsWith(number + "\n") || nc.err().contains("denied");
  }

  @Test
  void listenerForNobodyRefusesEverybody() throws Exception {
    try (Nc nc = Nc.start("-lv", "-m", "0", "127.0.0.1", "0");
        Socket one = Socket.dial("127.0.0.1", nc.port())) {
      assertEquals(0, one.recv(1).length);
      nc.awaitError("New connection denied: connection limit reached (0)");
      assertTrue(nc.runs());
    }
  }

  @Test
  void brokenPipeEndsQuietly() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      nc.closeOutput();
      try {
        // A child that another test starts has the pipe too for a moment.
        while (nc.runs()) {
          peer.sendAll("x".getBytes());
          Thread.sleep(5);
        }
      } catch (SocketException _) {
        // It has gone.
      }
      assertEquals(Ncat.BROKEN_PIPE, nc.end().status());
      assertEquals("", nc.err());
    }
  }

  @Test
  void crlfComesBeforeEachLineEndThatHasNone() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("-C", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      nc.say("a\nb\r\nc\r");
      nc.say("\n\n").endInput();
      assertEquals("a\r\nb\r\nc\r\n\r\n", new String(readAll(peer)));
    }
  }

  @Test
  void telnetOffersAndRequestsAreRefused() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("-t", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      byte[] asked = bytes(255, 251, 1, 255, 253, 24, 'h', 'i', 255, 252, 3, 255, 254, 3);
      peer.sendAll(Arrays.copyOf(asked, 4));
      peer.sendAll(Arrays.copyOfRange(asked, 4, asked.length));
      byte[] answers = peer.inputStream().readNBytes(6);
      assertArrayEquals(bytes(255, 254, 1, 255, 252, 24), answers);
      nc.awaitOutput("hi");
      nc.endInput();
      assertEquals(0, readAll(peer).length, "WONT and DONT get no answer");
    }
  }

  /** A minus sign before the port has telnet offer and ask for options at once. */
  @Test
  void telnetItselfTalksWithAListener() throws Exception {
    try (Nc server = Nc.start("-lvt", "127.0.0.1", "0");
        Program telnet = Program.start("telnet", "--", "127.0.0.1", "-" + server.port())) {
      telnet.awaitOutput("Escape character is ");
      telnet.say("from telnet\r\n");
      server.awaitOutput("from telnet").say("from nc\n");
      telnet.awaitOutput("from nc");
    }
  }

  private static byte[] bytes(int... numbers) {
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }

  @Test
  void delayComesBetweenReads() throws Exception {
    long begin = System.nanoTime();
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("-d", "80ms", "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      nc.say("x").endInput();
      assertEquals("x", new String(readAll(peer)));
      assertTrue(System.nanoTime() - begin >= 80_000_000);
    }
  }

  @Test
  void sourceAddressAndPortAreUsed() throws Exception {
    int free = FreePort.tcp();
    try (Socket listener = Socket.listener(Inet4.LOOPBACK);
        Nc nc = Nc.start("-s", "127.0.0.2", "-p", free, "127.0.0.1", port(listener));
        Socket peer = listener.accept()) {
      assertEquals("127.0.0.2:" + free, peer.peerAddress().toString());
      nc.endInput();
    }
  }

  @Test
  void retryWaitsForAListener() throws Exception {
    int free = FreePort.tcp();
    try (Nc nc = Nc.start("-v", "--retry", "20", "127.0.0.1", free)) {
      nc.awaitError("Connection refused (ECONNREFUSED). Trying again in 250 ms.");
      try (Socket listener = Socket.listener(Inet4.LOOPBACK.withPort(free));
          Socket peer = listener.accept()) {
        nc.say("x").endInput();
        assertEquals("x", new String(readAll(peer)));
      }
      assertEquals(Ncat.OK, nc.end().status());
    }
  }

  @Test
  void oneOfTwoNcsListens() throws Exception {
    byte[] there = Data.random(ODD, 1);
    byte[] back = Data.random(2 * ODD + 1, 2);
    try (Nc server = Nc.start("-lv", "127.0.0.1", "0")) {
      try (Nc client = Nc.start("127.0.0.1", server.port())) {
        Thread speaking = Thread.ofVirtual().start(() -> say(client, there));
        // This one ends first, and the other still has to get rid of what it has at hand.
        server.say(back);
        speaking.join();
        server.endInput();
        assertArrayEquals(back, client.end().out());
      }
      assertArrayEquals(there, server.end().out());
    }
  }

  private static void say(Nc nc, byte[] bytes) {
    try {
      nc.say(bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void listensOnBothFamiliesOnOnePort() throws Exception {
    Needs.ipv6();
    for (String host : List.of("127.0.0.1", "::1")) {
      try (Nc server = Nc.start("-lv", "--test", "0")) {
        server.awaitError("Listening on [::]:").awaitError("Listening on 0.0.0.0:");
        server.awaitError("\nNCAT TEST: LISTEN\n");
        assertEquals(Ncat.OK, Nc.run("hello".getBytes(), host, server.port()).status());
        server.endInput();
        assertEquals("hello", server.end().text());
      }
    }
  }

  @Test
  void listenerTakesOneOnlyAndQuitsWithIt() throws Exception {
    try (Nc server = Nc.start("-lv", "127.0.0.1", "0");
        Socket first = Socket.dial("127.0.0.1", server.port())) {
      server.awaitError("Connection from 127.0.0.1:");
      assertEquals(Ncat.NETWORK, Nc.run(new byte[0], "127.0.0.1", server.port()).status());
      first.sendAll("x".getBytes());
      first.close();
      assertEquals("x", server.end().text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ncat", "nc.openbsd", "socat", "python"})
  void talksWithOtherListeners(String other, @TempDir Path folder) throws Exception {
    byte[] there = Data.random(ODD, 3);
    byte[] back = Data.random(ODD + 4321, 4);
    Path in = Files.write(folder.resolve("in"), back);
    Path out = folder.resolve("out");
    Path path = folder.resolve("s");
    try (Program server =
        Program.start("sh", "-c", listener(other, path) + " <" + in + " >" + out)) {
      server.awaitListening(path);
      // That one goes when its peer has ended, whatever it still has to say.
      boolean impatient = other.equals("nc.openbsd");
      Nc.Ended ended = Nc.run(there, impatient ? "--no-shutdown" : "-v", "-U", path);
      assertArrayEquals(back, ended.out());
      assertEquals(Ncat.OK, ended.status());
      server.end();
    }
    assertArrayEquals(there, Files.readAllBytes(out));
  }

  private static String listener(String program, Path path) {
    return switch (program) {
      case "ncat" -> "exec ncat -lU " + path;
      case "nc.openbsd" -> "exec nc.openbsd -N -lU " + path;
      case "socat" -> "exec socat -t 30 - UNIX-LISTEN:" + path;
      default ->
          "python3"
              + " -c '"
              + PYTHON.formatted("l.bind(a); l.listen(); s = l.accept()[0]", path)
              + "'";
    };
  }

  private static String client(String program, Path path) {
    return switch (program) {
      case "ncat" -> "exec ncat -U " + path;
      case "nc.openbsd" -> "exec nc.openbsd -NU " + path;
      case "socat" -> "exec socat -t 30 - UNIX-CONNECT:" + path;
      default -> "python3" + " -c '" + PYTHON.formatted("l.connect(a); s = l", path) + "'";
    };
  }

  private static final String PYTHON =
      """
      import socket, sys, threading
      a = "%2$s"
      l = socket.socket(socket.AF_UNIX)
      %1$s
      def speak():
          s.sendall(sys.stdin.buffer.read())
          s.shutdown(socket.SHUT_WR)
      t = threading.Thread(target=speak)
      t.start()
      while True:
          part = s.recv(777)
          if not part: break
          sys.stdout.buffer.write(part)
      t.join()
      """;

  @ParameterizedTest
  @ValueSource(strings = {"ncat", "nc.openbsd", "socat", "python"})
  void otherClientsTalkWithIt(String other, @TempDir Path folder) throws Exception {
    byte[] there = Data.random(ODD, 5);
    byte[] back = Data.random(ODD - 4321, 6);
    Path in = Files.write(folder.resolve("in"), there);
    Path out = folder.resolve("out");
    Path path = folder.resolve("s");
    try (Nc server = Nc.start("-lvU", path)) {
      server.awaitError("Listening on ");
      try (Program peer = Program.start("sh", "-c", client(other, path) + " <" + in + " >" + out)) {
        server.say(back).endInput();
        peer.end();
      }
      Nc.Ended ended = server.end();
      assertArrayEquals(there, ended.out());
      assertTrue(ended.err().contains("Connection from a client on Unix domain socket."));
    }
    assertArrayEquals(back, Files.readAllBytes(out));
  }

  @Test
  @NeedsLinux("abstract UNIX names")
  void unixNamesMayBeAbstract() throws Exception {
    String name = "@mortise-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try (Nc server = Nc.start("-lvU", name)) {
      server.awaitError("Listening on ");
      server.endInput();
      assertEquals(Ncat.OK, Nc.run("x".getBytes(), "-U", name).status());
      assertEquals("x", server.end().text());
    }
  }

  @NeedsKernel(KernelFeature.VSOCK)
  @Test
  void vsockTalks() throws Exception {
    try (Nc server = Nc.start("-lv", "--vsock", "local", "0")) {
      server.awaitError("Listening on vsock:1:");
      server.endInput();
      Nc.Ended client = Nc.run("x".getBytes(), "--vsock", "1", server.vsockPort());
      assertEquals(Ncat.OK, client.status(), client.err());
      assertEquals("x", server.end().text());
    }
  }

  @Test
  void sctpIsRefusedInWordsWhereTheKernelHasNone() throws Exception {
    Nc.Ended ended = Nc.run(new byte[0], "--sctp", "127.0.0.1", "1");
    assertEquals(Ncat.NETWORK, ended.status());
    assertTrue(
        ended.err().contains("The kernel does not support SCTP") || ended.err().contains("refused"),
        ended.err());
    assertFalse(ended.err().contains("Exception"), ended.err());
  }
}
