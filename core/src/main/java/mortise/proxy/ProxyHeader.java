package mortise.proxy;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Unix;
import mortise.server.Connection;

/**
 * The header of the PROXY protocol, in front of the first byte of a connection: the client's
 * address and its destination, as in proxy-protocol.txt of HAProxy, sections 2.1 and 2.2.
 *
 * <p>{@link #encode1} writes the line of version 1, {@link #encode2} the bytes of version 2, {@link
 * #decode} reads both.
 *
 * @param command whether the proxy speaks for a client or for itself
 * @param transport what the client's connection is
 * @param source the client; empty with {@link Transport#UNSPECIFIED} and {@link Command#LOCAL}
 * @param destination where the client connected to; empty as the source
 * @param tlvs additional fields; version 1 has none
 */
public record ProxyHeader(
    Command command,
    Transport transport,
    Optional<Address> source,
    Optional<Address> destination,
    List<Tlv> tlvs) {

  /** The origin of a connection. */
  public enum Command {
    /** For the proxy: a health check. The addresses of the socket are the right ones. */
    LOCAL,
    /** For a client. */
    PROXY
  }

  /** What carries the client's bytes, with the number of version 2. */
  public enum Transport {
    UNSPECIFIED(0x00, 0),
    TCP4(0x11, 12),
    UDP4(0x12, 12),
    TCP6(0x21, 36),
    UDP6(0x22, 36),
    UNIX_STREAM(0x31, 216),
    UNIX_DATAGRAM(0x32, 216);

    final int number;

    /** How many bytes both addresses take in version 2. */
    final int addressBytes;

    Transport(int number, int addressBytes) {
      this.number = number;
      this.addressBytes = addressBytes;
    }

    boolean isUnix() {
      return addressBytes == 216;
    }

    boolean takes(Address address) {
      return switch (addressBytes) {
        case 12 -> address instanceof Inet4;
        case 36 -> address instanceof Inet6;
        case 216 ->
            address instanceof Unix unix
                && ProxyVersion2.path(unix).length <= ProxyVersion2.PATH_BYTES;
        default -> false;
      };
    }
  }

  public ProxyHeader {
    Objects.requireNonNull(command, "command");
    tlvs = List.copyOf(tlvs);
    boolean told = command == Command.PROXY && transport != Transport.UNSPECIFIED;
    check(transport, source, told, "source");
    check(transport, destination, told, "destination");
  }

  private static void check(
      Transport transport, Optional<Address> address, boolean told, String name) {
    if (address.isPresent() != told || told && !transport.takes(address.get())) {
      throw new IllegalArgumentException(
          name + " " + address.map(Object::toString).orElse("none") + " does not fit " + transport);
    }
  }

  /** The header of a connection that the proxy makes for itself. */
  public static ProxyHeader local() {
    return new ProxyHeader(
        Command.LOCAL, Transport.UNSPECIFIED, Optional.empty(), Optional.empty(), List.of());
  }

  /** The header of an unknown client. */
  public static ProxyHeader unknown() {
    return new ProxyHeader(
        Command.PROXY, Transport.UNSPECIFIED, Optional.empty(), Optional.empty(), List.of());
  }

  /**
   * The header of a client of a stream. IPv4 beside IPv6 becomes a mapped address. What the
   * protocol has no room for becomes {@link #unknown}: other families, a mixture of them, UNIX
   * paths of more than 108 bytes.
   */
  public static ProxyHeader of(Address source, Address destination) {
    if (source instanceof Inet from && destination instanceof Inet to) {
      boolean six = from instanceof Inet6 || to instanceof Inet6;
      Transport transport = six ? Transport.TCP6 : Transport.TCP4;
      return proxied(transport, six ? mapped(from) : from, six ? mapped(to) : to);
    }
    if (Transport.UNIX_STREAM.takes(source) && Transport.UNIX_STREAM.takes(destination)) {
      return proxied(Transport.UNIX_STREAM, source, destination);
    }
    return unknown();
  }

  private static ProxyHeader proxied(Transport transport, Address source, Address destination) {
    return new ProxyHeader(
        Command.PROXY, transport, Optional.of(source), Optional.of(destination), List.of());
  }

  /** An address as sixteen bytes, RFC 4291 section 2.5.5.2. */
  private static Inet6 mapped(Inet address) {
    if (address instanceof Inet6 six) {
      return new Inet6(six.high(), six.low(), six.port(), 0, 0);
    }
    byte[] four = address.bytes();
    return Inet6.of(
        ByteBuffer.allocate(16).putShort(10, (short) -1).put(12, four).array(), address.port());
  }

  /**
   * The header for a forwarded connection: its client's and its local address, and for TLS the
   * version, cipher, SNI name and ALPN protocol.
   */
  public static ProxyHeader about(Connection connection) throws IOException {
    ProxyHeader header = of(connection.clientAddress(), connection.localAddress());
    List<Tlv> tlvs = new ArrayList<>();
    connection
        .tls()
        .ifPresent(tls -> {
          tls.alpnProtocol().ifPresent(name -> tlvs.add(new Tlv.Alpn(name)));
          tls.serverName().ifPresent(name -> tlvs.add(new Tlv.Authority(name)));
          tlvs.add(Tlv.Ssl.of(tls));
        });
    return header.with(tlvs);
  }

  /** A copy of this header with other TLVs. */
  public ProxyHeader with(List<Tlv> tlvs) {
    return new ProxyHeader(command, transport, source, destination, tlvs);
  }

  /** The first TLV of a kind. */
  public <T extends Tlv> Optional<T> tlv(Class<T> kind) {
    return tlvs.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /**
   * The line of version 1, 107 bytes at the most. Cases that version 1 lacks (LOCAL, UNIX, UDP)
   * become {@code PROXY UNKNOWN}; TLVs are not sent.
   */
  public byte[] encode1() {
    return ProxyVersion1.encode(this);
  }

  /**
   * The bytes of version 2. A {@link Tlv.Crc32c} among the TLVs is sent with the right sum.
   *
   * @throws IllegalArgumentException when the TLVs are longer than the 16-bit length allows
   */
  public byte[] encode2() {
    return ProxyVersion2.encode(this);
  }

  /**
   * Reads a header of either version at the start of some bytes, and looks at nothing behind it.
   *
   * @throws ProtocolException when it is neither, or a checksum is wrong
   */
  public static Decoded<ProxyHeader> decode(ByteBuffer bytes) throws ProtocolException {
    if (!bytes.hasRemaining()) {
      return Decoded.more(ProxyVersion1.SHORTEST, 0);
    }
    return Octets.at(bytes, 0) == '\r' ? ProxyVersion2.decode(bytes) : ProxyVersion1.decode(bytes);
  }

  /** Whether these bytes, at least one, are those that some header begins with. */
  static boolean mayBegin(byte[] bytes) {
    return ProxyVersion1.mayBegin(bytes) || ProxyVersion2.mayBegin(bytes);
  }
}
