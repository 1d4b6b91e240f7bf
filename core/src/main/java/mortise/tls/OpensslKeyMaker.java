package mortise.tls;

import java.security.InvalidKeyException;
import java.util.List;
import mortise.sys.OpensslCrypto;
import mortise.sys.OpensslEvp;
import org.jspecify.annotations.Nullable;

/** Generates keys with the system's libcrypto, without initializing the JDK's cryptography. */
final class OpensslKeyMaker implements KeyMaker {
  private final SelfSigned kind;
  private final long key;

  OpensslKeyMaker(SelfSigned kind) {
    OpensslCrypto.ERR_clear_error();
    this.kind = kind;
    this.key = make(kind == SelfSigned.P256);
  }

  private static long make(boolean isEc) {
    long context =
        OpensslEvp.EVP_PKEY_CTX_new_id(isEc ? OpensslEvp.EVP_PKEY_EC : OpensslEvp.EVP_PKEY_RSA);
    try {
      boolean ready =
          context != 0
              && OpensslEvp.EVP_PKEY_keygen_init(context)
              && (isEc
                  ? OpensslEvp.EVP_PKEY_CTX_ctrl_str(context, "ec_paramgen_curve", "P-256")
                  : OpensslEvp.EVP_PKEY_CTX_ctrl_str(context, "rsa_keygen_bits", "2048"));
      return made(ready ? OpensslEvp.EVP_PKEY_keygen(context) : 0);
    } finally {
      OpensslEvp.EVP_PKEY_CTX_free(context);
    }
  }

  private static long made(long object) {
    if (object == 0) {
      throw failure();
    }
    return object;
  }

  private static byte[] made(byte @Nullable [] bytes) {
    if (bytes == null) {
      throw failure();
    }
    return bytes;
  }

  private static IllegalStateException failure() {
    long code = OpensslCrypto.ERR_get_error();
    OpensslCrypto.ERR_clear_error();
    return new IllegalStateException(
        "libcrypto cannot generate a certificate: " + OpensslCrypto.ERR_reason_error_string(code));
  }

  @Override
  public byte[] publicKey() {
    return OpensslEvp.i2d_PUBKEY(key);
  }

  @Override
  public byte[] sign(byte[] bytes) {
    return made(OpensslEvp.EVP_DigestSign(OpensslEvp.EVP_sha256(), key, bytes));
  }

  @Override
  public byte[] random(int count) {
    byte[] bytes = new byte[count];
    if (!OpensslEvp.RAND_bytes(bytes)) {
      throw failure();
    }
    return bytes;
  }

  @Override
  public Identity identity(byte[] certificate) {
    // i2d_PrivateKey writes the traditional format of the key type: PKCS#1 or SEC1.
    Pem part = new Pem(kind.algorithm() + " PRIVATE KEY", OpensslEvp.i2d_PrivateKey(key));
    try {
      EncodedKey encoded = PrivateKeys.encoded(part, () -> null);
      return new Identity(new EncodedIdentity(encoded, List.of(certificate)));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("libcrypto generated a key that is " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    OpensslCrypto.EVP_PKEY_free(key);
  }
}
