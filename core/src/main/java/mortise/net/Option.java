package mortise.net;

import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import mortise.sys.KernelVersion;
import mortise.sys.NetIf;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import org.jspecify.annotations.Nullable;

/**
 * A socket option, getsockopt(2): its level, its name and how its value is written in bytes.
 *
 * <p>The constants keep their C names. Those of the level SOL_SOCKET, described in socket(7) and
 * unix(7), are here; the others are in {@link IpOption}, {@link Ipv6Option}, {@link TcpOption},
 * {@link UdpOption}, {@link PacketOption}, {@link NetlinkOption} and {@link VsockOption}. What is
 * missing can be made: {@link #ofInt}, {@link #ofBytes(int, int)}. Options that need a newer kernel
 * than this one fail with ENOPROTOOPT.
 *
 * <p>A {@link Duration} is rounded up to the unit that the kernel counts in, so that what is short
 * does not become zero.
 *
 * @param <T> the type of the value
 */
public final class Option<T> {
  private static final OptionLevel SOCKET = new OptionLevel(SysSocket.SOL_SOCKET);

  /** Records debugging information of the protocol. Setting it needs CAP_NET_ADMIN. */
  public static final Option<Boolean> SO_DEBUG = SOCKET.flag("SO_DEBUG", SysSocket.SO_DEBUG);

  /** Binds to an address that old connections still linger on, socket(7). */
  public static final Option<Boolean> SO_REUSEADDR =
      SOCKET.flag("SO_REUSEADDR", SysSocket.SO_REUSEADDR);

  /** The type that the socket was made with. Read only. */
  public static final Option<Type> SO_TYPE =
      SOCKET.of("SO_TYPE", SysSocket.SO_TYPE, Codecs.INT.map(Type::new, Type::number)).readOnly();

  /** The error that waits on the socket, which reading clears; zero is none. Read only. */
  public static final Option<Integer> SO_ERROR =
      SOCKET.number("SO_ERROR", SysSocket.SO_ERROR).readOnly();

  /** Sends to hosts of a directly connected network only. */
  public static final Option<Boolean> SO_DONTROUTE =
      SOCKET.flag("SO_DONTROUTE", SysSocket.SO_DONTROUTE);

  /** Allows datagrams to broadcast addresses. */
  public static final Option<Boolean> SO_BROADCAST =
      SOCKET.flag("SO_BROADCAST", SysSocket.SO_BROADCAST);

  /** The size of the send buffer in bytes. The kernel doubles what is set, and tells that. */
  public static final Option<Integer> SO_SNDBUF = SOCKET.number("SO_SNDBUF", SysSocket.SO_SNDBUF);

  /** The size of the receive buffer in bytes. The kernel doubles what is set, and tells that. */
  public static final Option<Integer> SO_RCVBUF = SOCKET.number("SO_RCVBUF", SysSocket.SO_RCVBUF);

  /** {@link #SO_SNDBUF} beyond net.core.wmem_max. Needs CAP_NET_ADMIN. Write only. */
  public static final Option<Integer> SO_SNDBUFFORCE =
      SOCKET.number("SO_SNDBUFFORCE", SysSocket.SO_SNDBUFFORCE).writeOnly();

  /** {@link #SO_RCVBUF} beyond net.core.rmem_max. Needs CAP_NET_ADMIN. Write only. */
  public static final Option<Integer> SO_RCVBUFFORCE =
      SOCKET.number("SO_RCVBUFFORCE", SysSocket.SO_RCVBUFFORCE).writeOnly();

  /** Probes a silent peer, and ends the connection when it does not answer. */
  public static final Option<Boolean> SO_KEEPALIVE =
      SOCKET.flag("SO_KEEPALIVE", SysSocket.SO_KEEPALIVE);

  /** Receives urgent data in its place among the rest. */
  public static final Option<Boolean> SO_OOBINLINE =
      SOCKET.flag("SO_OOBINLINE", SysSocket.SO_OOBINLINE);

  /** Sends UDP over IPv4 without checksums. */
  public static final Option<Boolean> SO_NO_CHECK =
      SOCKET.flag("SO_NO_CHECK", SysSocket.SO_NO_CHECK);

  /** The priority of what is sent: 0 to 6, more with CAP_NET_ADMIN. */
  public static final Option<Integer> SO_PRIORITY =
      SOCKET.number("SO_PRIORITY", SysSocket.SO_PRIORITY);

