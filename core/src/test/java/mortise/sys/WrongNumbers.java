package mortise.sys;

import mortise.sys.struct.Header;

/** A mirror with two wrong numbers, one that C has not, and one that C need not have. */
@Header("sys/socket.h")
final class WrongNumbers {
  public static final int AF_INET = 3;
  public static final int AF_INET6 = 10;
  public static final int SOCK_STREAM = 2;
  public static final int NO_SUCH_NAME = 1;

  @Since("999")
  public static final int NOT_YET = 1;

  private WrongNumbers() {}
}
