package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import mortise.sys.NetinetIn;
import mortise.sys.NetinetUdp;
import mortise.sys.SysSocket;
import mortise.sys.struct.Cmsghdr;
import mortise.sys.struct.In6Pktinfo;
import mortise.sys.struct.InPktinfo;

/** {@link Ancillary} to the kernel's bytes. */
final class AncillaryEncoder {
  private AncillaryEncoder() {}

  /**
   * A control buffer with all pieces.
   *
   * @throws IllegalArgumentException when one of them cannot be sent, or all are too long together
   */
  static byte[] encode(List<Ancillary> pieces) {
    List<RawAncillary> raw = pieces.stream().map(AncillaryEncoder::raw).toList();
    long size = raw.stream().mapToLong(piece -> Cmsghdr.CMSG_SPACE(piece.data().length)).sum();
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("ancillary data of " + size + " bytes is too long");
    }
    byte[] control = new byte[(int) size];
    MemorySegment rest = MemorySegment.ofArray(control);
    for (RawAncillary piece : raw) {
      byte[] data = piece.data();
      Cmsghdr.cmsg_len(rest, Cmsghdr.CMSG_LEN(data.length));
      Cmsghdr.cmsg_level(rest, piece.level());
      Cmsghdr.cmsg_type(rest, piece.type());
      MemorySegment.copy(data, 0, rest, JAVA_BYTE, Cmsghdr.SIZE, data.length);
      rest = rest.asSlice(Cmsghdr.CMSG_SPACE(data.length));
    }
    return control;
  }

  static RawAncillary raw(Ancillary piece) {
    return switch (piece) {
      case Descriptors d -> ints(SysSocket.SOL_SOCKET, SysSocket.SCM_RIGHTS, d.numbers());
      case Credentials c ->
          ints(SysSocket.SOL_SOCKET, SysSocket.SCM_CREDENTIALS, c.pid(), c.uid(), c.gid());
      case PacketInfo4 p -> packetInfo4(p);
      case PacketInfo6 p -> packetInfo6(p);
      case Ttl t -> ints(NetinetIn.SOL_IP, NetinetIn.IP_TTL, t.hops());
      case HopLimit h -> ints(NetinetIn.SOL_IPV6, NetinetIn.IPV6_HOPLIMIT, h.hops());
      case Tos t -> ints(NetinetIn.SOL_IP, NetinetIn.IP_TOS, t.bits());
      case TrafficClass t -> ints(NetinetIn.SOL_IPV6, NetinetIn.IPV6_TCLASS, t.bits());
      case SegmentSize s ->
          RawAncillary.of(
              NetinetUdp.SOL_UDP,
              NetinetUdp.UDP_SEGMENT,
              bytes(2).putShort((short) s.bytes()).array());
      case TransmitTime t ->
          RawAncillary.of(
              SysSocket.SOL_SOCKET, SysSocket.SCM_TXTIME, bytes(8).putLong(t.nanos()).array());
      case RawAncillary r -> r;
      case Timestamp t -> throw cannotBeSent(t);
      case OriginalDestination o -> throw cannotBeSent(o);
      case ExtendedError e -> throw cannotBeSent(e);
      case PidDescriptor p -> throw cannotBeSent(p);
      case SecurityLabel s -> throw cannotBeSent(s);
      case DropCount d -> throw cannotBeSent(d);
    };
  }

  private static IllegalArgumentException cannotBeSent(Ancillary piece) {
    return new IllegalArgumentException(piece + " can only be received, not sent");
  }

  private static RawAncillary packetInfo4(PacketInfo4 info) {
    byte[] data = new byte[InPktinfo.SIZE];
    MemorySegment s = MemorySegment.ofArray(data);
    InPktinfo.ipi_ifindex(s, info.interfaceIndex());
    InPktinfo.ipi_spec_dst(s, info.local().bits());
    InPktinfo.ipi_addr(s, info.destination().bits());
    return RawAncillary.of(NetinetIn.SOL_IP, NetinetIn.IP_PKTINFO, data);
  }

  private static RawAncillary packetInfo6(PacketInfo6 info) {
    byte[] data = new byte[In6Pktinfo.SIZE];
    MemorySegment s = MemorySegment.ofArray(data);
    In6Pktinfo.ipi6_addr(s).copyFrom(MemorySegment.ofArray(info.address().bytes()));
    In6Pktinfo.ipi6_ifindex(s, info.interfaceIndex());
    return RawAncillary.of(NetinetIn.SOL_IPV6, NetinetIn.IPV6_PKTINFO, data);
  }

  private static RawAncillary ints(int level, int type, int... values) {
    ByteBuffer data = bytes(4 * values.length);
    for (int value : values) {
      data.putInt(value);
    }
    return RawAncillary.of(level, type, data.array());
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.nativeOrder());
  }
}