  /**
   * How long the kernel tries to deliver what is unsent when the socket is closed, rounded up to
   * whole seconds; zero resets the connection; empty (the default) lets close return and goes on by
   * itself. mortise never makes the closing thread wait for it.
   */
  public static final Option<Optional<Duration>> SO_LINGER =
      SOCKET.of("SO_LINGER", SysSocket.SO_LINGER, Codecs.LINGER);

  /** Lets several sockets of one user bind to one address; the kernel spreads the load. */
  public static final Option<Boolean> SO_REUSEPORT =
      SOCKET.flag("SO_REUSEPORT", SysSocket.SO_REUSEPORT);

  /** Adds the credentials of the sender to every message that is received, unix(7). */
  public static final Option<Boolean> SO_PASSCRED =
      SOCKET.flag("SO_PASSCRED", SysSocket.SO_PASSCRED);

  /** Who the peer of a UNIX socket was when it connected, listened or made the pair. Read only. */
  public static final Option<PeerCredentials> SO_PEERCRED =
      SOCKET.of("SO_PEERCRED", SysSocket.SO_PEERCRED, PeerCredentials.CODEC).readOnly();

  /** How many bytes make a stream readable. */
  public static final Option<Integer> SO_RCVLOWAT =
      SOCKET.number("SO_RCVLOWAT", SysSocket.SO_RCVLOWAT);

  /** How many free bytes make a stream writable: 1 on Linux. Read only. */
  public static final Option<Integer> SO_SNDLOWAT =
      SOCKET.number("SO_SNDLOWAT", SysSocket.SO_SNDLOWAT).readOnly();

  /**
   * Timeout of a blocking receive in the kernel; zero is for ever. mortise's descriptors are
   * non-blocking and {@link Socket#timeout()} bounds the wait: this is for processes that inherit
   * the descriptor.
   */
  public static final Option<Duration> SO_RCVTIMEO =
      SOCKET.of("SO_RCVTIMEO", SysSocket.SO_RCVTIMEO, Codecs.TIMEVAL);

  /** Timeout of a blocking send in the kernel; for processes that inherit the descriptor. */
  public static final Option<Duration> SO_SNDTIMEO =
      SOCKET.of("SO_SNDTIMEO", SysSocket.SO_SNDTIMEO, Codecs.TIMEVAL);

  /**
   * The one interface that the socket sends and receives by, of 15 bytes at most; empty for all.
   */
  public static final Option<String> SO_BINDTODEVICE =
      SOCKET.of("SO_BINDTODEVICE", SysSocket.SO_BINDTODEVICE, Codecs.text(NetIf.IF_NAMESIZE - 1));

  /**
   * The classic filter that drops what is not wanted before it is queued. Only a filter that was
   * attached by this same option can be read.
   *
   * <p>What the kernel makes of the program counts towards {@code net.core.optmem_max}, and fails
   * with ENOMEM beyond that. It takes 8 bytes for most instructions and 96 for one that loads from
   * the packet; the limit is 131,072 bytes on Linux 6.12 and 20,480 on 6.1, unless changed.
   */
  public static final Option<BpfProgram> SO_ATTACH_FILTER =
      SOCKET.of("SO_ATTACH_FILTER", SysSocket.SO_ATTACH_FILTER, BpfProgram.CODEC);

  /** Takes the filter away, whatever the value. Write only. */
  public static final Option<Integer> SO_DETACH_FILTER =
      SOCKET.number("SO_DETACH_FILTER", SysSocket.SO_DETACH_FILTER).writeOnly();

  /** Whether the filter can no longer be changed. It cannot be unlocked. */
  public static final Option<Boolean> SO_LOCK_FILTER =
      SOCKET.flag("SO_LOCK_FILTER", SysSocket.SO_LOCK_FILTER);

  /** The eBPF filter, by the descriptor of its program. Write only. */
  public static final Option<Integer> SO_ATTACH_BPF =
      SOCKET.number("SO_ATTACH_BPF", SysSocket.SO_ATTACH_BPF).writeOnly();

  /**
   * The filter that chooses one of the sockets of a {@link #SO_REUSEPORT} group by its result.
   * Write only.
   */
  public static final Option<BpfProgram> SO_ATTACH_REUSEPORT_CBPF =
      SOCKET
          .of("SO_ATTACH_REUSEPORT_CBPF", SysSocket.SO_ATTACH_REUSEPORT_CBPF, BpfProgram.CODEC)
          .writeOnly();

  /** Selects the socket of a reuseport group by the descriptor of an eBPF program. Write only. */
  public static final Option<Integer> SO_ATTACH_REUSEPORT_EBPF =
      SOCKET.number("SO_ATTACH_REUSEPORT_EBPF", SysSocket.SO_ATTACH_REUSEPORT_EBPF).writeOnly();

