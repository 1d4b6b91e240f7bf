package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/in6.h}: what IPv6 on Linux has beyond {@code netinet/in.h}. */
@Header("linux/in6.h")
public final class LinuxIn6 {
  public static final int IPV6_FL_A_GET = 0;
  public static final int IPV6_FL_A_PUT = 1;
  public static final int IPV6_FL_A_RENEW = 2;

  public static final int IPV6_FL_F_CREATE = 1;
  public static final int IPV6_FL_F_EXCL = 2;
  public static final int IPV6_FL_F_REFLECT = 4;
  public static final int IPV6_FL_F_REMOTE = 8;

  public static final int IPV6_FL_S_NONE = 0;
  public static final int IPV6_FL_S_EXCL = 1;
  public static final int IPV6_FL_S_PROCESS = 2;
  public static final int IPV6_FL_S_USER = 3;
  public static final int IPV6_FL_S_ANY = 255;

  public static final int IPV6_FLOWINFO_FLOWLABEL = 0xfffff;
  public static final int IPV6_FLOWINFO_PRIORITY = 0xff00000;
  public static final int IPV6_FLOWINFO = 0xb;
  public static final int IPV6_FLOWLABEL_MGR = 0x20;
  public static final int IPV6_FLOWINFO_SEND = 0x21;

  public static final int IPV6_PREFER_SRC_TMP = 0x1;
  public static final int IPV6_PREFER_SRC_PUBLIC = 0x2;
  public static final int IPV6_PREFER_SRC_PUBTMP_DEFAULT = 0x100;
  public static final int IPV6_PREFER_SRC_COA = 0x4;
  public static final int IPV6_PREFER_SRC_HOME = 0x400;
  public static final int IPV6_PREFER_SRC_CGA = 0x8;
  public static final int IPV6_PREFER_SRC_NONCGA = 0x800;

  public static final int IPV6_TLV_PAD1 = 0;
  public static final int IPV6_TLV_PADN = 1;
  public static final int IPV6_TLV_ROUTERALERT = 5;
  public static final int IPV6_TLV_CALIPSO = 7;
  public static final int IPV6_TLV_IOAM = 49;
  public static final int IPV6_TLV_JUMBO = 194;
  public static final int IPV6_TLV_HAO = 201;

  private LinuxIn6() {}
}
