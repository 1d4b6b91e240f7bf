package mortise.net;

/**
 * One answer of a name look-up, {@code struct addrinfo} of getaddrinfo(3): what to open and where
 * to connect or bind it.
 *
 * @param family the family to open
 * @param type the type to open
 * @param protocol the protocol to open
 * @param canonicalName the host's official name where {@link LookupFlags#CANONNAME} asked for it,
 *     otherwise empty
 * @param address the address to connect or bind to
 */
public record AddressInfo(
    Family family, Type type, Protocol protocol, String canonicalName, Address address) {}