  /** Takes the group's filter away, whatever the value. Write only. */
  public static final Option<Integer> SO_DETACH_REUSEPORT_BPF =
      SOCKET.number("SO_DETACH_REUSEPORT_BPF", SysSocket.SO_DETACH_REUSEPORT_BPF).writeOnly();

  /** The highest offset of ancillary data that a filter can load. Read only. */
  public static final Option<Integer> SO_BPF_EXTENSIONS =
      SOCKET.number("SO_BPF_EXTENSIONS", SysSocket.SO_BPF_EXTENSIONS).readOnly();

  /** Adds the time of arrival to every datagram, to the microsecond. */
  public static final Option<Boolean> SO_TIMESTAMP =
      SOCKET.flag("SO_TIMESTAMP", SysSocket.SO_TIMESTAMP);

  /** Adds the time of arrival to every datagram, to the nanosecond. */
  public static final Option<Boolean> SO_TIMESTAMPNS =
      SOCKET.flag("SO_TIMESTAMPNS", SysSocket.SO_TIMESTAMPNS);

  /** The kinds and sources of timestamps, {@code SOF_TIMESTAMPING_} numbers or-ed. */
  public static final Option<Integer> SO_TIMESTAMPING =
      SOCKET.number("SO_TIMESTAMPING", SysSocket.SO_TIMESTAMPING);

  /** Whether the socket listens. Read only. */
  public static final Option<Boolean> SO_ACCEPTCONN =
      SOCKET.flag("SO_ACCEPTCONN", SysSocket.SO_ACCEPTCONN).readOnly();

  /** The label that a security module (SELinux, AppArmor) gave to the peer. Read only. */
  public static final Option<String> SO_PEERSEC =
      SOCKET.of("SO_PEERSEC", SysSocket.SO_PEERSEC, Codecs.text(255)).readOnly();

  /** Adds the sender's label to every message that is received. */
  public static final Option<Boolean> SO_PASSSEC = SOCKET.flag("SO_PASSSEC", SysSocket.SO_PASSSEC);

  /** The mark that routing and filters see, 0 to 2^32 - 1. Setting it needs CAP_NET_ADMIN. */
  public static final Option<Long> SO_MARK =
      SOCKET.of("SO_MARK", SysSocket.SO_MARK, Codecs.UNSIGNED);

  /** Adds its mark to every message that is received. */
  public static final Option<Boolean> SO_RCVMARK = SOCKET.flag("SO_RCVMARK", SysSocket.SO_RCVMARK);

  /** Adds its priority to every message that is received. */
  public static final Option<Boolean> SO_RCVPRIORITY =
      SOCKET.flag("SO_RCVPRIORITY", SysSocket.SO_RCVPRIORITY);

  /** The protocol that the socket was made with. Read only. */
  public static final Option<Protocol> SO_PROTOCOL =
      SOCKET
          .of("SO_PROTOCOL", SysSocket.SO_PROTOCOL, Codecs.INT.map(Protocol::new, Protocol::number))
          .readOnly();

  /** The family that the socket was made with. Read only. */
  public static final Option<Family> SO_DOMAIN =
      SOCKET
          .of("SO_DOMAIN", SysSocket.SO_DOMAIN, Codecs.INT.map(Family::new, Family::number))
          .readOnly();

  /** Adds to every datagram how many were lost so far for want of room. */
  public static final Option<Boolean> SO_RXQ_OVFL =
      SOCKET.flag("SO_RXQ_OVFL", SysSocket.SO_RXQ_OVFL);

  /** Reports on the error queue whether a frame was acknowledged. */
  public static final Option<Boolean> SO_WIFI_STATUS =
      SOCKET.flag("SO_WIFI_STATUS", SysSocket.SO_WIFI_STATUS);

  /**
   * Where {@link Flags#PEEK} begins, in bytes, and moves on as it peeks; -1 for the start always.
   */
  public static final Option<Integer> SO_PEEK_OFF =
      SOCKET.number("SO_PEEK_OFF", SysSocket.SO_PEEK_OFF);

  /** Lets the sender give the frame check sequence itself. */
  public static final Option<Boolean> SO_NOFCS = SOCKET.flag("SO_NOFCS", SysSocket.SO_NOFCS);

  /** Reports entries of the error queue as an exceptional state (POLLPRI). */
  public static final Option<Boolean> SO_SELECT_ERR_QUEUE =
      SOCKET.flag("SO_SELECT_ERR_QUEUE", SysSocket.SO_SELECT_ERR_QUEUE);

