package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/tls.h}: records of TLS that the kernel encrypts. */
@Header({"linux/tls.h", "sys/socket.h"})
public final class LinuxTls {
  public static final int SOL_TLS = 282;

  public static final int TLS_TX = 1;
  public static final int TLS_SET_RECORD_TYPE = 1;

  public static final int TLS_1_3_VERSION = 0x0304;

  public static final int TLS_CIPHER_AES_GCM_128 = 51;
  public static final int TLS_CIPHER_AES_GCM_256 = 52;
  public static final int TLS_CIPHER_CHACHA20_POLY1305 = 54;

  private LinuxTls() {}
}
