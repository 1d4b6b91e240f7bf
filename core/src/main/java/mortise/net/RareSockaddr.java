package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import mortise.sys.SysSocket;
import mortise.sys.struct.SockaddrAlg;
import mortise.sys.struct.SockaddrCan;
import mortise.sys.struct.SockaddrHci;
import mortise.sys.struct.SockaddrL2;
import mortise.sys.struct.SockaddrQrtr;
import mortise.sys.struct.SockaddrRc;
import mortise.sys.struct.SockaddrSco;
import mortise.sys.struct.SockaddrTipc;
import org.jspecify.annotations.Nullable;

/** The part of {@link Sockaddr} for families that need a device, a bus or a module. */
final class RareSockaddr {
  /** Of a CAN address the kernel gives as much as the protocol has. */
  private static final int CAN_BYTES = 8;

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  private RareSockaddr() {}

  static MemorySegment encode(Can a) {
    MemorySegment s = allocate(SockaddrCan.SIZE);
    SockaddrCan.can_family(s, SysSocket.AF_CAN);
    SockaddrCan.can_ifindex(s, a.index());
    SockaddrCan.name(s, a.name());
    SockaddrCan.pgn(s, a.pgn());
    SockaddrCan.addr(s, a.address());
    return s;
  }

  static MemorySegment encode(Tipc a) {
    MemorySegment s = allocate(SockaddrTipc.SIZE);
    SockaddrTipc.family(s, SysSocket.AF_TIPC);
    SockaddrTipc.addrtype(s, a.kind().number());
    SockaddrTipc.scope(s, a.scope());
    // A service and a socket have their numbers at the same places as a range.
    SockaddrTipc.nameseq_type(s, a.first());
    SockaddrTipc.nameseq_lower(s, a.second());
    SockaddrTipc.nameseq_upper(s, a.third());
    return s;
  }

  static MemorySegment encode(Alg a) {
    MemorySegment s = allocate(SockaddrAlg.SIZE);
    SockaddrAlg.salg_family(s, SysSocket.AF_ALG);
    text(SockaddrAlg.salg_type(s), a.type());
    SockaddrAlg.salg_feat(s, a.features());
    SockaddrAlg.salg_mask(s, a.mask());
    text(SockaddrAlg.salg_name(s), a.name());
    return s;
  }

  static MemorySegment encode(Qipcrtr a) {
    MemorySegment s = allocate(SockaddrQrtr.SIZE);
    SockaddrQrtr.sq_family(s, SysSocket.AF_QIPCRTR);
    SockaddrQrtr.sq_node(s, (int) a.node());
    SockaddrQrtr.sq_port(s, (int) a.port());
    return s;
  }

  static MemorySegment encode(Bluetooth address) {
    return switch (address) {
      case Bluetooth.L2cap a -> {
        MemorySegment s = allocate(SockaddrL2.SIZE);
        SockaddrL2.l2_family(s, SysSocket.AF_BLUETOOTH);
        SockaddrL2.l2_psm(s, littleEndian(a.psm()));
        device(SockaddrL2.l2_bdaddr(s), a.device());
        SockaddrL2.l2_cid(s, littleEndian(a.cid()));
        SockaddrL2.l2_bdaddr_type(s, a.kind());
        yield s;
      }
      case Bluetooth.Rfcomm a -> {
        MemorySegment s = allocate(SockaddrRc.SIZE);
        SockaddrRc.rc_family(s, SysSocket.AF_BLUETOOTH);
        device(SockaddrRc.rc_bdaddr(s), a.device());
        SockaddrRc.rc_channel(s, a.channel());
        yield s;
      }
      case Bluetooth.Hci a -> {
        MemorySegment s = allocate(SockaddrHci.SIZE);
        SockaddrHci.hci_family(s, SysSocket.AF_BLUETOOTH);
        SockaddrHci.hci_dev(s, a.controller());
        SockaddrHci.hci_channel(s, a.channel());
        yield s;
      }
      case Bluetooth.Sco a -> {
        MemorySegment s = allocate(SockaddrSco.SIZE);
        SockaddrSco.sco_family(s, SysSocket.AF_BLUETOOTH);
        device(SockaddrSco.sco_bdaddr(s), a.device());
        yield s;
      }
    };
  }

