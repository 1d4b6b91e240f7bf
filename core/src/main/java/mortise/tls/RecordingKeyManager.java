package mortise.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager that records in the {@link HandshakeObserver} that a handshake used it, and
 * delegates the selection.
 */
final class RecordingKeyManager extends X509ExtendedKeyManager {
  private final X509ExtendedKeyManager delegate;

  RecordingKeyManager(X509ExtendedKeyManager delegate) {
    this.delegate = delegate;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal[] issuers, SSLEngine engine) {
    HandshakeObserver.recordFull(engine);
    if (!HandshakeObserver.of(engine).map(HandshakeObserver::isAccepted).orElse(true)) {
      return null;
    }
    return delegate.chooseEngineServerAlias(type, issuers, engine);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal[] issuers, SSLEngine engine) {
    return delegate.chooseEngineClientAlias(types, issuers, engine);
  }

  @Override
  public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return delegate.chooseClientAlias(types, issuers, socket);
  }

  @Override
  public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return delegate.chooseServerAlias(type, issuers, socket);
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
    return delegate.getClientAliases(type, issuers);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
    return delegate.getServerAliases(type, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return delegate.getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return delegate.getPrivateKey(alias);
  }
}
