package mortise.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.proxy.ProxyHeader.Command;
import mortise.proxy.ProxyHeader.Transport;

/** The PROXY protocol's version 1, a line of text: proxy-protocol.txt section 2.1. */
final class ProxyVersion1 {
  /** The end of the line included. */
  static final int LONGEST = 107;

  private static final String PREFIX = "PROXY ";
  private static final String UNKNOWN = "PROXY UNKNOWN";
  static final int SHORTEST = UNKNOWN.length() + 2;

  private ProxyVersion1() {}

  static byte[] encode(ProxyHeader header) {
    String line =
        switch (header.transport()) {
          case TCP4, TCP6 -> {
            Inet source = (Inet) header.source().orElseThrow();
            Inet destination = (Inet) header.destination().orElseThrow();
            yield PREFIX
                + String.join(
                    " ",
                    header.transport().name(),
                    host(source),
                    host(destination),
                    "" + source.port(),
                    "" + destination.port());
          }
          case UNSPECIFIED, UDP4, UDP6, UNIX_STREAM, UNIX_DATAGRAM -> UNKNOWN;
        };
    return Octets.latin(line + "\r\n");
  }

  private static String host(Inet address) {
    return address instanceof Inet6 six
        ? new Inet6(six.high(), six.low(), 0, 0, 0).host()
        : address.host();
  }

  static boolean mayBegin(byte[] bytes) {
    int length = Math.min(bytes.length, PREFIX.length());
    return Arrays.equals(bytes, 0, length, Octets.latin(PREFIX), 0, length);
  }

  static Decoded<ProxyHeader> decode(ByteBuffer bytes) throws ProtocolException {
    int there = Math.min(bytes.remaining(), LONGEST);
    for (int i = 0; i < there; i++) {
      int octet = Octets.at(bytes, i);
      if (i < PREFIX.length() ? octet != PREFIX.charAt(i) : octet == '\n') {
        throw Octets.unexpected("a PROXY header", Octets.latin(bytes, 0, i + 1));
      }
      if (octet == '\r') {
        if (i + 1 < there) {
          return line(bytes, i);
        }
        return there < LONGEST ? Decoded.more(i + 2, there) : tooLong(bytes);
      }
    }
    return there < LONGEST
        ? Decoded.more(Math.clamp(there + 2, SHORTEST, LONGEST), there)
        : tooLong(bytes);
  }

  private static Decoded<ProxyHeader> tooLong(ByteBuffer bytes) throws ProtocolException {
    throw Octets.unexpected(
        "the end of the PROXY line within " + LONGEST + " bytes", Octets.latin(bytes, 0, LONGEST));
  }

  private static Decoded<ProxyHeader> line(ByteBuffer bytes, int length) throws ProtocolException {
    String line = Octets.latin(bytes, 0, length);
    if (Octets.at(bytes, length + 1) != '\n') {
      throw Octets.unexpected("a PROXY line that ends with CR LF", line + "\r");
    }
    return Decoded.done(parse(line), length + 2);
  }

  private static ProxyHeader parse(String line) throws ProtocolException {
    if (line.equals(UNKNOWN) || line.startsWith(UNKNOWN + " ")) {
      // Section 2.1: whatever stands behind UNKNOWN is to be ignored.
      return ProxyHeader.unknown();
    }
    String[] words = line.split(" ", -1);
    if (words.length != 6) {
      throw Octets.unexpected("a PROXY line of six words", line);
    }
    Transport transport =
        switch (words[1]) {
          case "TCP4" -> Transport.TCP4;
          case "TCP6" -> Transport.TCP6;
          default -> throw Octets.unexpected("TCP4, TCP6 or UNKNOWN", words[1]);
        };
    return new ProxyHeader(
        Command.PROXY,
        transport,
        Optional.of(address(transport, words[2], words[4])),
        Optional.of(address(transport, words[3], words[5])),
        List.of());
  }

  private static Inet address(Transport transport, String host, String port)
      throws ProtocolException {
    boolean four = transport == Transport.TCP4;
    try {
      Inet address = Inet.of(host, port(port));
      if (address instanceof Inet4 == four && host.indexOf('%') < 0) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw Octets.unexpected("an address of " + transport, host);
    }
    throw Octets.unexpected("an address of " + transport, host);
  }

  /** One to five digits without a zero in front, section 2.1. */
  private static int port(String text) throws ProtocolException {
    if (text.matches("0|[1-9][0-9]{0,4}")) {
      int port = Integer.parseInt(text);
      if (port <= 0xffff) {
        return port;
      }
    }
    throw Octets.unexpected("a port from 0 to 65535", text);
  }
}
