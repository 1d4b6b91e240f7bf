package mortise.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import mortise.sys.NetinetIn;
import mortise.sys.NetinetTcp;
import mortise.sys.SysSocket;

/**
 * A socket option, getsockopt(2): its level, its name and how its value is written in bytes.
 *
 * <p>The constants keep their C names. What is missing can be made: {@link #ofInt}, {@link
 * #ofBytes}.
 *
 * @param <T> the type of the value
 */
public final class Option<T> {
  /** Binds to an address that old connections still linger on, socket(7). */
  public static final Option<Boolean> SO_REUSEADDR =
      flag("SO_REUSEADDR", SysSocket.SOL_SOCKET, SysSocket.SO_REUSEADDR);

  /** Lets several sockets of one user bind to one address; the kernel spreads the load. */
  public static final Option<Boolean> SO_REUSEPORT =
      flag("SO_REUSEPORT", SysSocket.SOL_SOCKET, SysSocket.SO_REUSEPORT);

  /** Probes a silent peer, and ends the connection when it does not answer. */
  public static final Option<Boolean> SO_KEEPALIVE =
      flag("SO_KEEPALIVE", SysSocket.SOL_SOCKET, SysSocket.SO_KEEPALIVE);

  /** Allows datagrams to broadcast addresses. */
  public static final Option<Boolean> SO_BROADCAST =
      flag("SO_BROADCAST", SysSocket.SOL_SOCKET, SysSocket.SO_BROADCAST);

  /** The size of the receive buffer in bytes. The kernel doubles what is set, and tells that. */
  public static final Option<Integer> SO_RCVBUF =
      number("SO_RCVBUF", SysSocket.SOL_SOCKET, SysSocket.SO_RCVBUF);

  /** The size of the send buffer in bytes. The kernel doubles what is set, and tells that. */
  public static final Option<Integer> SO_SNDBUF =
      number("SO_SNDBUF", SysSocket.SOL_SOCKET, SysSocket.SO_SNDBUF);

  /**
   * How long the kernel tries to deliver what is unsent when the socket is closed, in whole
   * seconds; zero resets the connection; empty (the default) lets close return and goes on by
   * itself. mortise never makes the closing thread wait for it.
   */
  public static final Option<Optional<Duration>> SO_LINGER =
      new Option<>("SO_LINGER", SysSocket.SOL_SOCKET, SysSocket.SO_LINGER, new LingerCodec());

  /** The error that waits on the socket, which reading clears; zero is none. Read only. */
  public static final Option<Integer> SO_ERROR =
      number("SO_ERROR", SysSocket.SOL_SOCKET, SysSocket.SO_ERROR);

  /** Whether the socket listens. Read only. */
  public static final Option<Boolean> SO_ACCEPTCONN =
      flag("SO_ACCEPTCONN", SysSocket.SOL_SOCKET, SysSocket.SO_ACCEPTCONN);

  /** Sends small segments at once instead of gathering them, tcp(7). */
  public static final Option<Boolean> TCP_NODELAY =
      flag("TCP_NODELAY", NetinetIn.IPPROTO_TCP, NetinetTcp.TCP_NODELAY);

  /** Keeps an IPv6 socket from IPv4 traffic, ipv6(7). */
  public static final Option<Boolean> IPV6_V6ONLY =
      flag("IPV6_V6ONLY", NetinetIn.IPPROTO_IPV6, NetinetIn.IPV6_V6ONLY);

  /** A value to and from the bytes that the kernel has. */
  interface Codec<T> {
    /** How many bytes to ask for. */
    int size();

    byte[] encode(T value);

    T decode(ByteBuffer value);
  }

  private final String name;
  private final int level;
  private final int number;
  private final Codec<T> codec;

  Option(String name, int level, int number, Codec<T> codec) {
    this.name = name;
    this.level = level;
    this.number = number;
    this.codec = codec;
  }

  /** Any option whose value is a C int. */
  public static Option<Integer> ofInt(int level, int name) {
    return number("option " + name + " of level " + level, level, name);
  }

  /** Any option, its value as bytes; at most {@code size} of them are read. */
  public static Option<byte[]> ofBytes(int level, int name, int size) {
    String text = "option " + name + " of level " + level;
    return new Option<>(text, level, name, new BytesCodec(size));
  }

  private static Option<Boolean> flag(String name, int level, int number) {
    return new Option<>(name, level, number, new FlagCodec());
  }

  private static Option<Integer> number(String name, int level, int number) {
    return new Option<>(name, level, number, new IntCodec());
  }

  /** The option's level, such as SOL_SOCKET. */
  public int level() {
    return level;
  }

  /** The option's number within its level. */
  public int number() {
    return number;
  }

  int size() {
    return codec.size();
  }

  byte[] encode(T value) {
    return codec.encode(value);
  }

  T decode(byte[] value, int length) {
    return codec.decode(ByteBuffer.wrap(value, 0, length).order(ByteOrder.nativeOrder()));
  }

  /** The C name. */
  @Override
  public String toString() {
    return name;
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private record IntCodec() implements Codec<Integer> {
    @Override
    public int size() {
      return 4;
    }

    @Override
    public byte[] encode(Integer value) {
      return ints(value);
    }

    @Override
    public Integer decode(ByteBuffer value) {
      // Some IP options come back as one byte when they are small.
      return value.remaining() < 4 ? value.get() & 0xff : value.getInt();
    }
  }

  private record FlagCodec() implements Codec<Boolean> {
    @Override
    public int size() {
      return 4;
    }

    @Override
    public byte[] encode(Boolean value) {
      return ints(value ? 1 : 0);
    }

    @Override
    public Boolean decode(ByteBuffer value) {
      return (value.remaining() < 4 ? value.get() : value.getInt()) != 0;
    }
  }

  private record BytesCodec(int size) implements Codec<byte[]> {
    @Override
    public byte[] encode(byte[] value) {
      return value;
    }

    @Override
    public byte[] decode(ByteBuffer value) {
      byte[] bytes = new byte[value.remaining()];
      value.get(bytes);
      return bytes;
    }
  }

  private record LingerCodec() implements Codec<Optional<Duration>> {
    @Override
    public int size() {
      return 8;
    }

    @Override
    public byte[] encode(Optional<Duration> value) {
      return value
          .map(duration -> ints(1, Math.toIntExact(duration.toSeconds())))
          .orElseGet(() -> ints(0, 0));
    }

    @Override
    public Optional<Duration> decode(ByteBuffer value) {
      boolean on = value.getInt() != 0;
      int seconds = value.getInt();
      return on ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
    }
  }
}
