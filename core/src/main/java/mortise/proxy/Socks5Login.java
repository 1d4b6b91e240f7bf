package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import mortise.net.ByteText;

/** The messages of user and password for SOCKS5, RFC 1929. Both travel as they are, in UTF-8. */
public final class Socks5Login {
  private static final int VERSION = 1;

  private Socks5Login() {}

  /** The request of a client. */
  public record Request(Login login) {
    public Request {
      checkLength("user", login.user());
      checkLength("password", login.password());
    }

    private static void checkLength(String what, String text) {
      int length = ByteText.encode(text).length;
      if (length == 0 || length > 255) {
        throw new IllegalArgumentException(
            "a " + what + " of " + length + " bytes is not of 1 to 255, as SOCKS5 has it");
      }
    }

    public byte[] encode() {
      byte[] user = ByteText.encode(login.user());
      byte[] password = ByteText.encode(login.password());
      return ByteBuffer.allocate(3 + user.length + password.length)
          .put((byte) VERSION)
          .put((byte) user.length)
          .put(user)
          .put((byte) password.length)
          .put(password)
          .array();
    }

    public static Decoded<Request> decode(ByteBuffer bytes) throws ProtocolException {
      int there = checkVersion(bytes);
      if (there < 2) {
        return Decoded.more(2, there);
      }
      int user = length(bytes, 1, "user");
      if (there < 2 + user + 1) {
        return Decoded.more(2 + user + 1, there);
      }
      int password = length(bytes, 2 + user, "password");
      int end = 3 + user + password;
      if (there < end) {
        return Decoded.more(end, there);
      }
      Login login =
          new Login(text(bytes, 2, user, "user"), text(bytes, 3 + user, password, "password"));
      return Decoded.done(new Request(login), end);
    }

    private static int length(ByteBuffer bytes, int at, String what) throws ProtocolException {
      int length = Octets.at(bytes, at);
      if (length == 0) {
        throw Octets.unexpected("a " + what + " of 1 to 255 bytes", length);
      }
      return length;
    }

    /** Replacement characters for invalid UTF-8 would be longer, and name another user. */
    private static String text(ByteBuffer bytes, int at, int length, String what)
        throws ProtocolException {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(Octets.slice(bytes, at, length))
            .toString();
      } catch (CharacterCodingException e) {
        throw Octets.unexpected("a " + what + " in UTF-8", Octets.latin(bytes, at, length));
      }
    }
  }

  /**
   * What the server answers. Some servers put the version of SOCKS in front of it, 5 for 1, so that
   * this byte is not looked at when it is read.
   *
   * @param status 0 where the login is right
   */
  public record Reply(int status) {
    public byte[] encode() {
      return new byte[] {VERSION, (byte) status};
    }

    public static Decoded<Reply> decode(ByteBuffer bytes) {
      int there = bytes.remaining();
      return there < 2 ? Decoded.more(2, there) : Decoded.done(new Reply(Octets.at(bytes, 1)), 2);
    }
  }

  private static int checkVersion(ByteBuffer bytes) throws ProtocolException {
    int there = bytes.remaining();
    if (there > 0 && Octets.at(bytes, 0) != VERSION) {
      throw Octets.unexpected("version 1 of the SOCKS5 login", Octets.at(bytes, 0));
    }
    return there;
  }
}
