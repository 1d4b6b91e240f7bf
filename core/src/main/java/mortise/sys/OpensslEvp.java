package mortise.sys;

import static mortise.sys.Openssl.call;
import static mortise.sys.Openssl.function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;
import mortise.sys.struct.Pointers;

/**
 * {@code openssl/evp.h}: keys, signatures and digests by the system's library, see {@link Openssl}.
 */
@Header(
    value = {"openssl/evp.h", "openssl/rand.h"},
    optional = true)
public final class OpensslEvp {
  public static final int EVP_PKEY_RSA = 6;
  public static final int EVP_PKEY_EC = 408;
  public static final int EVP_MAX_MD_SIZE = 64;

  /** A signature of a 16384-bit RSA key, the largest that {@code openssl/rsa.h} verifies. */
  private static final int LARGEST_SIGNATURE = 2048;

  private OpensslEvp() {}

  private static final MemorySegment RAND_BYTES = function("RAND_bytes");
  private static final MemorySegment SHA1 = function("EVP_sha1");
  private static final MemorySegment SHA256 = function("EVP_sha256");
  private static final MemorySegment DIGEST = function("EVP_Digest");
  private static final MemorySegment CTX_NEW_ID = function("EVP_PKEY_CTX_new_id");
  private static final MemorySegment CTX_FREE = function("EVP_PKEY_CTX_free");
  private static final MemorySegment CTX_CTRL_STR = function("EVP_PKEY_CTX_ctrl_str");
  private static final MemorySegment KEYGEN_INIT = function("EVP_PKEY_keygen_init");
  private static final MemorySegment KEYGEN = function("EVP_PKEY_keygen");
  private static final MemorySegment I2D_PUBKEY = function("i2d_PUBKEY");
  private static final MemorySegment I2D_PRIVATE_KEY = function("i2d_PrivateKey");
  private static final MemorySegment MD_CTX_NEW = function("EVP_MD_CTX_new");
  private static final MemorySegment MD_CTX_FREE = function("EVP_MD_CTX_free");
  private static final MemorySegment SIGN_INIT = function("EVP_DigestSignInit");
  private static final MemorySegment SIGN = function("EVP_DigestSign");
  private static final MemorySegment VERIFY_INIT = function("EVP_DigestVerifyInit");
  private static final MemorySegment VERIFY = function("EVP_DigestVerify");

  static boolean isComplete() {
    return Openssl.isComplete();
  }

