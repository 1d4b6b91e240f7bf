package mortise.tls;

import mortise.sys.OpensslSsl;

/** libssl's reasons in clearer words than its own. */
final class OpensslReasons {
  private OpensslReasons() {}

  /** A sentence for {@code SSL_R_*}; the library's own words where it has good ones. */
  static String words(int reason, String own) {
    return switch (reason) {
      case OpensslSsl.SSL_R_UNSUPPORTED_PROTOCOL ->
          "both sides have no TLS version in common: " + own;
      case OpensslSsl.SSL_R_NO_SHARED_CIPHER ->
          "both sides have no cipher suite in common, or no certificate fits the client: " + own;
      case OpensslSsl.SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM ->
          "the client takes signatures by no key of this side: " + own;
      case OpensslSsl.SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE ->
          "the client sent no certificate, which is required";
      case OpensslSsl.SSL_R_WRONG_VERSION_NUMBER -> "a record is not TLS: " + own;
      default -> own;
    };
  }
}
