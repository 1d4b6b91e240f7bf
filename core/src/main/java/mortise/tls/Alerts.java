package mortise.tls;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names and descriptions of TLS alerts (RFC 8446, section 6). */
final class Alerts {
  private static final Pattern RECEIVED =
      Pattern.compile("(?:Received fatal alert|Level: fatal; Alert): (\\w+)");

  private Alerts() {}

  /**
   * Describes the alert of the peer that an engine's message reports, in the JDK's wording or in
   * that of {@link #message}; null if the message reports none.
   */
  static @Nullable String received(@Nullable String message) {
    Matcher alert = RECEIVED.matcher(message == null ? "" : message);
    return alert.find() ? alert.group(1) + ": " + description(alert.group(1)) : null;
  }

  /** Reports an alert of the peer, by its number, in the wording of the JDK's engine. */
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

  private static String description(String alert) {
    return switch (alert) {
      case "close_notify" -> "the peer closed the connection during the handshake";
      case "unexpected_message" -> "unexpected message";
      case "bad_record_mac" -> "a record was modified in transit, or the keys differ";
      case "record_overflow" -> "a record exceeds the maximum length";
      case "handshake_failure" -> "no common parameters, or a certificate is missing";
      case "bad_certificate" -> "the certificate is malformed or has an invalid signature";
      case "unsupported_certificate" -> "the certificate type is not supported";
      case "certificate_revoked" -> "the certificate is revoked";
      case "certificate_expired" -> "the certificate is expired";
      case "certificate_unknown" -> "the certificate is not accepted";
      case "illegal_parameter" -> "a handshake field has an invalid value";
      case "unknown_ca" -> "the certificate is not issued by a CA that the peer trusts";
      case "access_denied" -> "access is denied for the certificate";
      case "decode_error" -> "a message cannot be decoded";
      case "decrypt_error" -> "a signature or Finished message failed verification";
      case "protocol_version" -> "no common TLS version";
      case "insufficient_security" -> "the peer requires stronger cipher suites";
      case "internal_error" -> "internal error of the peer";
      case "inappropriate_fallback" -> "possible downgrade to an older version";
      case "user_canceled" -> "the handshake was cancelled";
      case "no_renegotiation" -> "renegotiation is not supported";
      case "missing_extension" -> "a mandatory extension is missing";
      case "unsupported_extension" -> "an extension was not offered";
      case "unrecognized_name" -> "no certificate for the server name";
      case "bad_certificate_status_response" -> "the OCSP response is invalid";
      case "unknown_psk_identity" -> "unknown PSK identity";
      case "certificate_required" -> "a client certificate is required but none was sent";
      case "no_application_protocol" -> "no common ALPN protocol";
      default -> "no description";
    };
  }
}
