package mortise.net;

/**
 * The names of an address, getnameinfo(3).
 *
 * @param host the host's name, or its number
 * @param service the port's name, or its number
 */
public record NameInfo(String host, String service) {
  /** On one line: a name server chose the host's name. */
  @Override
  public String toString() {
    return "NameInfo[" + Printable.of(host) + ", " + Printable.of(service) + "]";
  }
}
