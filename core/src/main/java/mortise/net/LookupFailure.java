package mortise.net;

import mortise.sys.Netdb;
import org.jspecify.annotations.Nullable;

/**
 * Why a name look-up failed. The exceptions of {@link Resolver} are {@link
 * java.net.UnknownHostException} and this.
 */
public interface LookupFailure {
  /** The hints have flags that are unknown or exclude each other. */
  int EAI_BADFLAGS = Netdb.EAI_BADFLAGS;

  /** The host or the service is not known. */
  int EAI_NONAME = Netdb.EAI_NONAME;

  /** The name server failed for now; the look-up may be repeated. */
  int EAI_AGAIN = Netdb.EAI_AGAIN;

  /** The name server failed for good. */
  int EAI_FAIL = Netdb.EAI_FAIL;

  /** The host exists and has no address. */
  int EAI_NODATA = Netdb.EAI_NODATA;

  /** The family is not supported. */
  int EAI_FAMILY = Netdb.EAI_FAMILY;

  /** The type of socket is not supported. */
  int EAI_SOCKTYPE = Netdb.EAI_SOCKTYPE;

  /** The service is not available for the type of socket. */
  int EAI_SERVICE = Netdb.EAI_SERVICE;

  /** The host has no address of the family. */
  int EAI_ADDRFAMILY = Netdb.EAI_ADDRFAMILY;

  /** There was no memory. */
  int EAI_MEMORY = Netdb.EAI_MEMORY;

  /** A system call failed; the exception is a {@link SocketFailure} then. */
  int EAI_SYSTEM = Netdb.EAI_SYSTEM;

  /** The result is longer than its buffer. */
  int EAI_OVERFLOW = Netdb.EAI_OVERFLOW;

  /** The name cannot be encoded for the DNS, RFC 5891. */
  int EAI_IDN_ENCODE = Netdb.EAI_IDN_ENCODE;

  /** The {@code EAI_} number of getaddrinfo(3), such as -2. */
  int code();

  /** The number's name, such as {@code EAI_NONAME}. */
  String codeName();

  /** The words of gai_strerror(3) for {@link #code()}, such as "Name or service not known". */
  String words();

  /**
   * The {@code h_errno} of gethostbyname_r(3) and gethostbyaddr_r(3), such as 1 for HOST_NOT_FOUND;
   * 0 for other look-ups.
   */
  int hostErrno();

  /** The host that was looked up, or null where only a service was. */
  @Nullable String host();

  /** The service that was looked up, or null where only a host was. */
  @Nullable String service();
}
