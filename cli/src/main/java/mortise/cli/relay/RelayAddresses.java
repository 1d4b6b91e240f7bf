package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.ByteText;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Resolver;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.Vsock;

/** The socket addresses of address specifications, as library types. */
final class RelayAddresses {
  private RelayAddresses() {}

  static Unix unix(AddressSpec spec) {
    String body = spec.body();
    try {
      return body.startsWith("@") ? Unix.ofAbstract(body.substring(1)) : Unix.of(body);
    } catch (IllegalArgumentException e) {
      throw spec.wrong(e.getMessage());
    }
  }

  /** {@code CID:PORT}, or a port alone. */
  static Vsock vsock(AddressSpec spec, long usualCid) {
    String body = spec.body();
    String text = body.indexOf(':') < 0 && spec.kind().listens() ? usualCid + ":" + body : body;
    try {
      return (Vsock) Address.parse("vsock:" + text);
    } catch (IllegalArgumentException e) {
      throw spec.wrong("is not " + spec.kind().name + ":" + spec.kind().syntax);
    }
  }

  /** A path for a socket of one's own, next to another's, where it may be reached as well. */
  static Path besides(Unix path) {
    long number = System.nanoTime() & 0xffffff;
    return ByteText.path(
        ByteText.of(path.path()) + "." + ProcessHandle.current().pid() + "-" + number);
  }

  static Family family(AddressSpec spec) {
    return spec.has(AddressOption.IPV4)
        ? Family.INET
        : spec.has(AddressOption.IPV6) ? Family.INET6 : Family.UNSPEC;
  }

  /** The address to bind before connecting, or null. */
  static Inet local(AddressSpec spec, OptionValues values, Type type, Deadline deadline)
      throws IOException {
    Optional<String> bind = spec.value(AddressOption.BIND);
    if (bind.isEmpty()) {
      return null;
    }
    String text = bind.get();
    boolean bare = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
    int colon = bare || text.endsWith("]") ? -1 : text.lastIndexOf(':');
    String host = (colon < 0 ? text : text.substring(0, colon)).replaceAll("^\\[|\\]$", "");
    int port = colon < 0 ? 0 : values.port(text.substring(colon + 1));
    return (Inet) Resolver.resolve(host, port, family(spec), type, deadline).getFirst();
  }
}
