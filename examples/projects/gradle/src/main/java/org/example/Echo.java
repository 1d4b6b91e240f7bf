package org.example;

import mortise.net.Address;
import mortise.net.Loop;
import mortise.server.Connection;
import mortise.server.Server;

/** Sends back what it receives. */
public final class Echo {
  private Echo() {}

  /** A running server; the port is the system's choice where it is 0. */
  public static Server open(int port) throws Exception {
    return Server.open(Address.parse("127.0.0.1:" + port), Echo::talk);
  }

  private static void talk(Connection connection) throws Exception {
    byte[] buffer = new byte[4096];
    for (int count; (count = connection.read(buffer)) > 0; ) {
      connection.write(buffer, 0, count);
    }
  }

  /** The port is the first argument. Ends with its input. */
  public static void main(String[] arguments) throws Exception {
    try (Server server = open(Integer.parseInt(arguments[0]))) {
      System.out.println("listening on " + server.address() + ", event loops: " + Loop.isGranted());
      System.in.readAllBytes();
    }
  }
}
