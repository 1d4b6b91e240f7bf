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
import org.jspecify.annotations.Nullable;

/**
 * A key manager that selects one of several identities: on a server by the requested server name
 * and the key types that the client supports, on a client by key type only. An alias is an index.
 */
final class Identities extends X509ExtendedKeyManager {
  private final List<Identity> all;

  Identities(List<Identity> all) {
    this.all = List.copyOf(all);
  }

  /** Whether a certificate matches this host. */
  boolean cover(HostName host) {
    return all.stream().anyMatch(identity -> identity.covers(host));
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal[] issuers, SSLEngine engine) {
    return alias(
        type, candidates(HandshakeObserver.of(engine).flatMap(HandshakeObserver::requestedName)));
  }

  /** Whether all keys can be exported, as opposed to keys of a device. */
  boolean haveKeysInMemory() {
    return all.stream().allMatch(identity -> identity.encodedKey() != null);
  }

  /** All identities, in the configured order. */
  List<Identity> all() {
    return all;
  }

  /**
   * The identities that match the requested name; without a match, the first one and all others for
   * the same hosts.
   */
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

  private @Nullable String alias(String type, List<Identity> candidates) {
    return candidates.stream()
        .filter(identity -> identity.keyAlgorithm().equals(type))
        .findFirst()
        .map(identity -> Integer.toString(all.indexOf(identity)))
        .orElse(null);
  }

  /** Ignores the server's list of CAs, so that the configured identity is always sent. */
  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal[] issuers, @Nullable SSLEngine engine) {
    for (String type : types) {
      String alias = alias(type, all);
      if (alias != null) {
        return alias;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return chooseEngineClientAlias(types, issuers, null);
  }

  @Override
  public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
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
