package mortise.server;

import java.security.cert.X509Certificate;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that are decoded when they are first asked for: most servers never look at them, and
 * decoding them takes longer than the rest of a handshake. Immutable and thread-safe.
 */
public final class LazyCertificates extends AbstractList<X509Certificate> implements RandomAccess {
  /** Null once it has been asked. Guarded by this. */
  private @Nullable Supplier<List<X509Certificate>> source;

  private volatile @Nullable List<X509Certificate> decoded;

  /**
   * Certificates that a source makes.
   *
   * @param source called once at most
   */
  public LazyCertificates(Supplier<List<X509Certificate>> source) {
    this.source = source;
  }

  private List<X509Certificate> decoded() {
    List<X509Certificate> known = decoded;
    if (known == null) {
      synchronized (this) {
        if (decoded == null) {
          decoded = List.copyOf(Objects.requireNonNull(source, "source").get());
          source = null;
        }
        known = decoded;
      }
    }
    return known;
  }

  @Override
  public X509Certificate get(int index) {
    return decoded().get(index);
  }

  @Override
  public int size() {
    return decoded().size();
  }
}
