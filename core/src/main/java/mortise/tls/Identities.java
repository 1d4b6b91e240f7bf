package mortise.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses among several identities: on a server by the name that the client asks for and the kinds
 * of keys that it understands, on a client by the latter alone. An alias is an identity's place.
 */
final class Identities extends X509ExtendedKeyManager {
  private final List<Identity> all;

  Identities(List<Identity> all) {
    this.all = List.copyOf(all);
  }

  /** Whether one of the certificates is for this host. */
  boolean cover(HostName host) {
    return all.stream().anyMatch(identity -> identity.covers(host));
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    return alias(
        type, candidates(HandshakeObserver.of(engine).flatMap(HandshakeObserver::requestedName)));
  }

  /** Whether the keys are bytes that another library can have, and not those of a device. */
  boolean haveKeysInMemory() {
    return all.stream().allMatch(identity -> identity.encodedKey() != null);
  }

  /** All of them. */
  List<Identity> all() {
    return all;
  }

  /** Those for the name; without one, the first and whatever else is for the same hosts. */
  List<Identity> candidates(Optional<HostName> requested) {
    List<Identity> named =
        all.stream()
            .filter(identity -> requested.isPresent() && identity.covers(requested.get()))
            .toList();
    if (!named.isEmpty()) {
      return named;
    }
    Identity first = all.getFirst();
    return all.stream()
        .filter(identity -> identity == first || identity.hosts().equals(first.hosts()))
        .toList();
  }

  private String alias(String type, List<Identity> candidates) {
    return candidates.stream()
        .filter(identity -> identity.keyAlgorithm().equals(type))
        .findFirst()
        .map(identity -> Integer.toString(all.indexOf(identity)))
        .orElse(null);
  }

  /** The CAs that the server names are ignored: the client's configured identity is sent. */
  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    for (String type : types) {
      String alias = alias(type, all);
      if (alias != null) {
        return alias;
      }
    }
    return null;
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return chooseEngineClientAlias(types, issuers, null);
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return alias(type, candidates(Optional.empty()));
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return getServerAliases(type, issuers);
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return IntStream.range(0, all.size())
        .filter(place -> all.get(place).keyAlgorithm().equals(type))
        .mapToObj(Integer::toString)
        .toArray(String[]::new);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return all.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return all.get(Integer.parseInt(alias)).key();
  }
}
