package mortise.net;

import java.net.UnknownHostException;
import mortise.sys.Netdb;
import org.jspecify.annotations.Nullable;

/** A name that libc does not know, and why. */
@SuppressWarnings("serial") // the facts about a failure do not outlive its process
final class LookupException extends UnknownHostException implements LookupFailure {
  private final @Nullable String host;
  private final @Nullable String service;
  private final int code;
  private final int hostErrno;

  LookupException(@Nullable String host, @Nullable String service, int code) {
    this(host, service, code, 0);
  }

  LookupException(@Nullable String host, @Nullable String service, int code, int hostErrno) {
    super(text(host, service) + ": " + Netdb.gai_strerror(code) + " (" + name(code) + ")");
    this.host = host;
    this.service = service;
    this.code = code;
    this.hostErrno = hostErrno;
  }

  /** {@code host:service}, or the one of them that there is. */
  static String text(@Nullable String host, @Nullable String service) {
    return Printable.of((host == null ? "" : host) + (service == null ? "" : ":" + service));
  }

  private static String name(int code) {
    return ConstantNames.of(Netdb.class, "EAI_", code);
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public String codeName() {
    return name(code);
  }

  @Override
  public String words() {
    return Netdb.gai_strerror(code);
  }

  @Override
  public int hostErrno() {
    return hostErrno;
  }

  @Override
  public @Nullable String host() {
    return host;
  }

  @Override
  public @Nullable String service() {
    return service;
  }

  /** As the JDK's exception that it is. */
  @Override
  public String toString() {
    return UnknownHostException.class.getName() + ": " + getMessage();
  }
}