  /** How long to poll the device when there is nothing to receive, in microseconds. */
  public static final Option<Duration> SO_BUSY_POLL =
      SOCKET.micros("SO_BUSY_POLL", SysSocket.SO_BUSY_POLL);

  /** Leaves the device to busy polling as long as that keeps up. */
  public static final Option<Boolean> SO_PREFER_BUSY_POLL =
      SOCKET.flag("SO_PREFER_BUSY_POLL", SysSocket.SO_PREFER_BUSY_POLL);

  /** How many packets a busy poll handles at the most, 0 to 65535. */
  public static final Option<Integer> SO_BUSY_POLL_BUDGET =
      SOCKET.number("SO_BUSY_POLL_BUDGET", SysSocket.SO_BUSY_POLL_BUDGET);

  /** How fast a stream sends at the most, in bytes per second; -1 for no limit. */
  public static final Option<Long> SO_MAX_PACING_RATE =
      SOCKET.of("SO_MAX_PACING_RATE", SysSocket.SO_MAX_PACING_RATE, Codecs.LONG);

  /** The processor that the socket's packets come by; what is set is what a group prefers. */
  public static final Option<Integer> SO_INCOMING_CPU =
      SOCKET.number("SO_INCOMING_CPU", SysSocket.SO_INCOMING_CPU);

  /** The receive queue of the last packet; zero when unknown. Read only. */
  public static final Option<Integer> SO_INCOMING_NAPI_ID =
      SOCKET.number("SO_INCOMING_NAPI_ID", SysSocket.SO_INCOMING_NAPI_ID).readOnly();

  /** Hints that the route seems bad, so that the kernel tries another. Write only. */
  public static final Option<Boolean> SO_CNX_ADVICE =
      SOCKET.flag("SO_CNX_ADVICE", SysSocket.SO_CNX_ADVICE).writeOnly();

  /** What the socket's buffers hold and may hold. Read only. */
  public static final Option<MemoryUse> SO_MEMINFO =
      SOCKET.of("SO_MEMINFO", SysSocket.SO_MEMINFO, MemoryUse.CODEC).readOnly();

  /** The kernel's own number of the socket, never used again. Read only. */
  public static final Option<Long> SO_COOKIE =
      SOCKET.of("SO_COOKIE", SysSocket.SO_COOKIE, Codecs.LONG).readOnly();

  /** The kernel's own number of the socket's network namespace. Read only. */
  public static final Option<Long> SO_NETNS_COOKIE =
      SOCKET.of("SO_NETNS_COOKIE", SysSocket.SO_NETNS_COOKIE, Codecs.LONG).readOnly();

  /** The supplementary groups that the peer had, as {@link #SO_PEERCRED}. Read only. */
  public static final Option<List<Integer>> SO_PEERGROUPS =
      SOCKET.of("SO_PEERGROUPS", SysSocket.SO_PEERGROUPS, Codecs.INTS).readOnly();

  /**
   * The peer's process by a descriptor, which no later process with its pid can be mistaken for.
   * Each read opens one that the caller closes. Read only; Linux 6.5.
   */
  public static final Option<ProcessDescriptor> SO_PEERPIDFD =
      SOCKET
          .of("SO_PEERPIDFD", SysSocket.SO_PEERPIDFD, ProcessDescriptor.CODEC)
          .readOnly()
          .since(6, 5);

  /** Adds the sender's process by descriptor to every message that is received; Linux 6.5. */
  public static final Option<Boolean> SO_PASSPIDFD =
      SOCKET.flag("SO_PASSPIDFD", SysSocket.SO_PASSPIDFD).since(6, 5);

  /** Whether descriptors may come with messages, as they may by default; Linux 6.16. */
  public static final Option<Boolean> SO_PASSRIGHTS =
      SOCKET.flag("SO_PASSRIGHTS", SysSocket.SO_PASSRIGHTS).since(6, 16);

  /** Allows MSG_ZEROCOPY. */
  public static final Option<Boolean> SO_ZEROCOPY =
      SOCKET.flag("SO_ZEROCOPY", SysSocket.SO_ZEROCOPY);

  /** Allows a transmit time for every message. */
  public static final Option<TransmitClock> SO_TXTIME =
      SOCKET.of("SO_TXTIME", SysSocket.SO_TXTIME, TransmitClock.CODEC);

  /** {@link #SO_BINDTODEVICE} by index; zero for all. */
  public static final Option<Integer> SO_BINDTOIFINDEX =
      SOCKET.of("SO_BINDTOIFINDEX", SysSocket.SO_BINDTOIFINDEX, Codecs.range(0, Integer.MAX_VALUE));

