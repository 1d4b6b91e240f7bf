package mortise.cli.serve;

import java.io.IOException;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Resolver;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.UnixBinding;
import mortise.server.ListenerConfig;

/**
 * Where to serve.
 *
 * @param listening for connections; null where it is datagrams
 * @param datagrams null where it is connections
 */
public record ServeAddress(ListenerConfig listening, Address datagrams) {
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Reads a place: {@code 8080} on loopback, {@code *:8080} on all addresses, {@code HOST:8080},
   * {@code /path} or {@code @name} of UNIX, {@code vsock:any:8080}; behind {@code udp:} for
   * datagrams.
   *
   * @param mode of a UNIX path's file, such as {@code rw-rw----}; null for its owner alone
   * @throws IllegalArgumentException when it is something else
   * @throws java.net.UnknownHostException when the host has no address
   */
  public static ServeAddress parse(String text, String mode) throws IOException {
    if (text.startsWith("udp:")) {
      return new ServeAddress(null, internet(text.substring(4)));
    }
    String place = text.startsWith("tcp:") ? text.substring(4) : text;
    if (place.startsWith("*:")) {
      return new ServeAddress(ListenerConfig.on(port(text, place.substring(2))), null);
    }
    if (place.startsWith("/") || place.matches("(unix|vsock):.*|@.*")) {
      return new ServeAddress(listening(Address.parse(place), mode), null);
    }
    return new ServeAddress(ListenerConfig.at(internet(place)), null);
  }

  /**
   * Reads the address of an endpoint for probes: {@code 8081} on loopback, {@code *:8081}, {@code
   * HOST:8081}; {@code tcp:} before it does not matter.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Address probes(String text) throws IOException {
    String place = text.startsWith("tcp:") ? text.substring(4) : text;
    return place.startsWith("*:")
        ? Inet4.ANY.withPort(port(text, place.substring(2)))
        : internet(place);
  }

  private static ListenerConfig listening(Address address, String mode) {
    if (address instanceof Unix path && !path.isAbstract()) {
      UnixBinding file = UnixBinding.of(path).replaceStale().unlinkOnClose();
      return ListenerConfig.at(mode == null ? file : file.mode(mode));
    }
    return ListenerConfig.at(address);
  }

  private static Inet internet(String text) throws IOException {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? LOOPBACK : text.substring(0, colon);
    int port = port(text, text.substring(colon + 1));
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (bare.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' has no host (*:" + port + " means all addresses)");
    }
    if (bare.equals("*")) {
      return Inet.of("0.0.0.0", port);
    }
    return (Inet)
        Resolver.resolve(bare, port, Family.UNSPEC, Type.STREAM, Deadline.NEVER).getFirst();
  }

  private static int port(String text, String port) {
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xffff) {
      throw new IllegalArgumentException(
          "invalid address '" + text + "' (e.g. 8080, *:8080, HOST:8080, udp:8080, /path, @name)");
    }
    return Integer.parseInt(port);
  }
}
