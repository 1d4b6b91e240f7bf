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
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import mortise.sys.struct.Header;
import mortise.sys.struct.Pointers;

/**
 * {@code openssl/ssl.h} of the system's library, see {@link Openssl}. All calls are PLAIN unless
 * they say otherwise. No function that is INSTANT may run while a callback could be called: two of
 * the callbacks here belong to the handshake, and the third is in a context of its own.
 */
@Header(
    value = {"openssl/ssl.h", "openssl/tls1.h", "openssl/sslerr.h"},
    optional = true)
public final class OpensslSsl {
  public static final int TLS1_2_VERSION = 0x0303;
  public static final int TLS1_3_VERSION = 0x0304;
  public static final int SSL_ERROR_WANT_READ = 2;
  public static final int SSL_ERROR_ZERO_RETURN = 6;
  public static final int SSL_VERIFY_NONE = 0;
  public static final int SSL_VERIFY_PEER = 1;
  public static final int SSL_VERIFY_FAIL_IF_NO_PEER_CERT = 2;
  public static final int SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER = 0x2;
  public static final int SSL_MODE_AUTO_RETRY = 0x4;
  public static final int SSL_MODE_NO_AUTO_CHAIN = 0x8;
  public static final int SSL_MODE_RELEASE_BUFFERS = 0x10;
  public static final int SSL_SESS_CACHE_OFF = 0;
  public static final int SSL_TLSEXT_ERR_OK = 0;
  public static final int SSL_TLSEXT_ERR_ALERT_FATAL = 2;
  public static final int SSL_CTRL_MODE = 33;
  public static final int SSL_CTRL_SET_READ_AHEAD = 41;
  public static final int SSL_CTRL_SET_SESS_CACHE_MODE = 44;
  public static final int SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;
  public static final int SSL_CTRL_SET_TLSEXT_TICKET_KEYS = 59;
  public static final int SSL_CTRL_CHAIN_CERT = 89;
  public static final int SSL_CTRL_SET_GROUPS_LIST = 92;
  public static final int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
  public static final int SSL_CTRL_SET_MAX_PROTO_VERSION = 124;
  public static final int SSL_KEY_UPDATE_NOT_REQUESTED = 0;
  public static final int SSL_AD_REASON_OFFSET = 1000;
  public static final int SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM = 118;
  public static final int SSL_R_NO_SHARED_CIPHER = 193;
  public static final int SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE = 199;
  public static final int SSL_R_UNSUPPORTED_PROTOCOL = 258;
  public static final int SSL_R_WRONG_VERSION_NUMBER = 267;

  /** {@code SSL_OP_CIPHER_SERVER_PREFERENCE}. */
  public static final long SERVER_PREFERENCE = 1L << 22;

  /** {@code SSL_OP_NO_RENEGOTIATION}. */
  public static final long NO_RENEGOTIATION = 1L << 30;

  private OpensslSsl() {}

