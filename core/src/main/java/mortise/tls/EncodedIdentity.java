package mortise.tls;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.OpensslCrypto;
import mortise.sys.OpensslEvp;

/**
 * A key and its certificates as libcrypto has read and compared them. The JDK's objects are made of
 * them when they are asked for, which a server over libssl does not: the first ones cost a start a
 * tenth of a second and more.
 *
 * @param chain in DER, the key's own certificate first
 */
record EncodedIdentity(EncodedKey key, List<byte[]> chain) {
  /**
   * The identity that files have; null where libcrypto is not used or refuses anything at all, for
   * the JDK's way to find it out.
   */
  static EncodedIdentity of(KeyFile chainFile, KeyFile keyFile) {
    if (TlsEngine.preferred() != TlsEngine.OPENSSL) {
      return null;
    }
    List<Long> certificates = new ArrayList<>();
    try {
      List<byte[]> chain = new ArrayList<>();
      for (Pem part : chainFile.certificateParts()) {
        Asn1.parse(part.der()); // libcrypto passes over what is behind a certificate
        long read = OpensslCrypto.d2i_X509(part.der());
        if (read == 0) {
          return null;
        }
        certificates.add(read);
        chain.add(part.der());
      }
      return match(keyFile.keyParts(), certificates, chain);
    } catch (InvalidKeyException e) {
      return null;
    } finally {
      for (long certificate : certificates) {
        OpensslCrypto.X509_free(certificate);
      }
      OpensslCrypto.ERR_clear_error();
    }
  }

  /** The first key that is a certificate's, where that is valid; no other key may be unreadable. */
  private static EncodedIdentity match(List<Pem> keys, List<Long> certificates, List<byte[]> chain)
      throws InvalidKeyException {
    for (Pem part : keys) {
      if (part.isEncrypted() || part.label().startsWith("ENCRYPTED")) {
        return null; // the JDK's ciphers open it
      }
      EncodedKey key = PrivateKeys.encoded(part, () -> null);
      int place = place(key, certificates);
      if (place >= 0) {
        if (!OpensslCrypto.isValidNow(certificates.get(place))) {
          return null;
        }
        chain.addFirst(chain.remove(place));
        return new EncodedIdentity(key, List.copyOf(chain));
      }
    }
    return null;
  }

  private static int place(EncodedKey key, List<Long> certificates) {
    long read = OpensslCrypto.d2i_AutoPrivateKey(key.der());
    if (read == 0) {
      return -1;
    }
    try {
      for (int i = 0; i < certificates.size(); i++) {
        if (fits(read, OpensslCrypto.X509_get0_pubkey(certificates.get(i)))) {
          return i;
        }
      }
      return -1;
    } finally {
      OpensslCrypto.EVP_PKEY_free(read);
    }
  }

  /** Whether what the one signs the other verifies, as {@link KeyMatch#fits}. */
  private static boolean fits(long key, long certified) {
    if (certified == 0) {
      return false;
    }
    byte[] words = {'m', 'o', 'r', 't', 'i', 's', 'e'};
    byte[] signature = OpensslEvp.EVP_DigestSign(0, key, words);
    return signature != null && OpensslEvp.EVP_DigestVerify(0, certified, signature, words);
  }
}
