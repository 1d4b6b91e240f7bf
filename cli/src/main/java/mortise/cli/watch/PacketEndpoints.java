package mortise.cli.watch;

import java.util.Arrays;
import mortise.net.Address;
import mortise.net.Inet;

/**
 * Where a packet of a capture comes from and goes to: hosts of four or of sixteen bytes, and ports.
 */
record PacketEndpoints(byte[] source, int sourcePort, byte[] destination, int destinationPort) {
  /** Hosts that stand for those without an Internet address, from RFC 5737's for documents. */
  private static final byte[] HERE = {(byte) 192, 0, 2, 1};

  private static final byte[] THERE = {(byte) 192, 0, 2, 2};

  /** Made-up ports of this side begin here, one for each conversation of the program. */
  private static final int FIRST_PORT = 10_000;

  private static final int PORTS = 50_000;

  /** The made-up port of the peer. */
  private static final int PEER_PORT = 9;

  /** Whether the ends of a conversation are such as IP has. */
  static boolean areInternet(Address local, Address peer) {
    return local instanceof Inet && peer instanceof Inet;
  }

  /** What this side sends to the peer in the conversation of this number, counted from 1. */
  static PacketEndpoints of(Address local, Address peer, long number) {
    if (local instanceof Inet here && peer instanceof Inet there) {
      byte[] from = folded(here.bytes());
      byte[] to = folded(there.bytes());
      return from.length == to.length
          ? new PacketEndpoints(from, here.port(), to, there.port())
          : new PacketEndpoints(here.bytes(), here.port(), there.bytes(), there.port());
    }
    return new PacketEndpoints(HERE, FIRST_PORT + (int) ((number - 1) % PORTS), THERE, PEER_PORT);
  }

  /** An IPv4 address within an IPv6 one travels as IPv4. */
  private static byte[] folded(byte[] host) {
    boolean mapped =
        host.length == 16
            && Arrays.equals(host, 0, 10, new byte[10], 0, 10)
            && host[10] == -1
            && host[11] == -1;
    return mapped ? Arrays.copyOfRange(host, 12, 16) : host;
  }

  PacketEndpoints reversed() {
    return new PacketEndpoints(destination, destinationPort, source, sourcePort);
  }
}
