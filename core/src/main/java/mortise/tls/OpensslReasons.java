package mortise.tls;

import mortise.sys.OpensslSsl;

/** Messages for libssl's error reasons. */
final class OpensslReasons {
  private OpensslReasons() {}

  /** The message for {@code SSL_R_*}; libssl's own one by default. */
  static String message(int reason, String own) {
    return switch (reason) {
      case OpensslSsl.SSL_R_UNSUPPORTED_PROTOCOL -> "no common TLS version: " + own;
      case OpensslSsl.SSL_R_NO_SHARED_CIPHER ->
          "no common cipher suite, or no certificate that the client supports: " + own;
      case OpensslSsl.SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM ->
          "the client supports no signature algorithm of the server's keys: " + own;
      case OpensslSsl.SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE ->
          "a client certificate is required but none was sent";
      case OpensslSsl.SSL_R_WRONG_VERSION_NUMBER -> "not a TLS record: " + own;
      default -> own;
    };
  }
}
