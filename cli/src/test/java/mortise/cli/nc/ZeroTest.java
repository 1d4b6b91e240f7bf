package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import org.junit.jupiter.api.Test;

/** -z: whether a port answers. */
final class ZeroTest {
  private static int port(Socket socket) throws Exception {
    return ((Inet) socket.localAddress()).port();
  }

  private static int free() throws Exception {
    try (Socket socket = Socket.listener(Inet4.LOOPBACK)) {
      return port(socket);
    }
  }

  @Test
  void openAndClosedPort() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      Nc.Ended open = Nc.run(new byte[0], "-zv", "127.0.0.1", port(listener));
      assertEquals(Ncat.OK, open.status());
      assertTrue(open.err().contains("Connected to 127.0.0.1:" + port(listener)), open.err());
      assertEquals("", Nc.run(new byte[0], "-z", "127.0.0.1", port(listener)).err());
    }
    Nc.Ended closed = Nc.run(new byte[0], "-z", "127.0.0.1", free());
    assertEquals(Ncat.NETWORK, closed.status());
    assertEquals("", closed.err());
  }

  @Test
  void rangesListsAndNamesAreToldInOrder() throws Exception {
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      int open = port(listener);
      String ports = "tcpmux," + (open - 1) + "-" + (open + 1);
      Nc.Ended ended = Nc.run(new byte[0], "-zv", "127.0.0.1", ports);
      assertEquals(Ncat.OK, ended.status());
      assertTrue(ended.err().contains("Connected to 127.0.0.1:" + open + "."), ended.err());
      assertEquals(5, ended.err().lines().count(), ended.err());
      assertTrue(ended.err().lines().toList().get(1).contains("127.0.0.1:1:"), ended.err());
    }
  }

  @Test
  void tlsIsSpokenWhereItIsAskedFor() throws Exception {
    try (Nc server = Nc.start("-lv", "--ssl", "127.0.0.1", "0")) {
      int port = server.port();
      server.endInput();
      assertEquals(Ncat.OK, Nc.run(new byte[0], "-z", "--ssl", "127.0.0.1", port).status());
      assertEquals(Ncat.OK, server.end().status());
    }
    Nc.Ended several = Nc.run(new byte[0], "-z", "--ssl", "127.0.0.1", "1-2");
    assertEquals(Ncat.OTHER, several.status());
  }

  @Test
  void udpPortIsOpenWhereNothingIsRefused() throws Exception {
    try (Socket peer = Socket.open(Family.INET, Type.DGRAM)) {
      peer.bind(Inet4.LOOPBACK);
      Nc.Ended open = Nc.run(new byte[0], "-zuv", "-i", "200ms", "127.0.0.1", port(peer));
      assertEquals(Ncat.OK, open.status());
      assertTrue(open.err().contains("UDP packet sent successfully"), open.err());
      assertEquals(1, peer.recv(10).length);
    }
    assertEquals(Ncat.NETWORK, Nc.run(new byte[0], "-zu", "127.0.0.1", free()).status());
  }
}
