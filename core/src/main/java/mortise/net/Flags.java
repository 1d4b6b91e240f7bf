package mortise.net;

import java.util.Map;
import java.util.StringJoiner;
import mortise.sys.SysSocket;

/**
 * Message flags, send(2) and recv(2), as one value: {@code PEEK.or(DONTWAIT)}.
 *
 * @param bits the {@code MSG_} numbers, or-ed
 */
public record Flags(int bits) {
  /** No flags. */
  public static final Flags NONE = new Flags(0);

  /** Out-of-band data: the one urgent byte of TCP, tcp(7). */
  public static final Flags OOB = new Flags(SysSocket.MSG_OOB);

  /** Leaves what is received in the queue, so that the next call gets it again. */
  public static final Flags PEEK = new Flags(SysSocket.MSG_PEEK);

  /** Sends to hosts of a directly connected network only. */
  public static final Flags DONTROUTE = new Flags(SysSocket.MSG_DONTROUTE);

  /** Out: ancillary data did not fit and was cut. */
  public static final Flags CTRUNC = new Flags(SysSocket.MSG_CTRUNC);

  /** A number that Linux has no use for. */
  public static final Flags PROXY = new Flags(SysSocket.MSG_PROXY);

  /** In: return a datagram's real length even where the buffer is shorter. Out: it was cut. */
  public static final Flags TRUNC = new Flags(SysSocket.MSG_TRUNC);

  /** This one call never waits, whatever the socket's timeout. */
  public static final Flags DONTWAIT = new Flags(SysSocket.MSG_DONTWAIT);

  /** Ends a record, on sockets that have records. */
  public static final Flags EOR = new Flags(SysSocket.MSG_EOR);

  /**
   * Receives until the buffer is full, the stream ends or the wait is over. After an error before
   * that, {@link SocketFailure#transferred} is the number of bytes in the buffer.
   */
  public static final Flags WAITALL = new Flags(SysSocket.MSG_WAITALL);

  /** A number of the kernel's own. */
  public static final Flags FIN = new Flags(SysSocket.MSG_FIN);

  /** A number of the kernel's own. */
  public static final Flags SYN = new Flags(SysSocket.MSG_SYN);

  /** Confirms to the link layer that the peer is reachable, so that it need not probe. */
  public static final Flags CONFIRM = new Flags(SysSocket.MSG_CONFIRM);

  /** A number of the kernel's own. */
  public static final Flags RST = new Flags(SysSocket.MSG_RST);

  /** Receives from the error queue, ip(7). */
  public static final Flags ERRQUEUE = new Flags(SysSocket.MSG_ERRQUEUE);

  /** No SIGPIPE when the peer has closed: mortise sets it on every call that sends. */
  public static final Flags NOSIGNAL = new Flags(SysSocket.MSG_NOSIGNAL);

  /** More data will follow: TCP waits with a short segment, UDP with the datagram. */
  public static final Flags MORE = new Flags(SysSocket.MSG_MORE);

  /** recvmmsg(2): wait for the first message only. */
  public static final Flags WAITFORONE = new Flags(SysSocket.MSG_WAITFORONE);

  /** sendmmsg(2): more messages will follow. */
  public static final Flags BATCH = new Flags(SysSocket.MSG_BATCH);

  /** Sends without copying; the error queue reports when the memory may be reused. */
  public static final Flags ZEROCOPY = new Flags(SysSocket.MSG_ZEROCOPY);

  /** Connects and sends in one go, tcp(7). */
  public static final Flags FASTOPEN = new Flags(SysSocket.MSG_FASTOPEN);

  /** Descriptors come closed on exec: mortise sets it on every call that receives them. */
  public static final Flags CMSG_CLOEXEC = new Flags(SysSocket.MSG_CMSG_CLOEXEC);

  /** These flags and those. */
  public Flags or(Flags others) {
    return new Flags(bits | others.bits);
  }

  /** Whether all of {@code others} are set here. */
  public boolean has(Flags others) {
    return (bits & others.bits) == others.bits;
  }

  private static final class Table {
    static final Map<Integer, String> NAMES =
        ConstantNames.ofConstants(Flags.class, "MSG_", Flags::bits);
  }

  /** The names, joined by a bar as in strace: {@code MSG_PEEK|MSG_DONTWAIT}; "0" for none. */
  @Override
  public String toString() {
    if (bits == 0) {
      return "0";
    }
    StringJoiner names = new StringJoiner("|");
    int unnamed = 0;
    for (int rest = bits; rest != 0; rest &= rest - 1) {
      int bit = Integer.lowestOneBit(rest);
      String name = Table.NAMES.get(bit);
      if (name == null) {
        unnamed |= bit;
      } else {
        names.add(name);
      }
    }
    if (unnamed != 0) {
      names.add("0x" + Integer.toHexString(unnamed));
    }
    return names.toString();
  }

  // A record's own are made at run time, by some ten classes more, when a program starts.

  @Override
  public boolean equals(Object other) {
    return other instanceof Flags that && bits == that.bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }
}