  /** Which buffers the kernel leaves alone: 1 the send buffer, 2 the receive buffer. */
  public static final Option<Integer> SO_BUF_LOCK =
      SOCKET.number("SO_BUF_LOCK", SysSocket.SO_BUF_LOCK);

  /** Memory that the socket keeps for itself, in bytes. */
  public static final Option<Integer> SO_RESERVE_MEM =
      SOCKET.number("SO_RESERVE_MEM", SysSocket.SO_RESERVE_MEM);

  /** Whether a retransmission may take another path: 1, 0, or -1 as the system has it. */
  public static final Option<Integer> SO_TXREHASH =
      SOCKET.number("SO_TXREHASH", SysSocket.SO_TXREHASH);

  private enum Access {
    READ_AND_WRITE,
    READ_ONLY,
    WRITE_ONLY
  }

  /** The characters of a value that texts show. */
  private static final int SHOWN = 100;

  /** The C name; null where the option was given by number. */
  private final @Nullable String name;

  private final int level;
  private final int number;
  private final Codec<T> codec;
  private final Access access;

  /** The first Linux that has it; null where all do that run a JVM of today. */
  private final @Nullable KernelVersion since;

  Option(@Nullable String name, int level, int number, Codec<T> codec) {
    this(name, level, number, codec, Access.READ_AND_WRITE, null);
  }

  private Option(
      @Nullable String name,
      int level,
      int number,
      Codec<T> codec,
      Access access,
      @Nullable KernelVersion since) {
    this.name = name;
    this.level = level;
    this.number = number;
    this.codec = codec;
    this.access = access;
    this.since = since;
  }

  /** Any option whose value is a C int. */
  public static Option<Integer> ofInt(int level, int name) {
    return new Option<>(null, level, name, Codecs.INT);
  }

  /** Any option, its value as bytes, however many there are. */
  public static Option<byte[]> ofBytes(int level, int name) {
    return new Option<>(null, level, name, Codecs.bytes());
  }

  /** Any option, its value as bytes; at most {@code size} of them are read, and taken to write. */
  public static Option<byte[]> ofBytes(int level, int name, int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size + " is negative");
    }
    return new Option<>(null, level, name, Codecs.bytes(size));
  }

  Option<T> readOnly() {
    return new Option<>(name, level, number, codec, Access.READ_ONLY, since);
  }

  Option<T> writeOnly() {
    return new Option<>(name, level, number, codec, Access.WRITE_ONLY, since);
  }

  /** The option with the version of Linux that it needs, for errors. */
  Option<T> since(int major, int minor) {
    return new Option<>(name, level, number, codec, access, new KernelVersion(major, minor));
  }

  /**
   * The call of a failure, with the reason where this kernel is too old for the option, or has no
   * room for it.
   */
  String failed(String call, long result) {
    String reason = since == null ? "" : missing(since, result);
    if (reason.isEmpty()) {
      reason = OptionMemory.exceeded(this, result);
    }
    return reason.isEmpty() ? call : call + " (" + reason + ")";
  }

  private static String missing(KernelVersion since, long result) {
    boolean unknown = result == -SysErrno.ENOPROTOOPT || result == -SysErrno.EOPNOTSUPP;
    return unknown ? since.missingIn(System.getProperty("os.version")) : "";
  }

  /** The option's level, such as SOL_SOCKET. */
  public int level() {
    return level;
  }

  /** The option's number within its level. */
  public int number() {
    return number;
  }

  /** Whether the value can be read. */
  public boolean isReadable() {
    return access != Access.WRITE_ONLY;
  }

  /** Whether the value can be set. */
  public boolean isWritable() {
    return access != Access.READ_ONLY;
  }

  Codec<T> codec() {
    return codec;
  }

  /** The bytes of a value, or an exception that names the option and the value. */
  MemorySegment encode(T value) {
    if (!isWritable()) {
      throw new UnsupportedOperationException(this + " is read only");
    }
    try {
      return codec.encode(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(this + " " + text(value) + ": " + e.getMessage(), e);
    }
  }

  /** The value that the kernel gave. */
  T decode(MemorySegment value) {
    try {
      return codec.decode(value);
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      throw new IllegalStateException(
          this + " came with " + value.byteSize() + " bytes, too few for what it is here", e);
    }
  }

  /** A value as texts show it, the start of a long one. */
  static String text(Object value) {
    String text =
        value instanceof byte[] bytes ? "0x" + HexFormat.of().formatHex(bytes) : "" + value;
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }

  /** The C name, such as SO_RCVBUF; number and level of an option that has none here. */
  @Override
  public String toString() {
    return name == null ? OptionNames.of(level, number) : name;
  }
}
