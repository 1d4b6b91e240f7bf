package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Option;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.testing.Parked;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners with -k, and who may come in. */
@SuppressWarnings("try") // those who go are what some of these are about
final class BroadcasterTest {
  private static Socket dial(Nc server) throws Exception {
    return Socket.dial("127.0.0.1", server.port());
  }

  private static String recv(Socket socket, int count) throws Exception {
    return new String(socket.inputStream().readNBytes(count));
  }

  @Test
  void inputGoesToAllAndAllComeOut() throws Exception {
    try (Nc server = Nc.start("-lkv", "127.0.0.1", "0");
        Socket one = dial(server);
        Socket two = dial(server)) {
      one.sendAll("one".getBytes());
      two.sendAll("two".getBytes());
      server.awaitOutput("one").awaitOutput("two");
      server.say("hello");
      assertEquals("hello", recv(one, 5));
      assertEquals("hello", recv(two, 5));
      one.close();
      server.say("again");
      assertEquals("again", recv(two, 5));
      server.endInput();
      assertEquals(0, two.inputStream().readAllBytes().length);
      assertTrue(server.runs(), "it waits for more");
      try (Socket three = dial(server)) {
        three.sendAll("three".getBytes());
        server.awaitOutput("three");
      }
    }
  }

  @Test
  void inputWaitsForSomebodyToHearIt() throws Exception {
    try (Nc server = Nc.start("-lkv", "127.0.0.1", "0")) {
      server.say("early");
      try (Socket one = dial(server)) {
        assertEquals("early", recv(one, 5));
      }
      try (Socket two = dial(server)) {
        two.sendAll("x".getBytes());
        server.awaitOutput("x").say("later");
        assertEquals("later", recv(two, 5));
      }
    }
  }

  @Test
  void noMoreThanSoManyAtOnce() throws Exception {
    try (Nc server = Nc.start("-lkv", "-m", "1", "127.0.0.1", "0");
        Socket one = dial(server)) {
      one.sendAll("one".getBytes());
      server.awaitOutput("one");
      try (Socket two = dial(server)) {
        assertEquals(0, two.inputStream().readAllBytes().length);
      }
      server.awaitError("New connection denied: connection limit reached (1)");
      one.close();
      // It has gone when its place is free again.
      String heard = "";
      while (heard.isEmpty()) {
        try (Socket three = dial(server).timeout(Duration.ofMillis(100))) {
          heard = heardOnceAccepted(server, three);
        } catch (SocketException e) {
          heard = ""; // it was denied
        }
      }
      assertEquals("hi", heard);
    }
  }

  /** What is said before a client is accepted is heard by nobody. Empty where it is denied. */
  private static String heardOnceAccepted(Nc server, Socket client) throws IOException {
    while (true) {
      server.say("hi");
      try {
        return new String(client.recv(2));
      } catch (SocketTimeoutException _) {
        // Not accepted yet.
      }
    }
  }

  @Test
  void zeroConnectionsRefusesAll() throws Exception {
    try (Nc server = Nc.start("-lkv", "-m", "0", "127.0.0.1", "0");
        Socket one = dial(server)) {
      assertEquals(0, one.inputStream().readAllBytes().length);
      server.awaitError("New connection denied: connection limit reached (0)");
    }
  }

  @Test
  void sendOnlyListenerEndsWithItsInput() throws Exception {
    try (Nc server = Nc.start("-lkv", "--send-only", "127.0.0.1", "0");
        Socket one = dial(server)) {
      server.say("x").endInput();
      assertEquals("x", new String(one.inputStream().readAllBytes()));
      assertEquals(Ncat.OK, server.end().status());
    }
  }

  @Test
  void idleCountsWhileSomebodyIsThere() throws Exception {
    try (Nc server = Nc.start("-lkv", "-i", "100ms", "127.0.0.1", "0");
        Socket one = dial(server)) {
      Nc.Ended ended = server.end();
      assertTrue(ended.err().endsWith("Idle timeout expired (100 ms).\n"), ended.err());
    }
  }

