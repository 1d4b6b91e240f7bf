package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams over UDP and UNIX sockets. */
@SuppressWarnings("try") // one who goes is what one of these is about
final class DatagramTest {
  private static Socket udp() throws Exception {
    Socket socket = Socket.open(Family.INET, Type.DGRAM);
    socket.bind(Inet4.LOOPBACK);
    return socket;
  }

  private static Socket udp(Nc server) throws Exception {
    Socket socket = udp();
    socket.connect(Inet4.LOOPBACK.withPort(server.port()));
    return socket;
  }

  private static int port(Socket socket) throws Exception {
    return ((Inet) socket.localAddress()).port();
  }

  @Test
  void clientSendsAndGoesWithItsInput() throws Exception {
    try (Socket peer = udp()) {
      Nc.Ended ended = Nc.run("hello".getBytes(), "-uv", "127.0.0.1", port(peer));
      assertEquals(Ncat.OK, ended.status());
      assertEquals("hello", new String(peer.recv(100)));
      assertTrue(ended.err().contains("Connected to 127.0.0.1:"), ended.err());
      assertTrue(ended.err().contains("5 bytes sent, 0 bytes received"), ended.err());
    }
  }

  @Test
  void clientWaitsForAnswersAsLongAsItIsTold() throws Exception {
    try (Socket peer = udp();
        Nc nc = Nc.start("-u", "-q", "-1", "127.0.0.1", port(peer))) {
      nc.say("question").endInput();
      var question = peer.recvFrom(100);
      peer.sendTo(new byte[0], question.sender());
      peer.sendTo("answer".getBytes(), question.sender());
      nc.awaitOutput("answer");
      assertTrue(nc.runs(), "an empty datagram is no end");
    }
  }

  @Test
  void largeInputIsCutIntoDatagramsAsNcatDoes() throws Exception {
    try (Socket peer = udp();
        Nc nc = Nc.start("-u", "127.0.0.1", port(peer))) {
      nc.say(new byte[20_000]).endInput();
      assertEquals(8192, peer.recv(65_536).length);
      assertEquals(8192, peer.recv(65_536).length);
      assertEquals(20_000 - 2 * 8192, peer.recv(65_536).length);
    }
  }

  @Test
  void refusalEndsAClient() throws Exception {
    int free;
    try (Socket socket = udp()) {
      free = port(socket);
    }
    try (Nc nc = Nc.start("-u", "127.0.0.1", free)) {
      nc.say("x");
      Nc.Ended ended = nc.end();
      assertEquals(Ncat.NETWORK, ended.status());
      assertTrue(ended.err().contains("Connection refused"), ended.err());
    }
  }

  @Test
  void listenerTalksWithItsFirstPeerAlone() throws Exception {
    try (Nc server = Nc.start("-luv", "127.0.0.1", "0");
        Socket one = udp(server);
        Socket two = udp(server)) {
      one.send("one".getBytes());
      server.awaitOutput("one").awaitError("Connection from " + one.localAddress());
      server.say("hello").endInput();
      assertEquals("hello", new String(one.recv(100)));
      two.send("two".getBytes());
      one.send("more".getBytes());
      server.awaitOutput("more");
      assertTrue(server.runs(), "the end of the input is not the end");
    }
  }

  @Test
  void keepOpenListenerHearsAll() throws Exception {
    try (Nc server = Nc.start("-lukv", "127.0.0.1", "0");
        Socket one = udp(server);
        Socket two = udp(server)) {
      one.send("one".getBytes());
      two.send("two".getBytes());
      server.awaitOutput("one").awaitOutput("two").say("all");
      assertEquals("all", new String(one.recv(100)));
      assertEquals("all", new String(two.recv(100)));
    }
  }

  @Test
  void datagramsOfManySendersArePrintedInTheOrderOfArrival() throws Exception {
    List<Socket> senders = new ArrayList<>();
    StringBuilder sent = new StringBuilder();
    try (Nc server = Nc.start("-lukv", "127.0.0.1", "0")) {
      for (int i = 0; i < 10; i++) {
        senders.add(udp(server));
      }
      for (int i = 0; i < 600; i++) {
        String line = i + "\n";
        senders.get(i * 7 % senders.size()).send(line.getBytes());
        sent.append(line);
        if (i % 50 == 49) {
          // No more at once than the kernel has room for.
          server.awaitOutput("\n" + line);
        }
      }
      assertEquals(sent.toString(), server.out());
    } finally {
      for (Socket sender : senders) {
        sender.close();
      }
    }
  }

