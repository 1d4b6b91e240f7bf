package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import mortise.sys.LinuxIfPacket;
import mortise.sys.NetinetIn;
import mortise.sys.NetinetUdp;
import mortise.sys.SysSocket;
import mortise.sys.struct.In6Pktinfo;
import mortise.sys.struct.InPktinfo;
import mortise.sys.struct.ScmTimestamping;
import mortise.sys.struct.SockExtendedErr;
import mortise.sys.struct.SockaddrIn;
import mortise.sys.struct.SockaddrIn6;
import mortise.sys.struct.Timespec;
import mortise.sys.struct.Timeval;
import mortise.sys.struct.Ucred;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's bytes to {@link Ancillary}. Never fails: what is shorter than its type should be, or
 * has a value that its type cannot have, comes out as {@link RawAncillary}.
 */
final class AncillaryDecoder {
  /** Times further than this from 1970 are no times: some 3000 years. */
  private static final long MOST_SECONDS = 100_000_000_000L;

  private AncillaryDecoder() {}

  /** All pieces of a control buffer, up to the first that is malformed. */
  static List<Ancillary> decode(MemorySegment control) {
    return decode(control, false);
  }

  /**
   * All pieces of a control buffer.
   *
   * @param cut whether the buffer was too short, so that a piece that reaches its end may have lost
   *     some: the kernel's put_cmsg writes what fits, and a {@code cmsg_len} to match. Such a piece
   *     gets its type only where its length shows that it is whole.
   */
  static List<Ancillary> decode(MemorySegment control, boolean cut) {
    List<Cmsg> pieces = Cmsg.split(control);
    List<Ancillary> decoded = new ArrayList<>(pieces.size());
    long end = control.address() + control.byteSize();
    for (Cmsg piece : pieces) {
      boolean last = piece.data().address() + piece.data().byteSize() == end;
      boolean partial = cut && last && piece.data().byteSize() < wholeSize(piece);
      decoded.add(partial ? raw(piece) : decode(piece));
    }
    return decoded;
  }

  /**
   * The bytes that the kernel gives a piece of this kind, for kinds that decode from fewer;
   * Long.MAX_VALUE where it can be any number, and 0 where the decoder checks the length itself.
   */
  private static long wholeSize(Cmsg piece) {
    return switch (piece.level()) {
      case SysSocket.SOL_SOCKET -> piece.type() == SysSocket.SCM_SECURITY ? Long.MAX_VALUE : 0;
      case NetinetIn.SOL_IP ->
          switch (piece.type()) {
            case NetinetIn.IP_TTL -> Integer.BYTES;
            case NetinetIn.IP_RECVERR -> SockExtendedErr.SIZE + SockaddrIn.SIZE;
            default -> 0;
          };
      case NetinetIn.SOL_IPV6 ->
          switch (piece.type()) {
            case NetinetIn.IPV6_HOPLIMIT, NetinetIn.IPV6_TCLASS -> Integer.BYTES;
            case NetinetIn.IPV6_RECVERR -> SockExtendedErr.SIZE + SockaddrIn6.SIZE;
            default -> 0;
          };
      case NetinetUdp.SOL_UDP -> piece.type() == NetinetUdp.UDP_GRO ? Integer.BYTES : 0;
      default -> 0;
    };
  }

  /** The numbers of all descriptors in a control buffer. */
  static int[] descriptors(MemorySegment control) {
    return Cmsg.split(control).stream()
        .filter(piece ->
            piece.hasType(SysSocket.SOL_SOCKET, SysSocket.SCM_RIGHTS)
                || piece.hasType(SysSocket.SOL_SOCKET, SysSocket.SCM_PIDFD))
        .flatMapToInt(piece -> IntStream.of(ints(piece.data())))
        .filter(number -> number >= 0)
        .toArray();
  }

  /** All pieces of a control buffer as the kernel wrote them, up to the first that is malformed. */
  static List<RawAncillary> raw(MemorySegment control) {
    return Cmsg.split(control).stream().map(AncillaryDecoder::raw).toList();
  }

