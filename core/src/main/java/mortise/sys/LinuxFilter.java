package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/filter.h}: the instructions of a classic packet filter, for SO_ATTACH_FILTER. */
@Header("linux/filter.h")
public final class LinuxFilter {
  public static final int BPF_LD = 0x0;
  public static final int BPF_LDX = 0x1;
  public static final int BPF_ST = 0x2;
  public static final int BPF_STX = 0x3;
  public static final int BPF_ALU = 0x4;
  public static final int BPF_JMP = 0x5;
  public static final int BPF_RET = 0x6;
  public static final int BPF_MISC = 0x7;

  public static final int BPF_W = 0x0;
  public static final int BPF_H = 0x8;
  public static final int BPF_B = 0x10;

  public static final int BPF_IMM = 0x0;
  public static final int BPF_ABS = 0x20;
  public static final int BPF_IND = 0x40;
  public static final int BPF_MEM = 0x60;
  public static final int BPF_LEN = 0x80;
  public static final int BPF_MSH = 0xa0;

  public static final int BPF_ADD = 0x0;
  public static final int BPF_SUB = 0x10;
  public static final int BPF_MUL = 0x20;
  public static final int BPF_DIV = 0x30;
  public static final int BPF_OR = 0x40;
  public static final int BPF_AND = 0x50;
  public static final int BPF_LSH = 0x60;
  public static final int BPF_RSH = 0x70;
  public static final int BPF_NEG = 0x80;
  public static final int BPF_MOD = 0x90;
  public static final int BPF_XOR = 0xa0;

  public static final int BPF_JA = 0x0;
  public static final int BPF_JEQ = 0x10;
  public static final int BPF_JGT = 0x20;
  public static final int BPF_JGE = 0x30;
  public static final int BPF_JSET = 0x40;
  public static final int BPF_K = 0x0;
  public static final int BPF_X = 0x8;

  public static final int BPF_MAXINSNS = 0x1000;
  public static final int BPF_MAJOR_VERSION = 0x1;
  public static final int BPF_MINOR_VERSION = 0x1;
  public static final int BPF_A = 0x10;
  public static final int BPF_TAX = 0x0;
  public static final int BPF_TXA = 0x80;
  public static final int BPF_MEMWORDS = 0x10;
  public static final int BPF_NET_OFF = 0xfff00000;
  public static final int BPF_LL_OFF = 0xffe00000;

  public static final int SKF_AD_OFF = -4096;
  public static final int SKF_AD_PROTOCOL = 0;
  public static final int SKF_AD_PKTTYPE = 4;
  public static final int SKF_AD_IFINDEX = 8;
  public static final int SKF_AD_NLATTR = 12;
  public static final int SKF_AD_NLATTR_NEST = 16;
  public static final int SKF_AD_MARK = 20;
  public static final int SKF_AD_QUEUE = 24;
  public static final int SKF_AD_HATYPE = 28;
  public static final int SKF_AD_RXHASH = 32;
  public static final int SKF_AD_CPU = 36;
  public static final int SKF_AD_ALU_XOR_X = 40;
  public static final int SKF_AD_VLAN_TAG = 44;
  public static final int SKF_AD_VLAN_TAG_PRESENT = 48;
  public static final int SKF_AD_PAY_OFFSET = 52;
  public static final int SKF_AD_RANDOM = 56;
  public static final int SKF_AD_VLAN_TPID = 60;

  public static final int SKF_NET_OFF = -1048576;
  public static final int SKF_LL_OFF = -2097152;

  private LinuxFilter() {}
}