  @Test
  void manyClientsOfNcat(@TempDir Path folder) throws Exception {
    Program.start("ncat", "--version").close();
    int count = 12;
    byte[] back = Data.random(65_537, 9);
    try (Nc server = Nc.start("-lkvU", folder.resolve("s"))) {
      server.awaitError("Listening on ");
      List<Program> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Path out = folder.resolve("out" + i);
        String line = "(echo name$0; exec sleep 60) | exec ncat -U s > out$0";
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line, "" + i);
        clients.add(Program.start(builder.directory(folder.toFile())));
        assertTrue(!Files.exists(out) || Files.size(out) == 0);
      }
      for (int i = 0; i < count; i++) {
        server.awaitOutput("name" + i + "\n");
      }
      server.say(back).endInput();
      for (int i = 0; i < count; i++) {
        Path out = folder.resolve("out" + i);
        while (Files.size(out) < back.length) {
          Thread.sleep(5);
        }
        org.junit.jupiter.api.Assertions.assertArrayEquals(back, Files.readAllBytes(out));
        clients.get(i).close();
      }
    }
  }

  @Test
  void denyWinsOverAllow() throws Exception {
    try (Nc server =
            Nc.start("-lkv", "--allow", "127.0.0.0/8", "--deny", "127.0.0-3.1", "127.0.0.1", "0");
        Socket one = dial(server)) {
      assertEquals(0, one.inputStream().readAllBytes().length);
      server.awaitError("New connection denied: not allowed");
      Nc.Ended other = Nc.run("x".getBytes(), "-s", "127.0.0.2", "127.0.0.1", server.port(), "-q0");
      assertEquals(Ncat.OK, other.status());
      server.awaitOutput("x");
    }
  }

  @Test
  void whoIsDeniedDoesNotCountForTheOneGuest() throws Exception {
    try (Nc server = Nc.start("-lv", "--allow", "127.0.0.2", "127.0.0.1", "0")) {
      try (Socket one = dial(server)) {
        assertEquals(0, one.inputStream().readAllBytes().length);
      }
      server.endInput();
      Nc.run("x".getBytes(), "-s", "127.0.0.2", "127.0.0.1", server.port());
      assertEquals("x", server.end().text());
    }
  }

  @Test
  void filesOfHostsAreReadAgain(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("hosts"), "10.0.0.1 10.1,2.*.5 # nobody here\n");
    try (Nc server = Nc.start("-lkv", "--allowfile", file, "127.0.0.1", "0")) {
      try (Socket one = dial(server)) {
        assertEquals(0, one.inputStream().readAllBytes().length);
      }
      Files.writeString(file, "\n# all of this host\n127.0.0.0/8\n");
      try (Socket one = dial(server)) {
        one.sendAll("in".getBytes());
        server.awaitOutput("in");
      }
      Files.writeString(file, "127.0.0.300\n");
      try (Socket one = dial(server)) {
        one.sendAll("still".getBytes());
        server.awaitOutput("still");
        server.awaitError("were not reloaded: Error in hosts file");
      }
      for (int i = 0; i < 3; i++) {
        try (Socket one = dial(server)) {
          one.sendAll(("again" + i).getBytes());
          server.awaitOutput("again" + i);
        }
      }
      assertEquals(2, server.err().split("were not reloaded", -1).length);
    }
  }

  private static FutureTask<byte[]> digest(Socket socket, long count) {
    FutureTask<byte[]> task =
        new FutureTask<>(() -> {
          MessageDigest digest = MessageDigest.getInstance("SHA-256");
          byte[] part = new byte[1 << 16];
          for (long left = count; left > 0; ) {
            int some = socket.recv(part, 0, (int) Math.min(left, part.length));
            assertTrue(some > 0, left + " bytes are missing");
            digest.update(part, 0, some);
            left -= some;
          }
          return digest.digest();
        });
    Thread.ofVirtual().start(task);
    return task;
  }

  /** A client that takes little into its kernel, so that it soon holds up whoever sends. */
  private static Socket dialNarrow(Nc server) throws Exception {
    Socket socket = Socket.open(Family.INET, Type.STREAM);
    socket.option(Option.SO_RCVBUF, 4096);
    socket.connect(Inet4.LOOPBACK.withPort(server.port()));
    return socket;
  }

  @Test
  void oneThatDoesNotReadHoldsUpNobody() throws Exception {
    byte[] bytes = Data.random(24 << 20, 1);
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes);
    try (Nc server = Nc.start("-lkv", "127.0.0.1", "0");
        Socket sleeper = dialNarrow(server);
        Socket one = dial(server);
        Socket two = dial(server)) {
      for (Socket each : List.of(sleeper, one, two)) {
        each.sendAll("here.".getBytes());
      }
      server.awaitOutput("here.here.here.");
      var first = digest(one, bytes.length);
      var second = digest(two, bytes.length);
      server.say(bytes);
      assertArrayEquals(expected, first.get());
      assertArrayEquals(expected, second.get());
      String address = sleeper.localAddress().toString();
      server.awaitError(address + " reads too slowly and delays the others: disconnected.\n");
    }
  }

  /** A slow one is waited for, be it alone or not, and whatever it is sent. */
  @Test
  void slowOnesLoseNothing() throws Exception {
    byte[] bytes = Data.random(12 << 20, 2);
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes);
    try (Nc server = Nc.start("-lkv", "127.0.0.1", "0");
        Socket slow = dialNarrow(server)) {
      slow.sendAll("slow".getBytes());
      server.awaitOutput("slow");
      Thread speaker =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  server.say(bytes).say(bytes).endInput();
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      // It waits, since nobody reads.
      Parked.then(speaker, () -> {});
      assertArrayEquals(expected, digest(slow, bytes.length).get());
      try (Socket fast = dial(server)) {
        fast.sendAll("fast".getBytes());
        server.awaitOutput("fast");
        assertArrayEquals(expected, digest(slow, bytes.length).get());
        assertTrue(fast.inputStream().readAllBytes().length > 0);
      }
      assertFalse(server.err().contains("disconnected"), server.err());
    }
  }

  /** ncat parts with such a one at once. */
  @Test
  void whoSaysNothingHearsAllThatIsAtHand() throws Exception {
    byte[] bytes = Data.random(8 << 20, 3);
    try (Nc server = Nc.start("-lkv", "127.0.0.1", "0");
        Socket one = dial(server)) {
      one.shutdown(Shutdown.WR);
      FutureTask<byte[]> heard = new FutureTask<>(() -> one.inputStream().readAllBytes());
      Thread.ofVirtual().start(heard);
      server.say(bytes).endInput();
      assertArrayEquals(bytes, heard.get());
    }
  }
}
