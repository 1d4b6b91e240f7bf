package mortise.cli.nc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mortise.cli.nc.NcSettings.Transport;
import mortise.net.Services;

/** Ports as they are written: {@code 80}, {@code http}, and for -z also {@code 20-25,80}. */
final class PortText {
  private static final long MOST = 0xffff;
  private static final long MOST_OF_VSOCK = 0xffffffffL;

  private PortText() {}

  /**
   * Parses one port.
   *
   * @throws UsageException when it is not a port number or service name
   */
  static long port(String text, boolean vsock, Transport transport) {
    long number = number(text);
    if (number >= 0 && number <= (vsock ? MOST_OF_VSOCK : MOST)) {
      return number;
    }
    if (number < 0 && !vsock && startsWithLetter(text)) {
      return service(text, transport);
    }
    throw invalid(text, vsock);
  }

  /** Reads ports, ranges and names of services with commas between, in their order. */
  static List<Integer> list(String text, Transport transport) {
    List<Integer> ports = new ArrayList<>();
    for (int begin = 0; begin <= text.length(); ) {
      int comma = text.indexOf(',', begin);
      int end = comma < 0 ? text.length() : comma;
      addRange(ports, text.substring(begin, end), transport);
      begin = end + 1;
    }
    return List.copyOf(ports);
  }

  private static void addRange(List<Integer> ports, String text, Transport transport) {
    int dash = text.indexOf('-');
    if (dash <= 0 || number(text.substring(0, dash)) < 0) {
      ports.add((int) port(text, false, transport));
      return;
    }
    int first = (int) port(text.substring(0, dash), false, transport);
    int last = (int) port(text.substring(dash + 1), false, transport);
    if (first > last) {
      throw new UsageException("Invalid port range \"" + text + "\": its start is above its end.");
    }
    for (int port = first; port <= last; port++) {
      ports.add(port);
    }
  }

  private static int service(String name, Transport transport) {
    try {
      String protocol = transport == Transport.UDP ? "udp" : "tcp";
      Optional<Services.Service> service = Services.getservbyname(name, protocol);
      if (service.isPresent()) {
        return service.get().port();
      }
    } catch (IOException e) {
      throw new UsageException("Port \"" + name + "\": " + ErrorMessages.of(e));
    }
    throw invalid(name, false);
  }

  private static UsageException invalid(String text, boolean vsock) {
    String most = vsock ? "4294967295" : "65535";
    return new UsageException(
        "Invalid port number \""
            + text
            + "\": it must be a number from 0 to "
            + most
            + (vsock ? "." : " or a service name."));
  }

  static boolean isAllDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWithLetter(String text) {
    return !text.isEmpty() && Character.isLetter(text.charAt(0));
  }

  /** -1 for what is no number; the largest long for one that is too large. */
  static long number(String text) {
    if (text.isEmpty() || !isAllDigits(text)) {
      return -1;
    }
    return text.length() > 10 ? Long.MAX_VALUE : Long.parseLong(text);
  }
}
