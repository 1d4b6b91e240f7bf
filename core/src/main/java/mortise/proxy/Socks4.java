package mortise.proxy;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import mortise.net.Inet;
import mortise.net.Inet4;

/**
 * The messages of SOCKS4 and SOCKS4a, as the memos "SOCKS: A protocol for TCP proxy across
 * firewalls" and "SOCKS 4A: A Simple Extension to SOCKS 4 Protocol" have them.
 */
public final class Socks4 {
  static final int VERSION = 4;
  private static final int LONGEST_TEXT = 255;
  private static final int FIXED = 8;

  private Socks4() {}

  /**
   * What a client asks: version, command, port, host, user. A host that is no IPv4 address is sent
   * as SOCKS4a does, by 0.0.0.1 and a text at the end.
   *
   * @param user the user name of the client; characters 1 to 255, at most 255 of them
   */
  public record Request(SocksCommand command, Target target, String user) {
    public Request {
      if (command == SocksCommand.UDP_ASSOCIATE) {
        throw new IllegalArgumentException("SOCKS4 has no " + command);
      }
      if (user.length() > LONGEST_TEXT || !user.chars().allMatch(c -> c > 0 && c < 0x100)) {
        throw new IllegalArgumentException(
            "user " + Octets.quote(user) + " is not of at most 255 Latin-1 characters without NUL");
      }
    }

    public byte[] encode() {
      // 0.0.0.1 to 0.0.0.255 mean that a name follows, so as addresses they are sent as names too.
      boolean numeric =
          target.numeric().orElse(null) instanceof Inet4 four
              && (four.bits() >>> 8 != 0 || four.bits() == 0);
      byte[] host = numeric ? target.numeric().orElseThrow().bytes() : new byte[] {0, 0, 0, 1};
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(VERSION);
      all.write(command.number());
      all.write(target.port() >>> 8);
      all.write(target.port());
      all.writeBytes(host);
      all.writeBytes(Octets.latin(user));
      all.write(0);
      if (!numeric) {
        all.writeBytes(Octets.latin(target.host()));
        all.write(0);
      }
      return all.toByteArray();
    }

    /** Reads a request at the start of some bytes. */
    public static Decoded<Request> decode(ByteBuffer bytes) throws ProtocolException {
      int there = bytes.remaining();
      if (there > 0 && Octets.at(bytes, 0) != VERSION) {
        throw Octets.unexpected("SOCKS version 4", Octets.at(bytes, 0));
      }
      // An unknown command is refused before the rest has come.
      SocksCommand command = command(there > 1 ? Octets.at(bytes, 1) : 1);
      if (there <= FIXED) {
        return Decoded.more(FIXED + 1, there);
      }
      int userEnd = end(bytes, FIXED, "user");
      if (userEnd < 0) {
        return Decoded.more(there + 1, there);
      }
      String user = Octets.latin(bytes, FIXED, userEnd - FIXED);
      int port = Octets.pair(bytes, 2);
      boolean named = Octets.pair(bytes, 4) == 0 && Octets.at(bytes, 6) == 0;
      if (!named || Octets.at(bytes, 7) == 0) {
        Inet address = Octets.inet(bytes, 4, 4, port);
        return Decoded.done(new Request(command, Target.of(address), user), userEnd + 1);
      }
      int hostEnd = end(bytes, userEnd + 1, "host");
      if (hostEnd < 0) {
        return Decoded.more(there + 1, there);
      }
      String host = Octets.latin(bytes, userEnd + 1, hostEnd - userEnd - 1);
      return Decoded.done(new Request(command, Socks4.target(host, port), user), hostEnd + 1);
    }

    private static SocksCommand command(int number) throws ProtocolException {
      if (number > 2) {
        throw new SocksCommand.UnknownSocksCommand(number);
      }
      return SocksCommand.of(number);
    }
  }

  /**
   * What the server answers.
   *
   * @param code 90 for granted, others see {@link #reason}
   * @param address where the server listens for BIND; otherwise without a meaning
   */
  public record Reply(int code, Inet4 address) {
    public static final int GRANTED = 90;
    public static final int REJECTED = 91;

    /** The server cannot identify the user by ident (RFC 1413). */
    public static final int NO_IDENT = 92;

    /** The user is another one than the server knows. */
    public static final int OTHER_USER = 93;

    public byte[] encode() {
      return ByteBuffer.allocate(FIXED)
          .put(1, (byte) code)
          .putShort(2, (short) address.port())
          .put(4, address.bytes())
          .array();
    }

    /** As {@link #decode}, but a failure ends with its code: some servers send no more. */
    static Decoded<Reply> decodeAtClient(ByteBuffer bytes) throws ProtocolException {
      int there = checkBegin(bytes);
      if (there < 2) {
        return Decoded.more(2, there);
      }
      int code = Octets.at(bytes, 1);
      return code == GRANTED ? decode(bytes) : Decoded.done(new Reply(code, Inet4.ANY), 2);
    }

    /** Reads a reply at the start of some bytes. */
    public static Decoded<Reply> decode(ByteBuffer bytes) throws ProtocolException {
      int there = checkBegin(bytes);
      if (there < FIXED) {
        return Decoded.more(FIXED, there);
      }
      Inet address = Octets.inet(bytes, 4, 4, Octets.pair(bytes, 2));
      return Decoded.done(new Reply(Octets.at(bytes, 1), (Inet4) address), FIXED);
    }

    private static int checkBegin(ByteBuffer bytes) throws ProtocolException {
      int there = bytes.remaining();
      if (there > 0 && Octets.at(bytes, 0) != 0) {
        throw Octets.unexpected("a SOCKS4 reply, which begins with 0,", Octets.at(bytes, 0));
      }
      return there;
    }
  }

  /** A reply's code in words. */
  public static String reason(int code) {
    return switch (code) {
      case Reply.GRANTED -> "request granted";
      case Reply.REJECTED -> "request rejected or failed";
      case Reply.NO_IDENT -> "rejected: the proxy cannot connect to identd on the client";
      case Reply.OTHER_USER -> "rejected: the client and identd report different users";
      default -> "unknown reply";
    };
  }

  /** Where a text ends with a zero, or -1 where it is not there yet. */
  private static int end(ByteBuffer bytes, int begin, String what) throws ProtocolException {
    for (int i = begin; i < bytes.remaining(); i++) {
      if (Octets.at(bytes, i) == 0) {
        return i;
      }
      if (i - begin == LONGEST_TEXT) {
        throw Octets.unexpected(
            "a " + what + " of at most 255 bytes", Octets.latin(bytes, begin, i - begin));
      }
    }
    return -1;
  }

  /** A host out of a message. */
  static Target target(String host, int port) throws ProtocolException {
    try {
      return new Target(host, port);
    } catch (IllegalArgumentException e) {
      throw new NoHost(host);
    }
  }

  /** A name in a request that no host can have; a server has an answer for it. */
  static final class NoHost extends ProtocolException {
    private static final long serialVersionUID = 1;

    NoHost(String host) {
      super("expected a host but was " + Octets.quote(host));
    }
  }
}
