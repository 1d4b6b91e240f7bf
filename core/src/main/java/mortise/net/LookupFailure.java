package mortise.net;

/**
 * Why a name look-up failed. The exceptions of {@link Resolver} are {@link
 * java.net.UnknownHostException} and this.
 */
public interface LookupFailure {
  /** The {@code EAI_} number of getaddrinfo(3), such as -2. */
  int code();

  /** The number's name, such as {@code EAI_NONAME}. */
  String codeName();

  /** The host that was looked up, or null where only a service was. */
  String host();

  /** The service that was looked up, or null where only a host was. */
  String service();
}
