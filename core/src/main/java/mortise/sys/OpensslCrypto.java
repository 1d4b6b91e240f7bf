package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.MemorySegment.ofArray;
import static mortise.sys.Calls.any;
import static mortise.sys.Calls.noErrno;
import static mortise.sys.Calls.numbers;
import static mortise.sys.Native.number;
import static mortise.sys.Native.rethrow;
import static mortise.sys.Openssl.call;
import static mortise.sys.Openssl.function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/**
 * What of libcrypto TLS needs: errors, memory BIOs, certificates and keys in DER. Of the system's
 * library, see {@link Openssl}.
 */
@Header(
    value = {"openssl/crypto.h", "openssl/err.h", "openssl/bio.h", "openssl/x509_vfy.h"},
    optional = true)
public final class OpensslCrypto {
  public static final int OPENSSL_VERSION = 0;
  public static final int OPENSSL_INIT_NO_ATEXIT = 0x80000;
  public static final int ERR_LIB_SSL = 20;
  public static final int BIO_CTRL_PENDING = 10;
  public static final int BIO_C_SET_BUF_MEM = 114;
  public static final int BIO_CLOSE = 1;
  public static final int X509_V_OK = 0;
  public static final int X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY = 20;
  public static final int X509_V_ERR_CERT_NOT_YET_VALID = 9;
  public static final int X509_V_ERR_CERT_HAS_EXPIRED = 10;
  public static final int X509_V_ERR_CERT_REVOKED = 23;
  public static final int X509_V_ERR_CERT_REJECTED = 28;

  private OpensslCrypto() {}

  private static final MemorySegment VERSION = function("OpenSSL_version");
  private static final MemorySegment VERSION_NUM = function("OpenSSL_version_num");
  private static final MemorySegment INIT = function("OPENSSL_init_crypto");
  private static final MemorySegment SK_NUM = function("OPENSSL_sk_num");
  private static final MemorySegment SK_VALUE = function("OPENSSL_sk_value");
  private static final MemorySegment ERR_GET = function("ERR_get_error");
  private static final MemorySegment ERR_CLEAR = function("ERR_clear_error");
  private static final MemorySegment ERR_PEEK = function("ERR_peek_error");
  private static final MemorySegment ERR_REASON = function("ERR_reason_error_string");
  private static final MemorySegment BIO_NEW = function("BIO_new");
  private static final MemorySegment BIO_S_MEM = function("BIO_s_mem");
  private static final MemorySegment BIO_READ = function("BIO_read");
  private static final MemorySegment BIO_WRITE = function("BIO_write");
  private static final MemorySegment BIO_CTRL = function("BIO_ctrl");
  private static final MemorySegment BUF_MEM_NEW = function("BUF_MEM_new");
  private static final MemorySegment D2I_X509 = function("d2i_X509");
  private static final MemorySegment I2D_X509 = function("i2d_X509");
  private static final MemorySegment X509_FREE = function("X509_free");
  private static final MemorySegment D2I_KEY = function("d2i_AutoPrivateKey");
  private static final MemorySegment EVP_PKEY_FREE = function("EVP_PKEY_free");
  private static final MemorySegment PUBKEY = function("X509_get0_pubkey");
  private static final MemorySegment NOT_BEFORE = function("X509_get0_notBefore");
  private static final MemorySegment NOT_AFTER = function("X509_get0_notAfter");
  private static final MemorySegment CMP_CURRENT_TIME = function("X509_cmp_current_time");
  private static final MemorySegment STORE_CTX_UNTRUSTED =
      function("X509_STORE_CTX_get0_untrusted");
  private static final MemorySegment STORE_CTX_CERT = function("X509_STORE_CTX_get0_cert");
  private static final MemorySegment STORE_CTX_ERROR = function("X509_STORE_CTX_set_error");
  private static final MemorySegment STORE_CTX_EX_DATA = function("X509_STORE_CTX_get_ex_data");