  @Test
  @NeedsLinux("UNIX datagrams")
  void datagramOfUnixSenderThatHasClosedIsPrinted(@TempDir Path folder) throws Exception {
    for (int i = 0; i < 5; i++) {
      Path path = folder.resolve("s" + i);
      try (Nc server = Nc.start("-lUu", path)) {
        mortise.testing.Until.holds(() -> Files.exists(path));
        try (Socket sender = Socket.open(Family.UNIX, Type.DGRAM)) {
          sender.bind(Unix.of(folder.resolve("c" + i)));
          sender.sendTo("last words".getBytes(), Unix.of(path));
        }
        server.awaitOutput("last words");
        assertTrue(server.runs());
      }
    }
  }

  @Test
  void deniedPeersAreNotHeard() throws Exception {
    try (Nc server = Nc.start("-lukv", "--deny", "127.0.0.1", "127.0.0.1", "0");
        Socket one = udp(server)) {
      one.send("one".getBytes());
      server.awaitError("New connection denied: not allowed");
      Nc.run("two".getBytes(), "-u", "-s", "127.0.0.2", "127.0.0.1", server.port());
      server.awaitOutput("two");
    }
  }

  @Test
  void ncatsClientAndListener() throws Exception {
    try (Nc server = Nc.start("-luv", "127.0.0.1", "0");
        Program client = Program.start("ncat", "-u", "127.0.0.1", server.port())) {
      client.say("hello");
      server.awaitOutput("hello").say("back");
      client.awaitOutput("back");
    }
    int free;
    try (Socket socket = udp()) {
      free = port(socket);
    }
    try (Program server = Program.start("ncat", "-luv", "127.0.0.1", free)) {
      server.awaitError("Listening on");
      try (Nc client = Nc.start("-u", "127.0.0.1", free)) {
        client.say("hello");
        server.awaitOutput("hello").say("back");
        client.awaitOutput("back");
      }
    }
  }

  @Test
  @NeedsLinux("UNIX datagrams")
  void unixClientHasANameThatGoesWithIt(@TempDir Path folder) throws Exception {
    try (Socket peer = Socket.open(Family.UNIX, Type.DGRAM)) {
      peer.bind(Unix.of(folder.resolve("peer")));
      Path source = folder.resolve("source");
      try (Nc nc = Nc.start("-uUv", "-s", source, folder.resolve("peer"))) {
        nc.say("question");
        var question = peer.recvFrom(100);
        assertEquals(Unix.of(source), question.sender());
        peer.sendTo("answer".getBytes(), question.sender());
        nc.awaitOutput("answer").endInput();
        assertEquals(Ncat.OK, nc.end().status());
      }
      assertTrue(Files.notExists(source));
    }
  }

  @Test
  @NeedsLinux("UNIX datagrams")
  void unixClientChoosesAName(@TempDir Path folder) throws Exception {
    try (Socket peer = Socket.open(Family.UNIX, Type.DGRAM)) {
      peer.bind(Unix.of(folder.resolve("peer")));
      Nc.Ended ended = Nc.run("x".getBytes(), "-uUv", folder.resolve("peer"));
      Path name = ((Unix) peer.recvFrom(100).sender()).path();
      assertTrue(name.getFileName().toString().matches("ncat\\.\\w{6}"), name.toString());
      assertTrue(ended.err().contains("[" + name + "] used as source DGRAM"), ended.err());
      assertTrue(Files.notExists(name));
    }
  }

  @Test
  @NeedsLinux("UNIX datagrams")
  void unixListenerHearsThoseWithoutAName(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("s");
    try (Nc server = Nc.start("-luUv", path);
        Socket one = Socket.open(Family.UNIX, Type.DGRAM)) {
      server.awaitError("Listening on ");
      one.connect(Unix.of(path));
      one.send("nameless".getBytes());
      server.awaitOutput("nameless").say("nobody gets this");
      one.send("again".getBytes());
      server.awaitOutput("again");
    }
  }