  private static Ancillary decode(Cmsg piece) {
    Ancillary typed =
        switch (piece.level()) {
          case SysSocket.SOL_SOCKET -> socket(piece);
          case NetinetIn.SOL_IP -> ip4(piece);
          case NetinetIn.SOL_IPV6 -> ip6(piece);
          case NetinetUdp.SOL_UDP -> udp(piece);
          case SysSocket.SOL_PACKET ->
              piece.type() == LinuxIfPacket.PACKET_TX_TIMESTAMP
                  ? sized(piece, SockExtendedErr.SIZE, AncillaryDecoder::error)
                  : null;
          default -> null;
        };
    return typed == null ? raw(piece) : typed;
  }

  private static RawAncillary raw(Cmsg piece) {
    return RawAncillary.of(piece.level(), piece.type(), piece.data().toArray(JAVA_BYTE));
  }

  private static @Nullable Ancillary socket(Cmsg piece) {
    return switch (piece.type()) {
      case SysSocket.SCM_RIGHTS -> Descriptors.received(ints(piece.data()));
      case SysSocket.SCM_CREDENTIALS ->
          sized(piece, Ucred.SIZE, d -> new Credentials(Ucred.pid(d), Ucred.uid(d), Ucred.gid(d)));
      case SysSocket.SCM_SECURITY -> new SecurityLabel(text(piece.data()));
      case SysSocket.SCM_PIDFD ->
          number(piece, Integer.MAX_VALUE, number -> new PidDescriptor((int) number));
      case SysSocket.SCM_TIMESTAMP, SysSocket.SO_TIMESTAMP_NEW ->
          sized(piece, Timeval.SIZE, d -> software(micros(d)));
      case SysSocket.SCM_TIMESTAMPNS, SysSocket.SO_TIMESTAMPNS_NEW ->
          sized(piece, Timespec.SIZE, d -> software(nanos(d)));
      case SysSocket.SCM_TIMESTAMPING, SysSocket.SO_TIMESTAMPING_NEW ->
          sized(piece, ScmTimestamping.SIZE, AncillaryDecoder::timestamping);
      case SysSocket.SO_RXQ_OVFL ->
          sized(piece, 4, d -> new DropCount(Integer.toUnsignedLong(d.get(JAVA_INT_UNALIGNED, 0))));
      case SysSocket.SCM_TXTIME ->
          sized(piece, 8, d -> new TransmitTime(d.get(JAVA_LONG_UNALIGNED, 0)));
      default -> null;
    };
  }

  private static @Nullable Ancillary ip4(Cmsg piece) {
    return switch (piece.type()) {
      case NetinetIn.IP_PKTINFO -> sized(piece, InPktinfo.SIZE, AncillaryDecoder::packetInfo4);
      case NetinetIn.IP_TTL -> number(piece, 255, hops -> new Ttl((int) hops));
      case NetinetIn.IP_TOS -> number(piece, 255, bits -> new Tos((int) bits));
      case NetinetIn.IP_RECVERR -> sized(piece, SockExtendedErr.SIZE, AncillaryDecoder::error);
      case NetinetIn.IP_ORIGDSTADDR -> original(piece);
      default -> null;
    };
  }

  private static @Nullable Ancillary ip6(Cmsg piece) {
    return switch (piece.type()) {
      case NetinetIn.IPV6_PKTINFO -> sized(piece, In6Pktinfo.SIZE, AncillaryDecoder::packetInfo6);
      case NetinetIn.IPV6_HOPLIMIT -> number(piece, 255, hops -> new HopLimit((int) hops));
      case NetinetIn.IPV6_TCLASS -> number(piece, 255, bits -> new TrafficClass((int) bits));
      case NetinetIn.IPV6_RECVERR -> sized(piece, SockExtendedErr.SIZE, AncillaryDecoder::error);
      case NetinetIn.IPV6_ORIGDSTADDR -> original(piece);
      default -> null;
    };
  }

  private static @Nullable Ancillary udp(Cmsg piece) {
    return switch (piece.type()) {
      case NetinetUdp.UDP_SEGMENT, NetinetUdp.UDP_GRO ->
          number(piece, SegmentSize.MAX, bytes -> bytes == 0 ? null : new SegmentSize((int) bytes));
      default -> null;
    };
  }

  /** The piece's value where it is long enough for its type, else null. */
  private static @Nullable Ancillary sized(
      Cmsg piece, int size, Function<MemorySegment, ? extends @Nullable Ancillary> value) {
    return piece.data().byteSize() < size ? null : value.apply(piece.data());
  }

