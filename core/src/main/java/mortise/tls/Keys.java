package mortise.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A key manager that notes which handshakes asked it; another one answers. */
final class Keys extends X509ExtendedKeyManager {
  private final X509ExtendedKeyManager answers;

  Keys(X509ExtendedKeyManager answers) {
    this.answers = answers;
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    Greeting.full(engine);
    if (!Greeting.of(engine).map(Greeting::isAccepted).orElse(true)) {
      return null;
    }
    return answers.chooseEngineServerAlias(type, issuers, engine);
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    return answers.chooseEngineClientAlias(types, issuers, engine);
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return answers.chooseClientAlias(types, issuers, socket);
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return answers.chooseServerAlias(type, issuers, socket);
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return answers.getClientAliases(type, issuers);
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return answers.getServerAliases(type, issuers);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return answers.getCertificateChain(alias);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return answers.getPrivateKey(alias);
  }
}
