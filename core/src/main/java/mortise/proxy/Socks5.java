package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** The messages of SOCKS5, RFC 1928; {@link Socks5Login} has those of RFC 1929. */
public final class Socks5 {
  static final int VERSION = 5;

  /** No authentication. */
  public static final int NO_LOGIN = 0;

  /** User and password, RFC 1929. */
  public static final int PASSWORD = 2;

  /** None of the methods that the client has is one of the server's. */
  public static final int NO_METHOD = 0xff;

  private Socks5() {}

  /**
   * How a client begins: with the methods of authentication that it has, section 3. One without any
   * is against the RFC; a server answers it as it answers methods that it does not have.
   */
  public record Greeting(List<Integer> methods) {
    public Greeting {
      methods = List.copyOf(methods);
      if (methods.size() > 255) {
        throw new IllegalArgumentException(methods.size() + " methods are not in 0..255");
      }
    }

    public byte[] encode() {
      byte[] bytes = new byte[2 + methods.size()];
      bytes[0] = VERSION;
      bytes[1] = (byte) methods.size();
      for (int i = 0; i < methods.size(); i++) {
        bytes[2 + i] = methods.get(i).byteValue();
      }
      return bytes;
    }

    public static Decoded<Greeting> decode(ByteBuffer bytes) throws ProtocolException {
      int there = checkVersion(bytes);
      if (there < 2) {
        return Decoded.more(2, there);
      }
      int count = Octets.at(bytes, 1);
      if (there < 2 + count) {
        return Decoded.more(2 + count, there);
      }
      List<Integer> methods =
          IntStream.range(0, count).mapToObj(i -> Octets.at(bytes, 2 + i)).toList();
      return Decoded.done(new Greeting(methods), 2 + count);
    }
  }

  /** The method that a server chose, section 3. */
  public record Choice(int method) {
    public byte[] encode() {
      return new byte[] {VERSION, (byte) method};
    }

    public static Decoded<Choice> decode(ByteBuffer bytes) throws ProtocolException {
      int there = checkVersion(bytes);
      return there < 2 ? Decoded.more(2, there) : Decoded.done(new Choice(Octets.at(bytes, 1)), 2);
    }
  }

  /** What a client asks, section 4. */
  public record Request(SocksCommand command, Target target) {
    public byte[] encode() {
      return Socks5Address.encode(new byte[] {VERSION, (byte) command.number(), 0}, target);
    }

    /**
     * Reads a request at the start of some bytes.
     *
     * @throws ProtocolException for what the RFC has not; a server answers a command that there is
     *     not with code 7 and a kind of address with code 8
     */
    public static Decoded<Request> decode(ByteBuffer bytes) throws ProtocolException {
      int there = checkVersion(bytes);
      if (there < 4) {
        return Decoded.more(Socks5Address.SHORTEST, there);
      }
      return switch (Socks5Address.decode(bytes)) {
        case Decoded.Done<Target>(Target target, int used) ->
            Decoded.done(new Request(SocksCommand.of(Octets.at(bytes, 1)), target), used);
        case Decoded.More<Target>(int atLeast) -> new Decoded.More<>(atLeast);
      };
    }
  }

  /**
   * What the server answers, section 6. Its address means nothing but for BIND and UDP ASSOCIATE,
   * so that a name which is none is read as no address, and the kind of address of a failure as
   * any.
   *
   * @param code 0 for success, others see {@link #reason}
   * @param address where the server's own socket is bound
   */
  public record Reply(int code, Target address) {
    public static final int SUCCESS = 0;
    public static final int FAILURE = 1;
    public static final int NOT_ALLOWED = 2;
    public static final int NETWORK_UNREACHABLE = 3;
    public static final int HOST_UNREACHABLE = 4;
    public static final int REFUSED = 5;
    public static final int TTL_EXPIRED = 6;
    public static final int NO_COMMAND = 7;
    public static final int NO_ADDRESS_TYPE = 8;

    static final Target NOWHERE = new Target("0.0.0.0", 0);

    /** The answer to what failed. */
    static Reply failure(int code) {
      return new Reply(code, NOWHERE);
    }

    public byte[] encode() {
      return Socks5Address.encode(new byte[] {VERSION, (byte) code, 0}, address);
    }

    /**
     * As {@link #decode}, but a failure ends with its code: some servers send nothing behind it,
     * and close the connection later or never.
     */
    static Decoded<Reply> decodeAtClient(ByteBuffer bytes) throws ProtocolException {
      int there = checkVersion(bytes);
      if (there < 2) {
        return Decoded.more(2, there);
      }
      int code = Octets.at(bytes, 1);
      return code == SUCCESS ? decode(bytes) : Decoded.done(failure(code), 2);
    }

    public static Decoded<Reply> decode(ByteBuffer bytes) throws ProtocolException {
      int there = checkVersion(bytes);
      if (there < 4) {
        return Decoded.more(Socks5Address.SHORTEST, there);
      }
      int code = Octets.at(bytes, 1);
      try {
        return switch (Socks5Address.decode(bytes)) {
          case Decoded.Done<Target>(Target address, int used) ->
              Decoded.done(new Reply(code, address), used);
          case Decoded.More<Target>(int atLeast) -> new Decoded.More<>(atLeast);
        };
      } catch (Socks4.NoHost e) {
        int used = Socks5Address.SHORTEST + Octets.at(bytes, Socks5Address.SHORTEST - 1) + 2;
        int port = Octets.pair(bytes, used - 2);
        return Decoded.done(new Reply(code, new Target(NOWHERE.host(), port)), used);
      } catch (Socks5Address.UnknownAddressType e) {
        if (code == SUCCESS) {
          throw e;
        }
        return Decoded.done(failure(code), 4);
      }
    }
  }

  /** A reply's code in words, section 6. */
  public static String reason(int code) {
    return switch (code) {
      case Reply.SUCCESS -> "succeeded";
      case Reply.FAILURE -> "general SOCKS server failure";
      case Reply.NOT_ALLOWED -> "connection not allowed by ruleset";
      case Reply.NETWORK_UNREACHABLE -> "network unreachable";
      case Reply.HOST_UNREACHABLE -> "host unreachable";
      case Reply.REFUSED -> "connection refused";
      case Reply.TTL_EXPIRED -> "TTL expired";
      case Reply.NO_COMMAND -> "command not supported";
      case Reply.NO_ADDRESS_TYPE -> "address type not supported";
      default -> "unknown reply";
    };
  }

  private static int checkVersion(ByteBuffer bytes) throws ProtocolException {
    int there = bytes.remaining();
    if (there > 0 && Octets.at(bytes, 0) != VERSION) {
      throw Octets.unexpected("SOCKS version 5", Octets.at(bytes, 0));
    }
    return there;
  }
}