  /** {@code int RAND_bytes(unsigned char *buf, int num)}; whether it could fill the array. */
  public static boolean RAND_bytes(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = Openssl.memory(arena, bytes);
      boolean filled = (int) call(RAND_BYTES, memory.address(), bytes.length) == 1;
      memory.asByteBuffer().get(bytes);
      return filled;
    }
  }

  /** {@code const EVP_MD *EVP_sha1(void)}. */
  public static long EVP_sha1() {
    return call(SHA1);
  }

  /** {@code const EVP_MD *EVP_sha256(void)}. */
  public static long EVP_sha256() {
    return call(SHA256);
  }

  /**
   * {@code int EVP_Digest(const void *data, size_t count, unsigned char *md, unsigned int *size,
   * const EVP_MD *type, NULL)}; null where it fails.
   */
  public static byte[] EVP_Digest(long type, byte[] data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment digest = Openssl.memory(arena, new byte[EVP_MAX_MD_SIZE]);
      MemorySegment size = Openssl.word(arena, 0);
      long bytes = Openssl.memory(arena, data).address();
      if ((int) call(DIGEST, bytes, data.length, digest.address(), size.address(), type, 0) != 1) {
        return null;
      }
      return Openssl.bytes(digest.address(), Pointers.buffer(size).getInt(0));
    }
  }

  /** {@code EVP_PKEY_CTX *EVP_PKEY_CTX_new_id(int id, NULL)}; 0 where it fails. */
  public static long EVP_PKEY_CTX_new_id(int id) {
    return call(CTX_NEW_ID, id, 0);
  }

  /** {@code void EVP_PKEY_CTX_free(EVP_PKEY_CTX *ctx)}. */
  public static void EVP_PKEY_CTX_free(long context) {
    call(CTX_FREE, context);
  }

  /** {@code int EVP_PKEY_CTX_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value)}. */
  public static boolean EVP_PKEY_CTX_ctrl_str(long context, String type, String value) {
    try (Arena arena = Arena.ofConfined()) {
      long name = Native.chars(arena, type).address();
      return (int) call(CTX_CTRL_STR, context, name, Native.chars(arena, value).address()) > 0;
    }
  }

  /** {@code int EVP_PKEY_keygen_init(EVP_PKEY_CTX *ctx)}. */
  public static boolean EVP_PKEY_keygen_init(long context) {
    return (int) call(KEYGEN_INIT, context) > 0;
  }

  /**
   * {@code int EVP_PKEY_keygen(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey)}: the key; 0 where it fails.
   */
  public static long EVP_PKEY_keygen(long context) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = Openssl.word(arena, 0);
      return (int) call(KEYGEN, context, key.address()) > 0 ? Pointers.buffer(key).getLong(0) : 0;
    }
  }

  /** {@code int i2d_PUBKEY(const EVP_PKEY *a, unsigned char **out)}: SubjectPublicKeyInfo. */
  public static byte[] i2d_PUBKEY(long key) {
    return OpensslCrypto.i2d(I2D_PUBKEY, key);
  }

  /** {@code int i2d_PrivateKey(const EVP_PKEY *a, unsigned char **out)}: PKCS#1 or SEC1. */
  public static byte[] i2d_PrivateKey(long key) {
    return OpensslCrypto.i2d(I2D_PRIVATE_KEY, key);
  }

  /**
   * {@code EVP_DigestSignInit} and {@code int EVP_DigestSign(EVP_MD_CTX *ctx, unsigned char *sig,
   * size_t *siglen, const unsigned char *tbs, size_t tbslen)}; null where they fail.
   *
   * @param type the digest; 0 for that which suits the key
   */
  public static byte[] EVP_DigestSign(long type, long key, byte[] data) {
    long context = call(MD_CTX_NEW);
    try (Arena arena = Arena.ofConfined()) {
      if (context == 0 || (int) call(SIGN_INIT, context, 0, type, 0, key, 0) != 1) {
        return null;
      }
      long bytes = Openssl.memory(arena, data).address();
      MemorySegment signature = Openssl.memory(arena, new byte[LARGEST_SIGNATURE]);
      MemorySegment size = Openssl.word(arena, LARGEST_SIGNATURE);
      long result = call(SIGN, context, signature.address(), size.address(), bytes, data.length, 0);
      return (int) result == 1
          ? Openssl.bytes(signature.address(), Pointers.buffer(size).getLong(0))
          : null;
    } finally {
      call(MD_CTX_FREE, context);
    }
  }

  /**
   * {@code EVP_DigestVerifyInit} and {@code int EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned
   * char *sig, size_t siglen, const unsigned char *tbs, size_t tbslen)}: whether the signature is
   * good.
   *
   * @param type the digest; 0 for that which suits the key
   */
  public static boolean EVP_DigestVerify(long type, long key, byte[] signature, byte[] data) {
    long context = call(MD_CTX_NEW);
    try (Arena arena = Arena.ofConfined()) {
      if (context == 0 || (int) call(VERIFY_INIT, context, 0, type, 0, key, 0) != 1) {
        return false;
      }
      long bytes = Openssl.memory(arena, data).address();
      long signed = Openssl.memory(arena, signature).address();
      return (int) call(VERIFY, context, signed, signature.length, bytes, data.length, 0) == 1;
    } finally {
      call(MD_CTX_FREE, context);
    }
  }
}
