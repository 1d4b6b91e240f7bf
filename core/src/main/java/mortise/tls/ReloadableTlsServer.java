package mortise.tls;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import mortise.server.Connection;

/**
 * A TLS server whose certificates are read again while it runs. Connections that are there stay as
 * they are; those that come later, and those that shake hands at that moment, get one or the other
 * and never a mixture.
 *
 * <pre>{@code
 * ReloadableTlsServer tls = ReloadableTlsServer.of(() -> TlsServer.of(Identity.ofPem(chain, key)));
 * Server server = Server.of(handler).listen(address).through(tls::accept).open();
 * ...
 * tls.reload(); // the files are new
 * }</pre>
 */
public final class ReloadableTlsServer {
  /** Where the server comes from: reads the files. */
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
   * Reads for the first time.
   *
   * @throws IllegalArgumentException when OpenSSL refuses what was read and is not to be replaced
   */
  public static ReloadableTlsServer of(Source source) throws IOException {
    return new ReloadableTlsServer(source, load(source));
  }

  /** Chooses the engine now: a key that it refuses would fail each handshake otherwise. */
  private static TlsServer load(Source source) throws IOException {
    TlsServer loaded = source.load();
    loaded.engine();
    return loaded;
  }

  /**
   * Reads again. Sessions of before are not resumed, since whom to trust may have changed too.
   *
   * @throws IOException as of the source; the server then stays what it was
   * @throws IllegalArgumentException as of {@link #of}; the server then stays what it was
   */
  public void reload() throws IOException {
    loading.lock();
    try {
      current = load(source);
    } finally {
      loading.unlock();
    }
  }

  /** What was read last. */
  public TlsServer current() {
    return current;
  }

  /** {@link TlsServer#accept} of what was read last. */
  public Connection accept(Connection plain) throws IOException {
    return current.accept(plain);
  }
}
