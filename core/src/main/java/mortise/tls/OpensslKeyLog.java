package mortise.tls;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandles;
import java.util.HexFormat;
import mortise.sys.OpensslSsl;
import org.jspecify.annotations.Nullable;

/**
 * Reads the traffic secret that a KeyUpdate of libssl starts. libssl reveals secrets to the key log
 * callback of a context only, {@code SSLKEYLOGFILE}'s, so a connection gets a context with that
 * callback for the duration of the KeyUpdate. Contexts of connections have none: SSL_read would
 * call it for updates of the peer, and it is a call that must not call back.
 */
final class OpensslKeyLog {
  private static final ThreadLocal<String> LINE = new ThreadLocal<>();

  private OpensslKeyLog() {}

  private static final class Context {
    /** An {@code SSL_CTX}, or 0. */
    static final long ADDRESS = make();

    private static long make() {
      long context = OpensslSsl.SSL_CTX_new();
      if (context != 0) {
        OpensslSsl.SSL_CTX_set_keylog_callback(context, callback());
      }
      return context;
    }

    private static long callback() {
      try {
        return OpensslSsl.keyLogger(
            MethodHandles.lookup()
                .findStatic(
                    OpensslKeyLog.class, "log", methodType(void.class, long.class, long.class)));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  /**
   * Queues a KeyUpdate of an established TLS 1.3 connection, and returns the secret of the records
   * after it; null if libssl does not log it, as 1.1.1.
   *
   * @param own the context of the connection
   */
  static byte @Nullable [] secretOfKeyUpdate(long ssl, long own) {
    if (Context.ADDRESS == 0 || OpensslSsl.SSL_set_SSL_CTX(ssl, Context.ADDRESS) == 0) {
      return null;
    }
    try {
      OpensslSsl.SSL_key_update(ssl, OpensslSsl.SSL_KEY_UPDATE_NOT_REQUESTED);
      OpensslSsl.SSL_do_handshake(ssl);
      String line = LINE.get();
      // The label, the client's random bytes, the secret.
      return line == null
          ? null
          : HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1));
    } finally {
      LINE.remove();
      OpensslSsl.SSL_set_SSL_CTX(ssl, own);
    }
  }

  /** {@code void log(const SSL *, const char *line)}; must not throw. */
  private static void log(long ssl, long line) {
    try {
      LINE.set(OpensslSsl.stringAt(line));
    } catch (Throwable _) {
      // Most likely an OutOfMemoryError; the secret stays unknown.
    }
  }
}