  /** The address of a rare family, or null where its bytes are of another form. */
  static @Nullable Address decode(MemorySegment s, int family, int length) {
    return switch (family) {
      case SysSocket.AF_CAN -> length < CAN_BYTES ? null : can(s, length);
      case SysSocket.AF_TIPC -> length < SockaddrTipc.SIZE ? null : tipc(s);
      case SysSocket.AF_ALG -> length < SockaddrAlg.SIZE ? null : alg(s);
      case SysSocket.AF_QIPCRTR -> length < SockaddrQrtr.SIZE ? null : qipcrtr(s);
      case SysSocket.AF_BLUETOOTH -> bluetooth(s, length);
      default -> null;
    };
  }

  private static Can can(MemorySegment bytes, int length) {
    MemorySegment s = allocate(SockaddrCan.SIZE);
    MemorySegment.copy(bytes, 0, s, 0, Math.min(length, SockaddrCan.SIZE));
    return new Can(
        SockaddrCan.can_ifindex(s), SockaddrCan.name(s), SockaddrCan.pgn(s), SockaddrCan.addr(s));
  }

  private static @Nullable Tipc tipc(MemorySegment s) {
    Tipc.Kind kind = Tipc.Kind.of(SockaddrTipc.addrtype(s));
    return kind == null
        ? null
        : new Tipc(
            kind,
            SockaddrTipc.scope(s),
            SockaddrTipc.nameseq_type(s),
            SockaddrTipc.nameseq_lower(s),
            kind == Tipc.Kind.SOCKET ? 0 : SockaddrTipc.nameseq_upper(s));
  }

  private static @Nullable Alg alg(MemorySegment s) {
    String type = text(SockaddrAlg.salg_type(s));
    String name = text(SockaddrAlg.salg_name(s));
    return type == null || name == null
        ? null
        : new Alg(type, name, SockaddrAlg.salg_feat(s), SockaddrAlg.salg_mask(s));
  }

  private static Qipcrtr qipcrtr(MemorySegment s) {
    return new Qipcrtr(
        Integer.toUnsignedLong(SockaddrQrtr.sq_node(s)),
        Integer.toUnsignedLong(SockaddrQrtr.sq_port(s)));
  }

  private static @Nullable Bluetooth bluetooth(MemorySegment s, int length) {
    if (length == SockaddrL2.SIZE) {
      return new Bluetooth.L2cap(
          device(SockaddrL2.l2_bdaddr(s)),
          littleEndian(SockaddrL2.l2_psm(s)),
          littleEndian(SockaddrL2.l2_cid(s)),
          SockaddrL2.l2_bdaddr_type(s));
    }
    if (length == SockaddrRc.SIZE) {
      return new Bluetooth.Rfcomm(device(SockaddrRc.rc_bdaddr(s)), SockaddrRc.rc_channel(s));
    }
    if (length == SockaddrSco.SIZE) {
      return new Bluetooth.Sco(device(SockaddrSco.sco_bdaddr(s)));
    }
    if (length == SockaddrHci.SIZE) {
      return new Bluetooth.Hci(SockaddrHci.hci_dev(s), SockaddrHci.hci_channel(s));
    }
    return null;
  }

  private static MemorySegment allocate(int bytes) {
    return MemorySegment.ofArray(new byte[bytes]);
  }

  private static void text(MemorySegment field, String text) {
    field.copyFrom(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** The text up to its NUL, a character for each byte; null where there is no NUL. */
  private static @Nullable String text(MemorySegment field) {
    byte[] bytes = field.toArray(JAVA_BYTE);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  /** {@code bdaddr_t} has the lowest byte first, the text the highest. */
  private static void device(MemorySegment field, String device) {
    field.copyFrom(MemorySegment.ofArray(reversed(COLONS.parseHex(device))));
  }

  private static String device(MemorySegment field) {
    return COLONS.formatHex(reversed(field.toArray(JAVA_BYTE)));
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] back = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      back[i] = bytes[bytes.length - 1 - i];
    }
    return back;
  }

  /** 16 bits between the order of this machine and Bluetooth's. */
  private static int littleEndian(int value) {
    boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    return big ? Short.toUnsignedInt(Short.reverseBytes((short) value)) : value;
  }
}