  private interface Numeric {
    @Nullable Ancillary of(long number);
  }

  /** The value of an int, short or byte, as long as the kernel made it; null out of bounds. */
  private static @Nullable Ancillary number(Cmsg piece, int most, Numeric value) {
    MemorySegment data = piece.data();
    long number =
        switch ((int) Math.min(4, data.byteSize())) {
          case 4 -> data.get(JAVA_INT_UNALIGNED, 0);
          case 2 -> data.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
          case 1 -> data.get(JAVA_BYTE, 0) & 0xff;
          default -> -1;
        };
    return number < 0 || number > most ? null : value.of(number);
  }

  private static int[] ints(MemorySegment data) {
    int[] ints = new int[(int) (data.byteSize() / 4)];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = data.get(JAVA_INT_UNALIGNED, 4L * i);
    }
    return ints;
  }

  /** Up to the first NUL, which some labels end with and others do not have. */
  private static String text(MemorySegment data) {
    String text = new String(data.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  private static PacketInfo4 packetInfo4(MemorySegment data) {
    return new PacketInfo4(
        InPktinfo.ipi_ifindex(data),
        new Inet4(InPktinfo.ipi_spec_dst(data), 0),
        new Inet4(InPktinfo.ipi_addr(data), 0));
  }

  private static PacketInfo6 packetInfo6(MemorySegment data) {
    byte[] address = In6Pktinfo.ipi6_addr(data).toArray(JAVA_BYTE);
    return new PacketInfo6(In6Pktinfo.ipi6_ifindex(data), Inet6.of(address, 0));
  }

  private static ExtendedError error(MemorySegment data) {
    MemorySegment offender = data.asSlice(SockExtendedErr.SIZE);
    return new ExtendedError(
        new Errno(SockExtendedErr.ee_errno(data)),
        SockExtendedErr.ee_origin(data),
        SockExtendedErr.ee_type(data),
        SockExtendedErr.ee_code(data),
        SockExtendedErr.ee_info(data),
        SockExtendedErr.ee_data(data),
        inet(offender));
  }

  private static @Nullable Ancillary original(Cmsg piece) {
    Inet address = inet(piece.data());
    return address == null ? null : new OriginalDestination(address);
  }

  /** An address of the Internet, or null where it is none or is cut. */
  private static @Nullable Inet inet(MemorySegment data) {
    int size = (int) Math.min(data.byteSize(), Sockaddr.MAX_BYTES);
    if (size < 2) {
      return null;
    }
    int needed =
        switch (data.get(JAVA_SHORT_UNALIGNED, 0)) {
          case SysSocket.AF_INET -> SockaddrIn.SIZE;
          case SysSocket.AF_INET6 -> SockaddrIn6.SIZE;
          default -> Integer.MAX_VALUE;
        };
    return size < needed ? null : (Inet) Sockaddr.decode(data, size);
  }

  private static @Nullable Timestamp software(@Nullable Instant time) {
    return time == null ? null : new Timestamp(time, null);
  }

  /** Three times: of the kernel, none any more, of the card. One that is zero is not known. */
  private static @Nullable Timestamp timestamping(MemorySegment data) {
    MemorySegment times = ScmTimestamping.ts(data);
    Instant software = nanos(times);
    Instant hardware = nanos(times.asSlice(2L * Timespec.SIZE));
    if (software == null || hardware == null) {
      return null;
    }
    return new Timestamp(known(software), known(hardware));
  }

  private static @Nullable Instant known(Instant time) {
    return time.equals(Instant.EPOCH) ? null : time;
  }

  private static @Nullable Instant micros(MemorySegment data) {
    long micros = Timeval.tv_usec(data);
    return micros < 0 || micros >= 1_000_000 ? null : time(Timeval.tv_sec(data), micros * 1000);
  }

  private static @Nullable Instant nanos(MemorySegment data) {
    return time(Timespec.tv_sec(data), Timespec.tv_nsec(data));
  }

  private static @Nullable Instant time(long seconds, long nanos) {
    boolean sane =
        Math.abs(seconds) <= MOST_SECONDS
            && seconds != Long.MIN_VALUE
            && nanos >= 0
            && nanos < 1_000_000_000;
    return sane ? Instant.ofEpochSecond(seconds, nanos) : null;
  }
}
