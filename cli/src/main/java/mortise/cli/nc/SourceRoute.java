package mortise.cli.nc;

import java.io.IOException;
import java.util.List;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.IpOption;
import mortise.net.Socket;

/** The loose source route of -g, RFC 791 section 3.1. */
final class SourceRoute {
  private static final byte NO_OPERATION = 1;
  private static final byte LOOSE = (byte) 0x83;
  private static final int BYTES_OF_HOP = 4;
  private static final int HEADER = 3;

  private SourceRoute() {}

  /** Gives a socket the route, where there is one. */
  static void apply(Socket socket, Address target, NcSettings settings) throws IOException {
    List<String> hops = settings.source().hops();
    if (hops.isEmpty()) {
      return;
    }
    if (!(target instanceof Inet4 inet)) {
      throw new UsageException("A source route (-g) is for IPv4 only, and " + target + " is not.");
    }
    Inet4[] route = new Inet4[hops.size() + 1];
    for (int i = 0; i < hops.size(); i++) {
      boolean resolves = settings.target().resolves();
      route[i] = (Inet4) NameLookup.inet(hops.get(i), 0, Family.INET, resolves).getFirst();
    }
    route[hops.size()] = inet;
    if (settings.source().pointer() > BYTES_OF_HOP * hops.size() + BYTES_OF_HOP) {
      throw new UsageException(
          "The hop pointer " + settings.source().pointer() + " (-G) is past the last hop.");
    }
    socket.option(IpOption.IP_OPTIONS, encode(route, settings.source().pointer()));
  }

  /** A byte of padding, the option's number, its length, the pointer, the hops and the target. */
  static byte[] encode(Inet4[] route, int pointer) {
    byte[] option = new byte[1 + HEADER + BYTES_OF_HOP * route.length];
    option[0] = NO_OPERATION;
    option[1] = LOOSE;
    option[2] = (byte) (option.length - 1);
    option[3] = (byte) pointer;
    for (int i = 0; i < route.length; i++) {
      System.arraycopy(route[i].bytes(), 0, option, 1 + HEADER + BYTES_OF_HOP * i, BYTES_OF_HOP);
    }
    return option;
  }
}
