package mortise.net;

final class Scm {
  static final int SOL_IP = 0;
  static final int SOL_UDP = 17;
  static final int SOL_IPV6 = 41;
  static final int SOL_PACKET = 263;
  static final int SCM_RIGHTS = 1;
  static final int SCM_CREDENTIALS = 2;
  static final int SCM_SECURITY = 3;
  static final int SCM_PIDFD = 4;
  static final int SO_TIMESTAMP = 29;
  static final int SO_TIMESTAMPNS = 35;
  static final int SO_TIMESTAMPING = 37;
  static final int SO_TIMESTAMP_NEW = 63;
  static final int SO_TIMESTAMPNS_NEW = 64;
  static final int SO_TIMESTAMPING_NEW = 65;
  static final int SO_RXQ_OVFL = 40;
  static final int SCM_TXTIME = 61;
  static final int IP_TOS = 1;
  static final int IP_TTL = 2;
  static final int IP_PKTINFO = 8;
  static final int IP_RECVERR = 11;
  static final int IP_ORIGDSTADDR = 20;
  static final int IPV6_RECVERR = 25;
  static final int IPV6_PKTINFO = 50;
  static final int IPV6_HOPLIMIT = 52;
  static final int IPV6_TCLASS = 67;
  static final int IPV6_ORIGDSTADDR = 74;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;
  static final int PACKET_TX_TIMESTAMP = 16;

  private Scm() {}
}
