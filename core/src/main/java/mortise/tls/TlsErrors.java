package mortise.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXReason;
import java.util.HexFormat;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import mortise.net.Address;
import mortise.net.Printable;
import mortise.net.Unix;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/** Creates the exceptions and messages for errors of engines and peers. */
final class TlsErrors {
  private static final int SHOWN = 8;
  private static final String HANDSHAKE = "TLS handshake with ";
  private static final String CONNECTION = "TLS connection with ";
  private static final String UNTRUSTED = "certificate not issued by a trusted CA";

  private TlsErrors() {}

  /** The peer's address for messages, or "the peer" if it has none. */
  static String peer(Connection connection) {
    return peer(peerAddress(connection));
  }

  static String peer(@Nullable Address address) {
    boolean isNamed = address != null && !(address instanceof Unix unix && unix.isUnnamed());
    return isNamed ? address.toString() : "the peer";
  }

  /** The peer's address, or null if the connection is closed or not connected. */
  static @Nullable Address peerAddress(Connection connection) {
    try {
      return connection.peerAddress();
    } catch (IOException e) {
      return null;
    }
  }

  /** Creates the exception for a failed handshake from the engine's exception. */
  static SSLException handshake(String peer, SSLException thrown) {
    String message = "" + thrown.getMessage();
    if (message.startsWith(HANDSHAKE)) {
      return thrown;
    }
    boolean hasPeer = message.startsWith(CONNECTION + peer);
    String reason =
        hasPeer ? message.substring(CONNECTION.length() + peer.length() + 2) : reason(thrown);
    return handshake(peer, reason, thrown);
  }

  /** Wraps an undeclared exception of the JDK's engine, whose parsers do not check every length. */
  static SSLException engine(RuntimeException thrown) {
    return new SSLException("the engine failed to parse data of the peer: " + thrown, thrown);
  }

  static SSLHandshakeException handshake(String peer, String reason) {
    return handshake(peer, reason, null);
  }

  private static SSLHandshakeException handshake(
      String peer, String reason, @Nullable Throwable cause) {
    return new SSLHandshakeException(HANDSHAKE + peer + ": " + reason, cause);
  }

  /** Creates the exception for a failed connection from the engine's exception. */
  static SSLException connection(String peer, SSLException thrown) {
    return new SSLException(CONNECTION + peer + ": " + reason(thrown), thrown);
  }

  static SSLException connection(String peer, String reason) {
    return new SSLException(CONNECTION + peer + ": " + reason);
  }

  private static String reason(SSLException thrown) {
    if (("" + thrown.getMessage()).startsWith("Illegal server name")) {
      // SNIHostName throws; only the property keeps the engine from creating one.
      return "the JDK's engine rejects the requested server name (expected letters, digits and"
          + " hyphens); -Djdk.tls.server.disableExtensions=server_name accepts others";
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      // An alert that was sent unencrypted, as by OpenSSL's clients, is in a cause.
      String alert = Alerts.received(cause.getMessage());
      if (alert != null) {
        return "the peer sent alert " + alert;
      }
      String problem = certificateMessage(cause);
      if (problem != null) {
        return problem;
      }
    }
    return Printable.line("" + thrown.getMessage());
  }

  /** Whether the reason of a failure is that no trusted CA issued the certificate. */
  static boolean isUntrusted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (UNTRUSTED.equals(certificateMessage(cause))) {
        return true;
      }
    }
    return false;
  }

  /** The message for a cause that concerns the peer's certificate; null for other causes. */
  private static @Nullable String certificateMessage(Throwable cause) {
    return switch (cause) {
      case CertificateDateException e -> "certificate rejected: " + e.getMessage();
      case CertificateExpiredException e -> "certificate expired: " + e.getMessage();
      case CertificateNotYetValidException e -> "certificate not yet valid: " + e.getMessage();
      case CertPathValidatorException e when e.getReason() == PKIXReason.NO_TRUST_ANCHOR ->
          UNTRUSTED;
      case CertPathBuilderException _ -> UNTRUSTED;
      case CertificateParsingException e when EmptyNameCertificate.isRefusal(e) ->
          "the certificate has an empty issuer or subject, which the JDK's engine does not support"
              + " (OpenSSL does)";
      case CertificateException e when e.getCause() == null ->
          "certificate rejected: " + Printable.line("" + e.getMessage());
      default -> null;
    };
  }

  /**
   * Creates the exception for first bytes that are no TLS handshake. Does not change {@code read}.
   */
  static SSLHandshakeException notTls(String peer, ByteBuffer read) {
    return handshake(peer, "expected a TLS handshake but was " + printable(read));
  }

  /** Creates the exception for an invalid record type. */
  static SSLException notARecord(String peer, ByteBuffer read) {
    return connection(peer, "expected a TLS record but was " + printable(read));
  }

  /** Formats the first bytes, as text if they are printable. */
  static String printable(ByteBuffer read) {
    byte[] bytes = new byte[Math.min(SHOWN, read.remaining())];
    read.get(read.position(), bytes);
    for (byte b : bytes) {
      if (b < ' ' && b != '\r' && b != '\n' && b != '\t' || b == 0x7f) {
        return "the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes);
      }
    }
    String text = new String(bytes, StandardCharsets.US_ASCII);
    return '"' + text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t") + '"';
  }
}
