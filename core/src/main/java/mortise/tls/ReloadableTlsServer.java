package mortise.tls;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import mortise.server.Connection;

/**
 * A TLS server whose configuration, such as its certificates, can be reloaded while it runs.
 * Existing connections are unaffected. Each handshake uses either the old or the new configuration.
 * Thread-safe.
 *
 * <pre>{@code
 * ReloadableTlsServer tls = ReloadableTlsServer.of(() -> TlsServer.of(Identity.ofPem(chain, key)));
 * Server server = Server.of(handler).listen(address).through(tls::accept).open();
 * ...
 * tls.reload(); // after the files were replaced
 * }</pre>
 */
public final class ReloadableTlsServer {
  /** Loads the configuration, for example from files. */
  @FunctionalInterface
  public interface Source {
    TlsServer load() throws IOException;
  }

  private final Source source;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile TlsServer current;

  private ReloadableTlsServer(Source source, TlsServer first) {
    this.source = source;
    this.current = first;
  }

  /**
   * Loads the initial configuration.
   *
   * @throws IllegalArgumentException if OpenSSL rejects the configuration and {@code
   *     -Dmortise.tls=openssl} excludes the JDK's engine
   */
  public static ReloadableTlsServer of(Source source) throws IOException {
    return new ReloadableTlsServer(source, load(source));
  }

  /** Selects the engine at once: otherwise a rejected key would fail each handshake. */
  private static TlsServer load(Source source) throws IOException {
    TlsServer loaded = source.load();
    loaded.engine();
    return loaded;
  }

  /**
   * Loads the configuration again, in the calling thread. Earlier TLS sessions are not resumed
   * afterwards, since the trusted certificates may have changed.
   *
   * @throws IOException from the source; the previous configuration then stays in use
   * @throws IllegalArgumentException as for {@link #of}; the previous configuration then stays in
   *     use
   */
  public void reload() throws IOException {
    loading.lock();
    try {
      current = load(source);
    } finally {
      loading.unlock();
    }
  }

  /** The configuration that was loaded last. */
  public TlsServer current() {
    return current;
  }

  /**
   * Performs a server handshake by {@link TlsServer#accept}, with the configuration that was loaded
   * last.
   */
  public Connection accept(Connection plain) throws IOException {
    return current.accept(plain);
  }
}
