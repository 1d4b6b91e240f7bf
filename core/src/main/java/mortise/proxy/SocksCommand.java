package mortise.proxy;

import java.net.ProtocolException;

/** What a client asks of a SOCKS server, RFC 1928 section 4; SOCKS4 has the first two. */
public enum SocksCommand {
  /** To connect to the target. */
  CONNECT,
  /** To listen for one connection from the target. */
  BIND,
  /** To pass datagrams on, in SOCKS5 alone. */
  UDP_ASSOCIATE;

  int number() {
    return ordinal() + 1;
  }

  static SocksCommand of(int number) throws UnknownSocksCommand {
    if (number < 1 || number > values().length) {
      throw new UnknownSocksCommand(number);
    }
    return values()[number - 1];
  }

  /** A command that there is not; a server has an answer for it. */
  static final class UnknownSocksCommand extends ProtocolException {
    private static final long serialVersionUID = 1;

    UnknownSocksCommand(int number) {
      super("expected a SOCKS command from 1 to 3 but was " + number);
    }
  }
}