  private static final MemorySegment METHOD = function("TLS_method");
  private static final MemorySegment CTX_CLIENT_CA = function("SSL_CTX_add_client_CA");
  private static final MemorySegment SELECT_PROTO = function("SSL_select_next_proto");
  private static final MemorySegment CTX_NEW = function("SSL_CTX_new");
  private static final MemorySegment CTX_FREE = function("SSL_CTX_free");
  private static final MemorySegment CTX_CTRL = function("SSL_CTX_ctrl");
  private static final MemorySegment CTX_OPTIONS = function("SSL_CTX_set_options");
  private static final MemorySegment CTX_CERTIFICATE = function("SSL_CTX_use_certificate");
  private static final MemorySegment CTX_KEY = function("SSL_CTX_use_PrivateKey");
  private static final MemorySegment CTX_TICKETS = function("SSL_CTX_set_num_tickets");
  private static final MemorySegment CTX_ID = function("SSL_CTX_set_session_id_context");
  private static final MemorySegment CTX_VERIFY = function("SSL_CTX_set_verify");
  private static final MemorySegment CTX_VERIFIER = function("SSL_CTX_set_cert_verify_callback");
  private static final MemorySegment CTX_ALPN = function("SSL_CTX_set_alpn_select_cb");
  private static final MemorySegment CTX_ALPN_PROTOS = function("SSL_CTX_set_alpn_protos");
  private static final MemorySegment CTX_CIPHERS = function("SSL_CTX_set_cipher_list");
  private static final MemorySegment CTX_SUITES = function("SSL_CTX_set_ciphersuites");
  private static final MemorySegment CTX_KEYLOG = function("SSL_CTX_set_keylog_callback");
  private static final MemorySegment SET_CTX = function("SSL_set_SSL_CTX");
  private static final MemorySegment KEY_UPDATE = function("SSL_key_update");
  private static final MemorySegment KEY_UPDATE_TYPE = function("SSL_get_key_update_type");
  private static final MemorySegment CIPHER_NAME = function("OPENSSL_cipher_name");
  private static final MemorySegment NEW = function("SSL_new");
  private static final MemorySegment FREE = function("SSL_free");
  private static final MemorySegment BIO = function("SSL_set_bio");
  private static final MemorySegment CTRL = function("SSL_ctrl");
  private static final MemorySegment ACCEPT = function("SSL_set_accept_state");
  private static final MemorySegment CONNECT = function("SSL_set_connect_state");
  private static final MemorySegment HANDSHAKE = function("SSL_do_handshake");
  private static final MemorySegment READ = function("SSL_read");
  private static final MemorySegment WRITE = function("SSL_write");
  private static final MemorySegment ERROR = function("SSL_get_error");
  private static final MemorySegment SHUTDOWN = function("SSL_shutdown");
  private static final MemorySegment VERSION = function("SSL_version");
  private static final MemorySegment CIPHER = function("SSL_get_current_cipher");
  private static final MemorySegment STANDARD_NAME = function("SSL_CIPHER_standard_name");
  private static final MemorySegment ALPN = function("SSL_get0_alpn_selected");
  private static final MemorySegment SERVERNAME = function("SSL_get_servername");
  private static final MemorySegment REUSED = function("SSL_session_reused");
  private static final MemorySegment SET_SESSION = function("SSL_set_session");
  private static final MemorySegment GET_SESSION = function("SSL_get1_session");
  private static final MemorySegment SESSION_FREE = function("SSL_SESSION_free");
  private static final MemorySegment RESUMABLE = function("SSL_SESSION_is_resumable");
  private static final MemorySegment PEER =
      function("SSL_get1_peer_certificate", "SSL_get_peer_certificate");
  private static final MemorySegment PEER_CHAIN = function("SSL_get_peer_cert_chain");
  private static final MemorySegment EX_INDEX = function("SSL_get_ex_data_X509_STORE_CTX_idx");

  static boolean isComplete() {
    return Openssl.isComplete();
  }

  /** {@code SSL_CTX *SSL_CTX_new(TLS_method())}. */
  public static long SSL_CTX_new() {
    return call(CTX_NEW, call(METHOD));
  }

  /** {@code void SSL_CTX_free(SSL_CTX *)}, which drops one reference. */
  public static void SSL_CTX_free(long context) {
    call(CTX_FREE, context);
  }

  /** {@code long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg)}. */
  public static long SSL_CTX_ctrl(long context, int command, long number, long pointer) {
    return call(CTX_CTRL, context, command, number, pointer);
  }

  /** Of a command whose pointer is a string. */
  public static long SSL_CTX_ctrl(long context, int command, String text) {
    return call(CTX_CTRL, context, command, 0, text);
  }

  /** {@code uint64_t SSL_CTX_set_options(SSL_CTX *ctx, uint64_t op)}. */
  public static void SSL_CTX_set_options(long context, long options) {
    call(CTX_OPTIONS, context, options);
  }

  /** {@code int SSL_CTX_use_certificate(SSL_CTX *ctx, X509 *x)}. */
  public static int SSL_CTX_use_certificate(long context, long certificate) {
    return (int) call(CTX_CERTIFICATE, context, certificate);
  }

  /** {@code int SSL_CTX_use_PrivateKey(SSL_CTX *ctx, EVP_PKEY *pkey)}. */
  public static int SSL_CTX_use_PrivateKey(long context, long key) {
    return (int) call(CTX_KEY, context, key);
  }

