package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Socket;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners with -k, and who may come in. */
@SuppressWarnings("try") // those who go are what some of these are about
final class CrowdTest {
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
        try (Socket three = dial(server)) {
          server.say("hi");
          heard = new String(three.recv(2));
        } catch (java.net.SocketException e) {
          heard = "";
        }
      }
      assertEquals("hi", heard);
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
        server.awaitError("stay as they were: Error in hosts file");
      }
    }
  }
}