  static boolean isComplete() {
    return Openssl.isComplete();
  }

  /** {@code const char *OpenSSL_version(int t)}. */
  static String OpenSSL_version(int what) {
    return Openssl.string(call(VERSION, what));
  }

  /** {@code unsigned long OpenSSL_version_num(void)}. */
  public static long OpenSSL_version_num() {
    return call(VERSION_NUM);
  }

  /** {@code int OPENSSL_init_crypto(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings)}. */
  static void OPENSSL_init_crypto(long options) {
    call(INIT, options, 0);
  }

  /** {@code int OPENSSL_sk_num(const OPENSSL_STACK *)}; 0 for {@code NULL}. */
  public static int OPENSSL_sk_num(long stack) {
    return Math.max(0, (int) call(SK_NUM, stack));
  }

  /** {@code void *OPENSSL_sk_value(const OPENSSL_STACK *, int i)}. */
  public static long OPENSSL_sk_value(long stack, int place) {
    return call(SK_VALUE, stack, place);
  }

  /** {@code unsigned long ERR_get_error(void)}: takes the oldest of the thread's errors; or 0. */
  public static long ERR_get_error() {
    return any(ERR_GET, noErrno(), 0, NULL, NULL, NULL, NULL, NULL);
  }

  /** {@code void ERR_clear_error(void)}; INSTANT. */
  public static void ERR_clear_error() {
    numbers(ERR_CLEAR, 0, 0);
  }

  /** {@code unsigned long ERR_peek_error(void)}: the oldest error, or 0; INSTANT. */
  public static long ERR_peek_error() {
    return numbers(ERR_PEEK, 0, 0);
  }

  /** {@code const char *ERR_reason_error_string(unsigned long e)}, in words. */
  public static String ERR_reason_error_string(long error) {
    return Openssl.plain(Openssl.string(call(ERR_REASON, error)));
  }

  /** {@code int ERR_GET_LIB(unsigned long e)}, which 3.0 has changed. */
  public static int ERR_GET_LIB(long error) {
    return (int) (isBefore3() ? error >> 24 & 0xFF : error >> 23 & 0xFF);
  }

  /** {@code int ERR_GET_REASON(unsigned long e)}, which 3.0 has changed. */
  public static int ERR_GET_REASON(long error) {
    return (int) (isBefore3() ? error & 0xFFF : error & 0x7FFFFF);
  }

  private static boolean isBefore3() {
    return OpenSSL_version_num() < 0x30000000L;
  }

  /** {@code BIO_new(BIO_s_mem())}. */
  public static long BIO_new_mem() {
    return call(BIO_NEW, call(BIO_S_MEM));
  }

