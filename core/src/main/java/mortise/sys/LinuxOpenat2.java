package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/openat2.h}: how {@code openat2} resolves a path, openat2(2). */
@Header("linux/openat2.h")
public final class LinuxOpenat2 {
  public static final int RESOLVE_NO_XDEV = 0x01;
  public static final int RESOLVE_NO_MAGICLINKS = 0x02;
  public static final int RESOLVE_NO_SYMLINKS = 0x04;
  public static final int RESOLVE_BENEATH = 0x08;
  public static final int RESOLVE_IN_ROOT = 0x10;

  private LinuxOpenat2() {}
}
