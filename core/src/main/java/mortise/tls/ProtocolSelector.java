package mortise.tls;

import static java.lang.invoke.MethodType.methodType;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.util.List;
import mortise.sys.OpensslSsl;

/**
 * Selects the ALPN protocol of a libssl server (RFC 7301): the first of its own protocols that the
 * client offers. The callback must not throw: an exception in an upcall terminates the JVM.
 */
final class ProtocolSelector {
  private ProtocolSelector() {}

  private static final class Stub {
    static final long ADDRESS = make();

    private static long make() {
      try {
        return OpensslSsl.alpnSelector(
            MethodHandles.lookup()
                .findStatic(
                    ProtocolSelector.class,
                    "select",
                    methodType(
                        int.class,
                        long.class,
                        long.class,
                        long.class,
                        long.class,
                        int.class,
                        long.class)));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Installs the callback with the server's protocols in a context. */
  static void install(OpensslContext context, List<String> protocols) {
    byte[] list = AlpnNames.encode(protocols);
    MemorySegment kept = context.arena().allocate(Integer.BYTES + list.length, Integer.BYTES);
    kept.asByteBuffer().order(ByteOrder.nativeOrder()).putInt(list.length).put(list);
    OpensslSsl.SSL_CTX_set_alpn_select_cb(context.address(), Stub.ADDRESS, kept.address());
  }

  /** {@code int select(SSL *, out, outlen, in, inlen, void *)}; the last is a length and a list. */
  private static int select(
      long ssl, long out, long outLength, long offered, int offeredLength, long list) {
    try {
      boolean found =
          OpensslSsl.SSL_select_next_proto(
              out, outLength, list + Integer.BYTES, OpensslSsl.intAt(list), offered, offeredLength);
      return found ? OpensslSsl.SSL_TLSEXT_ERR_OK : OpensslSsl.SSL_TLSEXT_ERR_ALERT_FATAL;
    } catch (Throwable t) {
      return OpensslSsl.SSL_TLSEXT_ERR_ALERT_FATAL;
    }
  }
}
