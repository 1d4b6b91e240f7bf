package mortise.server;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import mortise.net.Printable;

/**
 * What a TLS handshake agreed on.
 *
 * @param protocol as the engine names it: "TLSv1.3"
 * @param cipherSuite as the engine names it: "TLS_AES_256_GCM_SHA384"
 * @param alpnProtocol the protocol chosen by ALPN (RFC 7301), if any
 * @param serverName the name that the client asked for by SNI (RFC 6066), if any
 * @param peerCertificates the peer's verified chain, its own first; empty where it sent none
 * @param resumed whether an earlier session went on
 */
public record TlsInfo(
    String protocol,
    String cipherSuite,
    Optional<String> alpnProtocol,
    Optional<String> serverName,
    List<X509Certificate> peerCertificates,
    boolean resumed) {
  public TlsInfo {
    peerCertificates =
        peerCertificates instanceof LazyCertificates lazy ? lazy : List.copyOf(peerCertificates);
  }

  /** One line; what the peer chose is escaped, and of its certificates the subject is named. */
  @Override
  public String toString() {
    return Printable.line(
        "TlsInfo["
            + (protocol + ", " + cipherSuite)
            + alpnProtocol.map(name -> ", ALPN " + name).orElse("")
            + serverName.map(name -> ", SNI " + name).orElse("")
            + peerCertificates.stream()
                .findFirst()
                .map(own -> ", subject " + own.getSubjectX500Principal())
                .orElse("")
            + (resumed ? ", resumed]" : "]"));
  }
}
