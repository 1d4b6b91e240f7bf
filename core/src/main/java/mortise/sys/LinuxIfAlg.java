package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/if_alg.h}: the cryptography of the kernel. */
@Header("linux/if_alg.h")
public final class LinuxIfAlg {
  public static final int ALG_SET_KEY = 1;
  public static final int ALG_SET_IV = 2;
  public static final int ALG_SET_OP = 3;
  public static final int ALG_SET_AEAD_ASSOCLEN = 4;
  public static final int ALG_SET_AEAD_AUTHSIZE = 5;
  public static final int ALG_SET_DRBG_ENTROPY = 6;

  @Since("6.2")
  public static final int ALG_SET_KEY_BY_KEY_SERIAL = 7;

  public static final int ALG_OP_DECRYPT = 0;
  public static final int ALG_OP_ENCRYPT = 1;

  // For public keys. Python has these numbers, but Linux never took them in; it gave 6 away.
  @Since("never")
  public static final int ALG_SET_PUBKEY = 6;

  @Since("never")
  public static final int ALG_OP_SIGN = 2;

  @Since("never")
  public static final int ALG_OP_VERIFY = 3;

  private LinuxIfAlg() {}
}
