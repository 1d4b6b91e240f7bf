package mortise.proxy;

import mortise.net.Printable;

/** A user and a password. Its text has no password in it. */
public record Login(String user, String password) {
  /** The user alone, escaped, so that no log has the password. */
  @Override
  public String toString() {
    return "Login[" + Printable.of(user) + "]";
  }
}
