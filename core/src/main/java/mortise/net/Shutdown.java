package mortise.net;

import mortise.sys.SysSocket;

/** Which half of a connection shutdown(2) ends. */
public enum Shutdown {
  /** Receiving: later calls see the end of the stream. */
  RD(SysSocket.SHUT_RD),
  /** Sending: the peer sees the end of the stream after the last byte. */
  WR(SysSocket.SHUT_WR),
  /** Both. */
  RDWR(SysSocket.SHUT_RDWR);

  private final int number;

  Shutdown(int number) {
    this.number = number;
  }

  /** Returns the number of the C constant: SHUT_RD, SHUT_WR or SHUT_RDWR. */
  public int number() {
    return number;
  }
}
