package mortise.proxy;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mortise.net.ByteText;

/**
 * The credentials of the permitted users of a proxy. Passwords are needed as they are: Digest and
 * SOCKS5 have it so.
 */
@FunctionalInterface
public interface Logins {
  /** The password of a user, or nothing where there is no such user. Any thread may ask. */
  Optional<String> password(String user);

  /** Permits these users only. */
  static Logins of(Login... logins) {
    Map<String, String> passwords = new TreeMap<>();
    for (Login login : logins) {
      passwords.put(login.user(), login.password());
    }
    return user -> Optional.ofNullable(passwords.get(user));
  }

  /** Whether the password is the user's. Takes as long for a wrong one as for the right one. */
  default boolean has(Login login) {
    Optional<String> password = password(login.user());
    return same(password.orElse(""), login.password()) && password.isPresent();
  }

  /** Compares in constant time. */
  static boolean same(String text, String other) {
    return MessageDigest.isEqual(ByteText.encode(text), ByteText.encode(other));
  }
}
