package mortise.sys;

import mortise.sys.struct.Header;

/** A mirror of a header that no system has. */
@Header("sys/no-such.h")
final class WrongHeader {
  public static final int ANYTHING = 1;

  private WrongHeader() {}
}