  /** By a listener's first peer, by one of many, and by a client: no byte is lost. */
  @Test
  @NeedsLinux("UNIX datagrams")
  void longUnixDatagramsAreReceivedWhole(@TempDir Path folder) throws Exception {
    byte[] message = new byte[200_000];
    java.util.Arrays.fill(message, (byte) 'x');
    message[message.length - 1] = '!';
    for (String options : new String[] {"-luUv", "-lkuUv"}) {
      Path path = folder.resolve("s" + options.length());
      try (Nc server = Nc.start(options, path);
          Socket one = Socket.open(Family.UNIX, Type.DGRAM)) {
        server.awaitError("Listening on ");
        one.bind(Unix.of(folder.resolve("c" + options.length())));
        one.connect(Unix.of(path));
        one.send(message);
        server.awaitOutput("!");
        assertEquals(message.length, server.out().length());
      }
    }
    try (Socket peer = Socket.open(Family.UNIX, Type.DGRAM)) {
      peer.bind(Unix.of(folder.resolve("peer")));
      try (Nc client = Nc.start("-uU", folder.resolve("peer"))) {
        client.say("hello");
        peer.sendTo(message, peer.recvFrom(100).sender());
        client.awaitOutput("!");
        assertEquals(message.length, client.out().length());
      }
    }
  }

  @Test
  @NeedsLinux("UNIX datagrams")
  void unixListenerTalksWithSeveral(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("s");
    try (Nc server = Nc.start("-lkuUv", path)) {
      server.awaitError("Listening on ");
      try (Nc one = Nc.start("-uU", path);
          Nc two = Nc.start("-uU", path);
          Socket three = Socket.open(Family.UNIX, Type.DGRAM)) {
        one.say("one");
        two.say("two");
        three.connect(Unix.of(path));
        three.send("three".getBytes());
        server.awaitOutput("one").awaitOutput("two").awaitOutput("three").say("all");
        one.awaitOutput("all");
        two.awaitOutput("all");
      }
    }
  }

  @Test
  @NeedsLinux("SO_BINDTODEVICE")
  void multicastIsJoined() throws Exception {
    try (Nc server = Nc.start("-luv4", "--multicast", "239.255.77.1", "--interface", "lo", "0");
        Socket sender = Socket.open(Family.INET, Type.DGRAM)) {
      sender.bind(Inet4.LOOPBACK);
      sender.option(mortise.net.IpOption.IP_MULTICAST_IF, Inet4.LOOPBACK);
      sender.sendTo("group".getBytes(), Inet.of("239.255.77.1", server.port()));
      server.awaitOutput("group");
    }
  }

  @Test
  void inputForManyIsCutIntoDatagramsToo() throws Exception {
    try (Nc server = Nc.start("-lukv", "127.0.0.1", "0");
        Socket one = udp(server)) {
      one.send("one".getBytes());
      server.awaitOutput("one").say(new byte[20_000]);
      int count = 0;
      while (count < 20_000) {
        int part = one.recv(65_536).length;
        assertTrue(part > 0 && part <= 8192, part + " bytes");
        count += part;
      }
      assertEquals(20_000, count);
    }
  }

  @Test
  void firstDatagramsOfManyAreAllHeard() throws Exception {
    int many = 60;
    List<Socket> peers = new ArrayList<>();
    try (Nc server = Nc.start("-lukv", "127.0.0.1", "0")) {
      for (int i = 0; i < many; i++) {
        peers.add(udp(server));
      }
      for (int i = 0; i < many; i++) {
        peers.get(i).send(("<" + i + ">").getBytes());
      }
      for (int i = 0; i < many; i++) {
        server.awaitOutput("<" + i + ">");
      }
    } finally {
      peers.forEach(Socket::close);
    }
  }

  /** The queue of a UNIX socket is short, and whoever sends to a full one waits. */
  @Test
  @NeedsLinux("UNIX datagrams")
  void unixPeerThatDoesNotReadHoldsUpNobody(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("s");
    try (Nc server = Nc.start("-lkuUv", path);
        Socket sleeper = unix(folder.resolve("sleeper"));
        Socket reader = unix(folder.resolve("reader"))) {
      server.awaitError("Listening on ");
      for (Socket each : List.of(sleeper, reader)) {
        each.sendTo("x".getBytes(), Unix.of(path));
      }
      server.awaitOutput("xx");
      int size = 60 * 8192;
      Thread speaker =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  server.say(new byte[size]);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      for (int count = 0; count < size; ) {
        count += reader.recv(65_536).length;
      }
      speaker.join();
      // Those who have gone make room, and hold up nobody either.
      sleeper.close();
      reader.sendTo("y".getBytes(), Unix.of(path));
      server.awaitOutput("y").say("still there");
      assertEquals("still there", new String(reader.recv(100)));
    }
  }

  private static Socket unix(Path name) throws Exception {
    Socket socket = Socket.open(Family.UNIX, Type.DGRAM);
    socket.bind(Unix.of(name));
    return socket;
  }
}
