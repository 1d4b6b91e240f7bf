package mortise.tls;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.OpensslCrypto;
import mortise.sys.OpensslEvp;
import org.jspecify.annotations.Nullable;

/**
 * An encoded key and its certificates, parsed and matched by libcrypto. The JDK's objects are
 * created lazily, since a server over libssl does not need them: the first ones add 100 ms and more
 * to a start.
 *
 * @param chain in DER, the key's own certificate first
 */
record EncodedIdentity(EncodedKey key, List<byte[]> chain) {
  /**
   * Reads the identity of two files. Returns null if libcrypto is not used or rejects anything; the
   * JDK then parses the files and reports the reason.
   */
  static @Nullable EncodedIdentity of(KeyFile chainFile, KeyFile keyFile) {
    if (TlsEngine.preferred() != TlsEngine.OPENSSL) {
      return null;
    }
    List<Long> certificates = new ArrayList<>();
    try {
      List<byte[]> chain = new ArrayList<>();
      for (Pem part : chainFile.certificateParts()) {
        Asn1.parse(part.der()); // libcrypto ignores trailing bytes
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

  /**
   * Finds the first key that matches a certificate, which must be valid now. Returns null if there
   * is none or a key before it cannot be parsed.
   */
  private static @Nullable EncodedIdentity match(
      List<Pem> keys, List<Long> certificates, List<byte[]> chain) throws InvalidKeyException {
    for (Pem part : keys) {
      if (part.isEncrypted() || part.label().startsWith("ENCRYPTED")) {
        return null; // decrypted by the JDK's ciphers
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

  /**
   * Whether a signature of the private key verifies with the public key, as {@link KeyMatch#fits}.
   */
  private static boolean fits(long key, long certified) {
    if (certified == 0) {
      return false;
    }
    byte[] words = {'m', 'o', 'r', 't', 'i', 's', 'e'};
    byte[] signature = OpensslEvp.EVP_DigestSign(0, key, words);
    return signature != null && OpensslEvp.EVP_DigestVerify(0, certified, signature, words);
  }
}