  /** {@code int SSL_CTX_set_num_tickets(SSL_CTX *ctx, size_t num_tickets)}. */
  public static int SSL_CTX_set_num_tickets(long context, int count) {
    return (int) call(CTX_TICKETS, context, count);
  }

  /**
   * {@code int SSL_CTX_set_session_id_context(SSL_CTX *ctx, const unsigned char *, unsigned int)}.
   */
  public static int SSL_CTX_set_session_id_context(long context, byte[] id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = Openssl.memory(arena, id);
      return (int) call(CTX_ID, context, bytes.address(), id.length);
    }
  }

  /** {@code void SSL_CTX_set_verify(SSL_CTX *ctx, int mode, NULL)}. */
  public static void SSL_CTX_set_verify(long context, int mode) {
    call(CTX_VERIFY, context, mode, 0);
  }

  /**
   * {@code void SSL_CTX_set_cert_verify_callback(SSL_CTX *ctx, int (*cb)(X509_STORE_CTX *, void *),
   * void *arg)}.
   */
  public static void SSL_CTX_set_cert_verify_callback(long context, long callback) {
    call(CTX_VERIFIER, context, callback, 0);
  }

  /**
   * {@code void SSL_CTX_set_alpn_select_cb(SSL_CTX *ctx, SSL_CTX_alpn_select_cb_func cb, void
   * *arg)}.
   */
  public static void SSL_CTX_set_alpn_select_cb(long context, long callback, long argument) {
    call(CTX_ALPN, context, callback, argument);
  }

  /**
   * {@code int SSL_CTX_set_alpn_protos(SSL_CTX *ctx, const unsigned char *protos, unsigned int)}; 0
   * when it went well.
   */
  public static int SSL_CTX_set_alpn_protos(long context, byte[] protocols) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = Openssl.memory(arena, protocols);
      return (int) call(CTX_ALPN_PROTOS, context, bytes.address(), protocols.length);
    }
  }

  /**
   * {@code void SSL_CTX_set_keylog_callback(SSL_CTX *ctx, void (*cb)(const SSL *, const char *))}.
   */
  public static void SSL_CTX_set_keylog_callback(long context, long callback) {
    call(CTX_KEYLOG, context, callback);
  }

  /** {@code int SSL_CTX_set_cipher_list(SSL_CTX *ctx, const char *str)}: of TLS 1.2. */
  public static int SSL_CTX_set_cipher_list(long context, String names) {
    return (int) call(CTX_CIPHERS, context, names);
  }

  /** {@code int SSL_CTX_set_ciphersuites(SSL_CTX *ctx, const char *str)}: of TLS 1.3. */
  public static int SSL_CTX_set_ciphersuites(long context, String names) {
    return (int) call(CTX_SUITES, context, names);
  }

  /**
   * {@code const char *OPENSSL_cipher_name(const char *rfc_name)}: the name for the list; null
   * where the library lacks the suite.
   */
  public static String OPENSSL_cipher_name(String name) {
    try (Arena arena = Arena.ofConfined()) {
      String found = Openssl.string(call(CIPHER_NAME, Native.chars(arena, name).address()));
      return found == null || found.equals("(NONE)") ? null : found;
    }
  }

  /** {@code SSL *SSL_new(SSL_CTX *ctx)}; 0 without memory. */
  public static long SSL_new(long context) {
    return call(NEW, context);
  }

  /** {@code void SSL_free(SSL *ssl)}, its BIOs too. */
  public static void SSL_free(long ssl) {
    call(FREE, ssl);
  }

  /** {@code void SSL_set_bio(SSL *s, BIO *rbio, BIO *wbio)}. */
  public static void SSL_set_bio(long ssl, long read, long write) {
    call(BIO, ssl, read, write);
  }

  /** {@code SSL_CTX *SSL_set_SSL_CTX(SSL *ssl, SSL_CTX *ctx)}, which takes a reference; or 0. */
  public static long SSL_set_SSL_CTX(long ssl, long context) {
    return call(SET_CTX, ssl, context);
  }

  /** {@code int SSL_key_update(SSL *s, int updatetype)}: the next handshake call sends it. */
  public static int SSL_key_update(long ssl, int type) {
    return (int) call(KEY_UPDATE, ssl, type);
  }

  /** {@code int SSL_get_key_update_type(const SSL *s)}: that of a KeyUpdate to send, or -1. */
  public static int SSL_get_key_update_type(long ssl) {
    return (int) call(KEY_UPDATE_TYPE, ssl);
  }

  /** {@code long SSL_ctrl(SSL *ssl, int cmd, long larg, void *parg)} of a string. */
  public static long SSL_ctrl(long ssl, int command, String text) {
    return call(CTRL, ssl, command, 0, text);
  }

  /** {@code void SSL_set_accept_state(SSL *s)}. */
  public static void SSL_set_accept_state(long ssl) {
    call(ACCEPT, ssl);
  }

  /** {@code void SSL_set_connect_state(SSL *s)}. */
  public static void SSL_set_connect_state(long ssl) {
    call(CONNECT, ssl);
  }

  /** {@code int SSL_do_handshake(SSL *s)}; calls back. */
  public static int SSL_do_handshake(long ssl) {
    return (int) call(HANDSHAKE, ssl);
  }

  /** {@code int SSL_read(SSL *ssl, void *buf, int num)} into part of an array; INSTANT as below. */
  public static int SSL_read(long ssl, byte[] array, int offset, int length) {
    MemorySegment memory = ofArray(array).asSlice(offset, length);
    try {
      return (int)
          (Shortcut.IS_OPEN
              ? Shortcut.bytes(READ, ssl, memory, length)
              : (long) Calls.Bytes.CALL.invokeExact(READ, ssl, memory, length));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** {@code int SSL_read(SSL *ssl, void *buf, int num)}; INSTANT for memory BIOs. */
  public static int SSL_read(long ssl, MemorySegment buffer) {
    return (int) any(READ, noErrno(), ssl, buffer, number(buffer.byteSize()), NULL, NULL, NULL);
  }

  /** {@code int SSL_write(SSL *ssl, const void *buf, int num)} of an array; INSTANT as below. */
  public static int SSL_write(long ssl, byte[] array, int offset, int length) {
    MemorySegment memory = ofArray(array).asSlice(offset, length);
    try {
      return (int)
          (Shortcut.IS_OPEN
              ? Shortcut.bytes(WRITE, ssl, memory, length)
              : (long) Calls.Bytes.CALL.invokeExact(WRITE, ssl, memory, length));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** {@code int SSL_write(SSL *ssl, const void *buf, int num)}; INSTANT for memory BIOs. */
  public static int SSL_write(long ssl, MemorySegment buffer) {
    return (int) any(WRITE, noErrno(), ssl, buffer, number(buffer.byteSize()), NULL, NULL, NULL);
  }

  /** {@code int SSL_get_error(const SSL *ssl, int ret)}; INSTANT. */
  public static int SSL_get_error(long ssl, int result) {
    return (int) numbers(ERROR, ssl, result);
  }

  /** {@code int SSL_shutdown(SSL *ssl)}: makes close_notify. */
  public static int SSL_shutdown(long ssl) {
    return (int) call(SHUTDOWN, ssl);
  }

  /** {@code int SSL_version(const SSL *s)}. */
  public static int SSL_version(long ssl) {
    return (int) call(VERSION, ssl);
  }

  /** {@code SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl))}: the IANA name. */
  public static String cipherSuite(long ssl) {
    return Openssl.string(call(STANDARD_NAME, call(CIPHER, ssl)));
  }

  /** {@code void SSL_get0_alpn_selected(ssl, const unsigned char **data, unsigned int *len)}. */
  public static byte[] SSL_get0_alpn_selected(long ssl) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = Openssl.word(arena, 0);
      MemorySegment length = Openssl.word(arena, 0);
      call(ALPN, ssl, data.address(), length.address());
      int count = Pointers.buffer(length).getInt(0);
      return count == 0 ? new byte[0] : Openssl.bytes(Pointers.buffer(data).getLong(0), count);
    }
  }

  /** {@code const char *SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)}; null without. */
  public static String SSL_get_servername(long ssl) {
    return Openssl.string(call(SERVERNAME, ssl, 0));
  }

  /** {@code int SSL_session_reused(const SSL *s)}. */
  public static boolean SSL_session_reused(long ssl) {
    return (int) call(REUSED, ssl) != 0;
  }

  /** {@code int SSL_set_session(SSL *ssl, SSL_SESSION *session)}. */
  public static void SSL_set_session(long ssl, long session) {
    call(SET_SESSION, ssl, session);
  }

  /** {@code SSL_SESSION *SSL_get1_session(SSL *ssl)}, with a reference. */
  public static long SSL_get1_session(long ssl) {
    return call(GET_SESSION, ssl);
  }

  /** {@code void SSL_SESSION_free(SSL_SESSION *session)}. */
  public static void SSL_SESSION_free(long session) {
    call(SESSION_FREE, session);
  }

  /** {@code int SSL_SESSION_is_resumable(const SSL_SESSION *s)}. */
  public static boolean SSL_SESSION_is_resumable(long session) {
    return (int) call(RESUMABLE, session) != 0;
  }

  /**
   * {@code X509 *SSL_get1_peer_certificate(const SSL *ssl)}, with a reference; 0 where the peer
   * sent none.
   */
  public static long SSL_get1_peer_certificate(long ssl) {
    return call(PEER, ssl);
  }

  /**
   * {@code STACK_OF(X509) *SSL_get_peer_cert_chain(const SSL *ssl)}: a server's lacks the client's
   * own.
   */
  public static long SSL_get_peer_cert_chain(long ssl) {
    return call(PEER_CHAIN, ssl);
  }

  /** {@code int SSL_get_ex_data_X509_STORE_CTX_idx(void)}: where a verification has its SSL. */
  public static int SSL_get_ex_data_X509_STORE_CTX_idx() {
    return (int) call(EX_INDEX);
  }

  /** {@code int SSL_CTX_add_client_CA(SSL_CTX *ctx, X509 *x)}: an authority to name to clients. */
  public static int SSL_CTX_add_client_CA(long context, long certificate) {
    return (int) call(CTX_CLIENT_CA, context, certificate);
  }

  /**
   * {@code int SSL_select_next_proto(out, outlen, server, server_len, client, client_len)}: whether
   * both have one in common.
   */
  public static boolean SSL_select_next_proto(
      long out, long outLength, long server, long serverLength, long client, long clientLength) {
    return (int) call(SELECT_PROTO, out, outLength, server, serverLength, client, clientLength)
        == 1;
  }

  /**
   * A verifier of chains for {@link #SSL_CTX_set_cert_verify_callback}: {@code int (X509_STORE_CTX
   * *, void *)}.
   */
  public static long verifier(MethodHandle target) {
    return Native.upcall(
        target,
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  }

  /**
   * A chooser of protocols for {@link #SSL_CTX_set_alpn_select_cb}: {@code int (SSL *, const
   * unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned int inlen, void
   * *arg)}.
   */
  public static long alpnSelector(MethodHandle target) {
    return Native.upcall(
        target,
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG));
  }

  /** A key logger for {@link #SSL_CTX_set_keylog_callback}: {@code void (SSL *, const char *)}. */
  public static long keyLogger(MethodHandle target) {
    return Native.upcall(
        target, FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  }

  /** The string at an address. */
  public static String stringAt(long address) {
    return Openssl.string(address);
  }

  /** The {@code int} at an address. */
  public static int intAt(long address) {
    return Pointers.buffer(Pointers.memory(MemorySegment.ofAddress(address), Integer.BYTES))
        .getInt(0);
  }

  /** {@code SSL_CTX_set_tlsext_ticket_keys(SSL_CTX *ctx, void *keys, size_t)}. */
  public static int SSL_CTX_set_tlsext_ticket_keys(long context, byte[] keys) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = Openssl.memory(arena, keys);
      int result =
          (int)
              SSL_CTX_ctrl(context, SSL_CTRL_SET_TLSEXT_TICKET_KEYS, keys.length, bytes.address());
      bytes.asByteBuffer().put(new byte[keys.length]);
      return result;
    }
  }
}
