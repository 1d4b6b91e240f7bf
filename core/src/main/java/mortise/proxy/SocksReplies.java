package mortise.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import mortise.net.Errno;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.SocketFailure;

/** The answers of a SOCKS server in the words of the client's version. */
enum SocksReplies {
  VERSION4 {
    @Override
    byte[] success(Inet address) {
      // The address has a meaning for BIND alone, and room for IPv4.
      Inet4 four =
          Targets.unmapped(address) instanceof Inet4 plain
              ? plain
              : Inet4.ANY.withPort(address.port());
      return new Socks4.Reply(Socks4.Reply.GRANTED, four).encode();
    }

    @Override
    byte[] refusal(int code) {
      return new Socks4.Reply(Socks4.Reply.REJECTED, Inet4.ANY).encode();
    }
  },

  VERSION5 {
    @Override
    byte[] success(Inet address) {
      Target bound = Target.of(Targets.unmapped(address));
      return new Socks5.Reply(Socks5.Reply.SUCCESS, bound).encode();
    }

    @Override
    byte[] refusal(int code) {
      return Socks5.Reply.failure(code).encode();
    }
  };

  /** That it worked. */
  abstract byte[] success(Inet address);

  /**
   * That it did not.
   *
   * @param code as of SOCKS5
   */
  abstract byte[] refusal(int code);

  /** Why an attempt to connect failed, RFC 1928 section 6. */
  static int code(IOException e) {
    if (e instanceof Targets.Refused) {
      return Socks5.Reply.NOT_ALLOWED;
    }
    if (e instanceof UnknownHostException) {
      return Socks5.Reply.HOST_UNREACHABLE;
    }
    if (!(e instanceof SocketFailure failure)) {
      return Socks5.Reply.FAILURE;
    }
    if (failure.errno().equals(Errno.ENETUNREACH)) {
      return Socks5.Reply.NETWORK_UNREACHABLE;
    }
    if (failure.errno().equals(Errno.EHOSTUNREACH) || failure.errno().equals(Errno.ETIMEDOUT)) {
      return Socks5.Reply.HOST_UNREACHABLE;
    }
    return e instanceof ConnectException ? Socks5.Reply.REFUSED : Socks5.Reply.FAILURE;
  }
}
