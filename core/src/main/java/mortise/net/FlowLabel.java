package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import mortise.sys.LinuxIn6;
import mortise.sys.struct.In6FlowlabelReq;

/**
 * A request about an IPv6 flow label, RFC 6437: the value of {@link Ipv6Option#IPV6_FLOWLABEL_MGR}.
 * A label that was got this way can be sent with, in {@link Inet6#flow}, when {@link
 * Ipv6Option#IPV6_FLOWINFO_SEND} is set.
 *
 * @param destination where the flow goes
 * @param label 0 to 0xfffff
 * @param action get, put or renew: {@code IPV6_FL_A_} of {@code linux/in6.h}
 * @param share the sharing mode, {@code IPV6_FL_S_}
 * @param flags {@code IPV6_FL_F_} numbers, or-ed
 */
public record FlowLabel(Inet6 destination, int label, int action, int share, int flags) {
  static final Codec<FlowLabel> CODEC =
      new Codecs.Struct<>(In6FlowlabelReq.SIZE, FlowLabel::decode, FlowLabel::encode);

  /** How long a label stays when it is not used, and is not given away when it is put back. */
  private static final Duration LEASE = Duration.ofSeconds(6);

  public FlowLabel {
    if (label < 0 || label > LinuxIn6.IPV6_FLOWINFO_FLOWLABEL) {
      throw new IllegalArgumentException("flow label " + label + " is not in 0..0xfffff");
    }
    check("action", action, 0xff);
    check("share", share, 0xff);
    check("flags", flags, 0xffff);
  }

  private static void check(String name, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(name + " " + value + " is not in 0.." + most);
    }
  }

  /** Allocates an unused label for this socket only. */
  public static FlowLabel take(Inet6 destination, int label) {
    int flags = LinuxIn6.IPV6_FL_F_CREATE | LinuxIn6.IPV6_FL_F_EXCL;
    return new FlowLabel(
        destination, label, LinuxIn6.IPV6_FL_A_GET, LinuxIn6.IPV6_FL_S_EXCL, flags);
  }

  /** Gives a label back. */
  public static FlowLabel give(Inet6 destination, int label) {
    return new FlowLabel(destination, label, LinuxIn6.IPV6_FL_A_PUT, 0, 0);
  }

  private static FlowLabel decode(MemorySegment s) {
    return new FlowLabel(
        Inet6.of(In6FlowlabelReq.flr_dst(s).toArray(JAVA_BYTE), 0),
        In6FlowlabelReq.flr_label(s) & LinuxIn6.IPV6_FLOWINFO_FLOWLABEL,
        In6FlowlabelReq.flr_action(s),
        In6FlowlabelReq.flr_share(s),
        In6FlowlabelReq.flr_flags(s));
  }

  private static void encode(MemorySegment s, FlowLabel value) {
    In6FlowlabelReq.flr_dst(s).copyFrom(MemorySegment.ofArray(value.destination.bytes()));
    In6FlowlabelReq.flr_label(s, value.label);
    In6FlowlabelReq.flr_action(s, value.action);
    In6FlowlabelReq.flr_share(s, value.share);
    In6FlowlabelReq.flr_flags(s, value.flags);
    In6FlowlabelReq.flr_expires(s, (int) LEASE.toSeconds());
    In6FlowlabelReq.flr_linger(s, (int) LEASE.toSeconds());
  }
}
