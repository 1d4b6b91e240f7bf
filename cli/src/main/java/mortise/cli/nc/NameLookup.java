package mortise.cli.nc;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.nc.NcSettings.Network;
import mortise.cli.nc.NcSettings.Target;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Resolver;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.Vsock;

/** Turns names into addresses. */
final class NameLookup {
  private NameLookup() {}

  /**
   * The addresses of a target, in the order to try them.
   *
   * @throws UnknownHostException when the host has none
   */
  static List<Address> of(Target target) throws IOException {
    return switch (target.network()) {
      case UNIX -> List.of(unix(target.host()));
      case VSOCK -> List.of(vsock(target));
      case INET, IP4, IP6 ->
          inet(target.host(), (int) target.port(), family(target.network()), target.resolves());
    };
  }

  /** A path, or a name in the abstract namespace after an @. */
  static Unix unix(String text) {
    if (text.isEmpty()) {
      throw new UsageException("The path of a UNIX socket is empty.");
    }
    return text.charAt(0) == '@' ? Unix.ofAbstract(text.substring(1)) : Unix.of(text);
  }

  /** An address as ncat shows it: of UNIX the path alone. */
  static String text(Address address) {
    String text = address.toString();
    return address instanceof Unix && text.startsWith("unix:") ? text.substring(5) : text;
  }

  static Family family(Network network) {
    return switch (network) {
      case INET -> Family.UNSPEC;
      case IP4 -> Family.INET;
      case IP6 -> Family.INET6;
      case UNIX -> Family.UNIX;
      case VSOCK -> Family.VSOCK;
    };
  }

  private static Vsock vsock(Target target) {
    String host = target.host();
    if (host == null || host.equals("any")) {
      return new Vsock(Vsock.CID_ANY, port(target));
    }
    if (host.equals("local")) {
      return new Vsock(Vsock.CID_LOCAL, port(target));
    }
    if (host.equals("host")) {
      return new Vsock(Vsock.CID_HOST, port(target));
    }
    long cid = PortText.number(host);
    if (cid < 0 || cid > Vsock.CID_ANY) {
      throw new UsageException(
          "Invalid CID \"" + host + "\": it is a number, or one of any, local and host.");
    }
    return new Vsock(cid, port(target));
  }

  /** To bind to, 0 is any port, as with all others. */
  private static long port(Target target) {
    return target.port() == 0 ? Vsock.PORT_ANY : target.port();
  }

  /** The addresses of a host. */
  static List<Address> inet(String host, int port, Family family, boolean resolves)
      throws IOException {
    if (!resolves && !isNumeric(HostArgument.withoutBrackets(host))) {
      throw unknown(host, "it is a name, and -n disables name resolution");
    }
    List<Address> found;
    String plain = HostArgument.withoutBrackets(host);
    try {
      found = Resolver.resolve(plain, port, family, Type.STREAM, Deadline.NEVER);
    } catch (UnknownHostException e) {
      if (isNumeric(plain)) {
        throw unknown(host, "it is an address of " + (plain.contains(":") ? "IPv6" : "IPv4"));
      }
      throw unknown(host, reason(e) + HostArgument.hint(host));
    }
    List<Address> fit = new ArrayList<>(found.size());
    for (Address address : found) {
      if (!fit.contains(address)) {
        fit.add(address);
      }
    }
    return fit;
  }

  private static boolean isNumeric(String host) {
    try {
      return Inet.of(host, 0) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static UnknownHostException unknown(String host, String reason) {
    return new UnknownHostException("Could not resolve hostname \"" + host + "\": " + reason);
  }

  /** The words of libc without what was looked up, which the sentence has already. */
  private static String reason(UnknownHostException e) {
    String message = e.getMessage();
    int colon = message.lastIndexOf(": ");
    return colon < 0 ? message : message.substring(colon + 2);
  }
}