  /** {@code int BIO_read(BIO *b, void *data, int dlen)} into an array; INSTANT for memory BIOs. */
  public static int BIO_read(long bio, byte[] array, int offset, int length) {
    MemorySegment memory = ofArray(array).asSlice(offset, length);
    try {
      return (int)
          (Shortcut.IS_OPEN
              ? Shortcut.bytes(BIO_READ, bio, memory, length)
              : (long) Calls.Bytes.CALL.invokeExact(BIO_READ, bio, memory, length));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** {@code int BIO_write(BIO *b, const void *data, int dlen)} of an array; INSTANT as above. */
  public static int BIO_write(long bio, byte[] array, int offset, int length) {
    MemorySegment memory = ofArray(array).asSlice(offset, length);
    try {
      return (int)
          (Shortcut.IS_OPEN
              ? Shortcut.bytes(BIO_WRITE, bio, memory, length)
              : (long) Calls.Bytes.CALL.invokeExact(BIO_WRITE, bio, memory, length));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** {@code long BIO_ctrl(BIO *b, int cmd, long larg, void *parg)}; INSTANT for memory. */
  public static long BIO_ctrl(long bio, int command) {
    return any(BIO_CTRL, noErrno(), bio, number(command), NULL, NULL, NULL, NULL);
  }

  /**
   * {@code BIO_set_mem_buf(BIO *b, BUF_MEM_new(), BIO_CLOSE)}: the memory that a memory BIO has
   * grown to is freed, with what is in it. Does nothing where there is no memory for a new buffer.
   */
  public static void BIO_set_mem_buf(long bio) {
    long buffer = call(BUF_MEM_NEW);
    if (buffer != 0) {
      call(BIO_CTRL, bio, BIO_C_SET_BUF_MEM, BIO_CLOSE, buffer);
    }
  }

  /** {@code X509 *d2i_X509(NULL, const unsigned char **in, long len)}; 0 where it is none. */
  public static long d2i_X509(byte[] der) {
    return d2i(D2I_X509, der);
  }

  /** {@code int i2d_X509(const X509 *x, unsigned char **out)}. */
  public static byte[] i2d_X509(long certificate) {
    return i2d(I2D_X509, certificate);
  }

  static byte[] i2d(MemorySegment function, long object) {
    int length = (int) call(function, object, 0);
    if (length < 0) {
      throw new IllegalStateException("libcrypto cannot encode an object that it has made");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment der = arena.allocate(Math.max(1, length));
      call(function, object, Openssl.word(arena, der.address()).address());
      byte[] bytes = new byte[length];
      der.asByteBuffer().get(bytes);
      der.asByteBuffer().put(new byte[length]); // it may be a key
      return bytes;
    }
  }

  /** {@code void X509_free(X509 *a)}. */
  public static void X509_free(long certificate) {
    call(X509_FREE, certificate);
  }

  /** {@code EVP_PKEY *X509_get0_pubkey(const X509 *x)}; 0 where it cannot be read. */
  public static long X509_get0_pubkey(long certificate) {
    return call(PUBKEY, certificate);
  }

  /**
   * {@code X509_cmp_current_time(X509_get0_notBefore(x))}: whether a certificate is valid now, by
   * both of its dates.
   */
  public static boolean isValidNow(long certificate) {
    return (int) call(CMP_CURRENT_TIME, call(NOT_BEFORE, certificate)) < 0
        && (int) call(CMP_CURRENT_TIME, call(NOT_AFTER, certificate)) > 0;
  }

  /** {@code EVP_PKEY *d2i_AutoPrivateKey(NULL, const unsigned char **pp, long len)}, PKCS#8 too. */
  public static long d2i_AutoPrivateKey(byte[] der) {
    return d2i(D2I_KEY, der);
  }

  private static long d2i(MemorySegment function, byte[] der) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = Openssl.memory(arena, der);
      MemorySegment in = Openssl.word(arena, bytes.address());
      long made = call(function, 0, in.address(), der.length);
      bytes.asByteBuffer().put(new byte[der.length]); // it may have been a key
      return made;
    }
  }

  /** {@code void EVP_PKEY_free(EVP_PKEY *key)}. */
  public static void EVP_PKEY_free(long key) {
    call(EVP_PKEY_FREE, key);
  }

  /** {@code STACK_OF(X509) *X509_STORE_CTX_get0_untrusted(ctx)}: what the peer has sent. */
  public static long X509_STORE_CTX_get0_untrusted(long context) {
    return call(STORE_CTX_UNTRUSTED, context);
  }

  /** {@code X509 *X509_STORE_CTX_get0_cert(ctx)}: the peer's own. */
  public static long X509_STORE_CTX_get0_cert(long context) {
    return call(STORE_CTX_CERT, context);
  }

  /** {@code void X509_STORE_CTX_set_error(X509_STORE_CTX *ctx, int s)}. */
  public static void X509_STORE_CTX_set_error(long context, int error) {
    call(STORE_CTX_ERROR, context, error);
  }

  /** {@code void *X509_STORE_CTX_get_ex_data(const X509_STORE_CTX *ctx, int idx)}. */
  public static long X509_STORE_CTX_get_ex_data(long context, int index) {
    return call(STORE_CTX_EX_DATA, context, index);
  }
}
