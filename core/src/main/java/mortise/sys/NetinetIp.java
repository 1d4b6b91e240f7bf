package mortise.sys;

import mortise.sys.struct.Header;

/** {@code netinet/ip.h}: the type of service, the options and the fragments of IPv4. */
@Header("netinet/ip.h")
public final class NetinetIp {
  public static final int IP_RF = 0x8000;
  public static final int IP_DF = 0x4000;
  public static final int IP_MF = 0x2000;
  public static final int IP_OFFMASK = 0x1fff;

  public static final int IPVERSION = 4;
  public static final int MAXTTL = 255;
  public static final int IPDEFTTL = 64;
  public static final int IP_MSS = 576;

  public static final int IPTOS_ECN_MASK = 0x3;
  public static final int IPTOS_ECN_NOT_ECT = 0x0;
  public static final int IPTOS_ECN_ECT1 = 0x1;
  public static final int IPTOS_ECN_ECT0 = 0x2;
  public static final int IPTOS_ECN_CE = 0x3;

  public static final int IPTOS_DSCP_MASK = 0xfc;
  public static final int IPTOS_DSCP_AF11 = 0x28;
  public static final int IPTOS_DSCP_AF12 = 0x30;
  public static final int IPTOS_DSCP_AF13 = 0x38;
  public static final int IPTOS_DSCP_AF21 = 0x48;
  public static final int IPTOS_DSCP_AF22 = 0x50;
  public static final int IPTOS_DSCP_AF23 = 0x58;
  public static final int IPTOS_DSCP_AF31 = 0x68;
  public static final int IPTOS_DSCP_AF32 = 0x70;
  public static final int IPTOS_DSCP_AF33 = 0x78;
  public static final int IPTOS_DSCP_AF41 = 0x88;
  public static final int IPTOS_DSCP_AF42 = 0x90;
  public static final int IPTOS_DSCP_AF43 = 0x98;
  public static final int IPTOS_DSCP_EF = 0xb8;

  public static final int IPTOS_CLASS_MASK = 0xe0;
  public static final int IPTOS_CLASS_CS0 = 0x0;
  public static final int IPTOS_CLASS_CS1 = 0x20;
  public static final int IPTOS_CLASS_CS2 = 0x40;
  public static final int IPTOS_CLASS_CS3 = 0x60;
  public static final int IPTOS_CLASS_CS4 = 0x80;
  public static final int IPTOS_CLASS_CS5 = 0xa0;
  public static final int IPTOS_CLASS_CS6 = 0xc0;
  public static final int IPTOS_CLASS_CS7 = 0xe0;

  public static final int IPTOS_CLASS_DEFAULT = 0;

  public static final int IPTOS_TOS_MASK = 0x1e;
  public static final int IPTOS_LOWDELAY = 0x10;
  public static final int IPTOS_THROUGHPUT = 0x8;
  public static final int IPTOS_RELIABILITY = 0x4;
  public static final int IPTOS_LOWCOST = 0x2;
  public static final int IPTOS_MINCOST = 2;

  public static final int IPTOS_PREC_MASK = 224;
  public static final int IPTOS_PREC_NETCONTROL = 224;
  public static final int IPTOS_PREC_INTERNETCONTROL = 192;
  public static final int IPTOS_PREC_CRITIC_ECP = 160;
  public static final int IPTOS_PREC_FLASHOVERRIDE = 128;
  public static final int IPTOS_PREC_FLASH = 96;
  public static final int IPTOS_PREC_IMMEDIATE = 64;
  public static final int IPTOS_PREC_PRIORITY = 32;
  public static final int IPTOS_PREC_ROUTINE = 0;

  public static final int IPOPT_CONTROL = 0x0;
  public static final int IPOPT_RESERVED1 = 0x20;
  public static final int IPOPT_DEBMEAS = 0x40;
  public static final int IPOPT_MEASUREMENT = 64;
  public static final int IPOPT_RESERVED2 = 0x60;

  public static final int IPOPT_EOL = 0;
  public static final int IPOPT_END = 0;
  public static final int IPOPT_NOP = 1;
  public static final int IPOPT_NOOP = 1;

  public static final int IPOPT_RR = 7;
  public static final int IPOPT_TS = 68;
  public static final int IPOPT_TIMESTAMP = 68;
  public static final int IPOPT_SECURITY = 130;
  public static final int IPOPT_SEC = 130;
  public static final int IPOPT_LSRR = 131;
  public static final int IPOPT_SATID = 136;
  public static final int IPOPT_SID = 136;
  public static final int IPOPT_SSRR = 137;
  public static final int IPOPT_RA = 148;

  public static final int IPOPT_SECUR_UNCLASS = 0x0;
  public static final int IPOPT_SECUR_CONFID = 0xf135;
  public static final int IPOPT_SECUR_EFTO = 0x789a;
  public static final int IPOPT_SECUR_MMMM = 0xbc4d;
  public static final int IPOPT_SECUR_RESTR = 0xaf13;
  public static final int IPOPT_SECUR_SECRET = 0xd788;
  public static final int IPOPT_SECUR_TOPSECRET = 0x6bc5;

  private NetinetIp() {}
}
