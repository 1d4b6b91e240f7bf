package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Certificates that are decoded when somebody looks at them. */
final class LazyCertificatesTest {
  private final AtomicInteger asked = new AtomicInteger();

  private List<X509Certificate> certificates() {
    return new LazyCertificates(() -> {
      asked.getAndIncrement();
      return List.of();
    });
  }

  @Test
  void factsOfAHandshakeDoNotDecodeThem() {
    List<X509Certificate> certificates = certificates();
    TlsInfo facts =
        new TlsInfo("TLSv1.3", "A", Optional.empty(), Optional.empty(), certificates, false);
    assertThat(facts.peerCertificates()).isSameAs(certificates);
    assertThat(asked).hasValue(0);
  }

  @Test
  void sourceIsAskedOnce() {
    List<X509Certificate> certificates = certificates();
    assertThat(certificates).isEmpty();
    assertThat(certificates).isEqualTo(List.of()).hasSameHashCodeAs(List.of());
    assertThat(asked).hasValue(1);
  }

  @Test
  void theyCannotBeChanged() {
    assertThatThrownBy(() -> certificates().add(null))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
