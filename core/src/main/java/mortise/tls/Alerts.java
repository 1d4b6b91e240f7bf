package mortise.tls;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Alerts in words (RFC 8446, section 6). */
final class Alerts {
  private static final Pattern RECEIVED =
      Pattern.compile("(?:Received fatal alert|Level: fatal; Alert): (\\w+)");

  private Alerts() {}

  /** What an engine's words about an alert of the peer mean; null where they are about none. */
  static String received(String message) {
    Matcher alert = RECEIVED.matcher(message == null ? "" : message);
    return alert.find() ? alert.group(1) + ": " + words(alert.group(1)) : null;
  }

  /** An alert by its number, as the JDK's engine reports that the peer has sent it. */
  static String message(int number) {
    return "Received fatal alert: " + name(number);
  }

  private static String name(int number) {
    return switch (number) {
      case 0 -> "close_notify";
      case 10 -> "unexpected_message";
      case 20 -> "bad_record_mac";
      case 22 -> "record_overflow";
      case 40 -> "handshake_failure";
      case 42 -> "bad_certificate";
      case 43 -> "unsupported_certificate";
      case 44 -> "certificate_revoked";
      case 45 -> "certificate_expired";
      case 46 -> "certificate_unknown";
      case 47 -> "illegal_parameter";
      case 48 -> "unknown_ca";
      case 49 -> "access_denied";
      case 50 -> "decode_error";
      case 51 -> "decrypt_error";
      case 70 -> "protocol_version";
      case 71 -> "insufficient_security";
      case 80 -> "internal_error";
      case 86 -> "inappropriate_fallback";
      case 90 -> "user_canceled";
      case 100 -> "no_renegotiation";
      case 109 -> "missing_extension";
      case 110 -> "unsupported_extension";
      case 112 -> "unrecognized_name";
      case 113 -> "bad_certificate_status_response";
      case 115 -> "unknown_psk_identity";
      case 116 -> "certificate_required";
      case 120 -> "no_application_protocol";
      default -> "alert_" + number;
    };
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
