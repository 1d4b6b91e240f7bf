package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/icmp.h}: the option of a raw ICMP socket, and the extended echo of RFC 8335. */
@Header("linux/icmp.h")
public final class LinuxIcmp {
  public static final int ICMP_FILTER = 1;

  public static final int ICMP_EXT_ECHO = 42;
  public static final int ICMP_EXT_ECHOREPLY = 43;
  public static final int ICMP_EXT_CODE_MAL_QUERY = 1;
  public static final int ICMP_EXT_CODE_NO_IF = 2;
  public static final int ICMP_EXT_CODE_NO_TABLE_ENT = 3;
  public static final int ICMP_EXT_CODE_MULT_IFS = 4;

  public static final int ICMP_EXT_ECHOREPLY_ACTIVE = 1 << 2;
  public static final int ICMP_EXT_ECHOREPLY_IPV4 = 1 << 1;
  public static final int ICMP_EXT_ECHOREPLY_IPV6 = 1;
  public static final int ICMP_EXT_ECHO_CTYPE_NAME = 1;
  public static final int ICMP_EXT_ECHO_CTYPE_INDEX = 2;
  public static final int ICMP_EXT_ECHO_CTYPE_ADDR = 3;

  private LinuxIcmp() {}
}
