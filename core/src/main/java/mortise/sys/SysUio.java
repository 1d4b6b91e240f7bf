package mortise.sys;

/** {@code sys/uio.h}: how many pieces a scattered buffer may have. */
@Header("sys/uio.h")
public final class SysUio {
  public static final int UIO_MAXIOV = 1024;

  private SysUio() {}
}
