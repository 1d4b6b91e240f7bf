package mortise.tls;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads keys and certificates of a loaded JDK key store. */
final class KeyStores {
  private KeyStores() {}

  /** The aliases of private keys, in the order of the store. */
  static List<String> keyAliases(KeyStore store) {
    try {
      List<String> aliases = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias) && store.getCertificateChain(alias) != null) {
          aliases.add(alias);
        }
      }
      return aliases;
    } catch (KeyStoreException e) {
      throw notLoaded(e);
    }
  }

  /** The certificate chains of all keys, and all trusted certificate entries. */
  static List<X509Certificate> certificates(KeyStore store) {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    try {
      for (String alias : keyAliases(store)) {
        certificates.addAll(chain(store, alias));
      }
      for (String alias : Collections.list(store.aliases())) {
        if (store.getCertificate(alias) instanceof X509Certificate certificate) {
          certificates.add(certificate);
        }
      }
    } catch (KeyStoreException e) {
      throw notLoaded(e);
    }
    return List.copyOf(certificates);
  }

  /** The certificate chain of a key, its own certificate first. */
  static List<X509Certificate> chain(KeyStore store, String alias) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : store.getCertificateChain(alias)) {
        if (certificate instanceof X509Certificate x509) {
          chain.add(x509);
        }
      }
      return chain;
    } catch (KeyStoreException e) {
      throw notLoaded(e);
    }
  }

  /**
   * Reads a private key. The empty password is tried first, then the given one.
   *
   * @throws InvalidKeyException with a message that continues "private key is"
   */
  static PrivateKey key(KeyStore store, String alias, Supplier<char @Nullable []> password)
      throws InvalidKeyException {
    try {
      Key key;
      try {
        key = store.getKey(alias, new char[0]);
      } catch (UnrecoverableKeyException _) {
        char[] word = password.get();
        if (word == null) {
          throw new UnsupportedKeyException("encrypted, and no password was given");
        }
        key = store.getKey(alias, word);
      }
      if (key instanceof PrivateKey secret) {
        return secret;
      }
      throw new UnsupportedKeyException("not a private key");
    } catch (UnrecoverableKeyException e) {
      throw new WrongPasswordException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new UnsupportedKeyException("not supported by the JDK: " + e.getMessage());
    } catch (KeyStoreException e) {
      throw notLoaded(e);
    }
  }

  private static IllegalArgumentException notLoaded(KeyStoreException e) {
    return new IllegalArgumentException("the key store is not loaded", e);
  }
}
