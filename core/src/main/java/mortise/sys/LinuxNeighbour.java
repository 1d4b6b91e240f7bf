package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/neighbour.h}: the attributes of a neighbour, in RTM_NEWNEIGH. */
@Header("linux/neighbour.h")
public final class LinuxNeighbour {
  public static final int NDA_UNSPEC = 0;
  public static final int NDA_DST = 1;
  public static final int NDA_LLADDR = 2;
  public static final int NDA_CACHEINFO = 3;
  public static final int NDA_PROBES = 4;
  public static final int NDA_VLAN = 5;
  public static final int NDA_PORT = 6;
  public static final int NDA_VNI = 7;
  public static final int NDA_IFINDEX = 8;
  public static final int NDA_MASTER = 9;
  public static final int NDA_LINK_NETNSID = 10;
  public static final int NDA_SRC_VNI = 11;
  public static final int NDA_PROTOCOL = 12;
  public static final int NDA_NH_ID = 13;
  public static final int NDA_FLAGS_EXT = 15;

  public static final int NTF_USE = 1 << 0;
  public static final int NTF_SELF = 1 << 1;
  public static final int NTF_MASTER = 1 << 2;
  public static final int NTF_PROXY = 1 << 3;
  public static final int NTF_EXT_LEARNED = 1 << 4;
  public static final int NTF_OFFLOADED = 1 << 5;
  public static final int NTF_STICKY = 1 << 6;
  public static final int NTF_ROUTER = 1 << 7;

  public static final int NTF_EXT_MANAGED = 1 << 0;

  public static final int NUD_INCOMPLETE = 0x1;
  public static final int NUD_REACHABLE = 0x2;
  public static final int NUD_STALE = 0x4;
  public static final int NUD_DELAY = 0x8;
  public static final int NUD_PROBE = 0x10;
  public static final int NUD_FAILED = 0x20;

  public static final int NUD_NOARP = 0x40;
  public static final int NUD_PERMANENT = 0x80;
  public static final int NUD_NONE = 0x0;

  private LinuxNeighbour() {}
}
