package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mortise.net.Loop;
import mortise.net.Socket;
import mortise.server.Server;
import org.junit.jupiter.api.Test;

final class EchoTest {
  @Test
  void sendsBackWhatItReceives() throws Exception {
    assertTrue(Loop.isGranted());
    try (Server server = Echo.open(0);
        Socket socket = Socket.open()) {
      socket.connect(server.address());
      socket.sendAll("hello".getBytes());
      assertEquals("hello", new String(socket.recv(100)));
    }
  }
}
