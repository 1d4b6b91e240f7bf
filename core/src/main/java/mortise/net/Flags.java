package mortise.net;

import java.util.StringJoiner;
import mortise.sys.SysSocket;

/**
 * Message flags, send(2) and recv(2), as one value: {@code PEEK.and(DONTWAIT)}.
 *
 * @param bits the {@code MSG_} numbers, or-ed
 */
public record Flags(int bits) {
  public static final Flags NONE = new Flags(0);

  /** Out-of-band data: the one urgent byte of TCP, tcp(7). */
  public static final Flags OOB = new Flags(SysSocket.MSG_OOB);

  /** Leaves what is received in the queue, so that the next call gets it again. */
  public static final Flags PEEK = new Flags(SysSocket.MSG_PEEK);

  /** Sends to hosts of a directly connected network only. */
  public static final Flags DONTROUTE = new Flags(SysSocket.MSG_DONTROUTE);

  /** Out: ancillary data did not fit and was cut. */
  public static final Flags CTRUNC = new Flags(SysSocket.MSG_CTRUNC);

  /** In: return a datagram's real length even where the buffer is shorter. Out: it was cut. */
  public static final Flags TRUNC = new Flags(SysSocket.MSG_TRUNC);

  /** This one call never waits, whatever the socket's timeout. */
  public static final Flags DONTWAIT = new Flags(SysSocket.MSG_DONTWAIT);

  /** Ends a record, on sockets that have records. */
  public static final Flags EOR = new Flags(SysSocket.MSG_EOR);

  /**
   * Receives until the buffer is full, the stream ends, or the wait is over: then what has come is
   * returned.
   */
  public static final Flags WAITALL = new Flags(SysSocket.MSG_WAITALL);

  /** Tells the link layer that the peer made progress, so that it need not ask again. */
  public static final Flags CONFIRM = new Flags(SysSocket.MSG_CONFIRM);

  /** Receives from the error queue, ip(7). */
  public static final Flags ERRQUEUE = new Flags(SysSocket.MSG_ERRQUEUE);

  /** More data will follow: TCP waits with a short segment, UDP with the datagram. */
  public static final Flags MORE = new Flags(SysSocket.MSG_MORE);

  /** Connects and sends in one go, tcp(7). */
  public static final Flags FASTOPEN = new Flags(SysSocket.MSG_FASTOPEN);

  /** These flags and those. */
  public Flags and(Flags others) {
    return new Flags(bits | others.bits);
  }

  /** Whether all of {@code others} are set here. */
  public boolean has(Flags others) {
    return (bits & others.bits) == others.bits;
  }

  /** The names, joined by a bar as in strace: {@code MSG_PEEK|MSG_DONTWAIT}; "0" for none. */
  @Override
  public String toString() {
    StringJoiner names = new StringJoiner("|");
    int rest = bits;
    for (Named named : NAMES) {
      if ((rest & named.bit) != 0) {
        names.add(named.name);
        rest &= ~named.bit;
      }
    }
    if (rest != 0 || bits == 0) {
      names.add(rest == 0 ? "0" : "0x" + Integer.toHexString(rest));
    }
    return names.toString();
  }

  private record Named(int bit, String name) {}

  private static final Named[] NAMES = {
    new Named(SysSocket.MSG_OOB, "MSG_OOB"),
    new Named(SysSocket.MSG_PEEK, "MSG_PEEK"),
    new Named(SysSocket.MSG_DONTROUTE, "MSG_DONTROUTE"),
    new Named(SysSocket.MSG_CTRUNC, "MSG_CTRUNC"),
    new Named(SysSocket.MSG_TRUNC, "MSG_TRUNC"),
    new Named(SysSocket.MSG_DONTWAIT, "MSG_DONTWAIT"),
    new Named(SysSocket.MSG_EOR, "MSG_EOR"),
    new Named(SysSocket.MSG_WAITALL, "MSG_WAITALL"),
    new Named(SysSocket.MSG_CONFIRM, "MSG_CONFIRM"),
    new Named(SysSocket.MSG_ERRQUEUE, "MSG_ERRQUEUE"),
    new Named(SysSocket.MSG_NOSIGNAL, "MSG_NOSIGNAL"),
    new Named(SysSocket.MSG_MORE, "MSG_MORE"),
    new Named(SysSocket.MSG_FASTOPEN, "MSG_FASTOPEN"),
  };
}
