package mortise.tls;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Alerts in words (RFC 8446, section 6). */
final class Alerts {
  private static final Pattern RECEIVED = Pattern.compile("Received fatal alert: (\\w+)");

  private Alerts() {}

  /** What an engine's words about an alert of the peer mean; null where they are about none. */
  static String received(String message) {
    Matcher alert = RECEIVED.matcher(message == null ? "" : message);
    return alert.find() ? alert.group(1) + ": " + words(alert.group(1)) : null;
  }

  private static String words(String alert) {
    return switch (alert) {
      case "close_notify" -> "it ended the conversation in the middle of the handshake";
      case "unexpected_message" -> "it got a message that it did not expect";
      case "bad_record_mac" -> "a record was changed on the way, or the keys differ";
      case "record_overflow" -> "a record was too long for it";
      case "handshake_failure" ->
          "both sides have no settings in common, or it misses a certificate";
      case "bad_certificate" -> "it finds the certificate damaged";
      case "unsupported_certificate" -> "it does not take certificates of this kind";
      case "certificate_revoked" -> "the certificate was revoked";
      case "certificate_expired" -> "the certificate has expired";
      case "certificate_unknown" -> "it does not accept the certificate";
      case "illegal_parameter" -> "a value in the handshake cannot be right";
      case "unknown_ca" -> "it does not trust who signed the certificate";
      case "access_denied" -> "it does not let the certificate's owner in";
      case "decode_error" -> "it could not read a message";
      case "decrypt_error" -> "a signature or a finish did not fit";
      case "protocol_version" -> "both sides have no TLS version in common";
      case "insufficient_security" -> "the ciphers on offer are too weak for it";
      case "internal_error" -> "something went wrong within it";
      case "inappropriate_fallback" -> "it suspects that an older version was forced";
      case "user_canceled" -> "somebody cancelled it";
      case "no_renegotiation" -> "it does not renegotiate";
      case "missing_extension" -> "the handshake lacks an extension";
      case "unsupported_extension" -> "the handshake has an extension that it did not offer";
      case "unrecognized_name" -> "it has no certificate for the host name";
      case "bad_certificate_status_response" -> "the revocation status was not usable";
      case "unknown_psk_identity" -> "it does not know the shared key";
      case "certificate_required" -> "it wants a certificate and got none";
      case "no_application_protocol" -> "both sides have no ALPN protocol in common";
      default -> "it gave no other reason";
    };
  }
}
