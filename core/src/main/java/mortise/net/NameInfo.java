package mortise.net;

/**
 * The names of an address, getnameinfo(3).
 *
 * @param host the host's name, or its number
 * @param service the port's name, or its number
 */
public record NameInfo(String host, String service) {}
