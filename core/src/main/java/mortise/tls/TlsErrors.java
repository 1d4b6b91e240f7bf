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

/** The one place where what an engine or a peer did wrong becomes a sentence. */
final class TlsErrors {
  private static final int SHOWN = 8;
  private static final String HANDSHAKE = "TLS handshake with ";
  private static final String CONVERSATION = "TLS with ";
  private static final String NOBODY =
      "nobody who is trusted here has signed the peer's certificate";

  private TlsErrors() {}

  /** The peer's address as a sentence's subject. */
  static String peer(Connection connection) {
    try {
      Address peer = connection.peerAddress();
      boolean isUnnamed = peer instanceof Unix unix && unix.isUnnamed();
      return isUnnamed ? "the peer" : peer.toString();
    } catch (IOException e) {
      return "the peer"; // gone meanwhile, or a socket whose peer has no name
    }
  }

  /** The handshake failed, with the engine's reason. */
  static SSLException handshake(String peer, SSLException thrown) {
    String message = "" + thrown.getMessage();
    if (message.startsWith(HANDSHAKE)) {
      return thrown;
    }
    boolean told = message.startsWith(CONVERSATION + peer);
    String words =
        told ? message.substring(CONVERSATION.length() + peer.length() + 2) : words(thrown);
    return handshake(peer, words, thrown);
  }

  /** The engine has thrown what it does not declare: its parsers do not check every length. */
  static SSLException engine(RuntimeException thrown) {
    return new SSLException("the engine cannot read what the peer sent (" + thrown + ")", thrown);
  }

  static SSLHandshakeException handshake(String peer, String words) {
    return handshake(peer, words, null);
  }

  private static SSLHandshakeException handshake(String peer, String words, Throwable cause) {
    return new SSLHandshakeException(HANDSHAKE + peer + ": " + words, cause);
  }

  /** The conversation failed, with the engine's reason. */
  static SSLException conversation(String peer, SSLException thrown) {
    return new SSLException(CONVERSATION + peer + ": " + words(thrown), thrown);
  }

  static SSLException conversation(String peer, String words) {
    return new SSLException(CONVERSATION + peer + ": " + words);
  }

  private static String words(SSLException thrown) {
    if (("" + thrown.getMessage()).startsWith("Illegal server name")) {
      // SNIHostName throws, and nothing but the property keeps the engine from making one.
      return "the client asks for a name that the JDK's engine does not take: expected letters,"
          + " digits and hyphens; -Djdk.tls.server.disableExtensions=server_name serves it";
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      // In a cause where the peer has sent it in the clear, as OpenSSL's clients do.
      String alert = Alerts.received(cause.getMessage());
      if (alert != null) {
        return "the peer ended it with " + alert;
      }
      String words = certificateWords(cause);
      if (words != null) {
        return words;
      }
    }
    return Printable.line("" + thrown.getMessage());
  }

  /** Whether the failure is that no authority which is trusted has signed. */
  static boolean isUntrusted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (NOBODY.equals(certificateWords(cause))) {
        return true;
      }
    }
    return false;
  }

  /** Of the chain of causes, what is about the peer's certificate; null where nothing is. */
  private static String certificateWords(Throwable cause) {
    return switch (cause) {
      case CertificateDateException e -> "the peer's certificate is refused: " + e.getMessage();
      case CertificateExpiredException e -> "the peer's certificate has expired: " + e.getMessage();
      case CertificateNotYetValidException e ->
          "the peer's certificate is not valid yet: " + e.getMessage();
      case CertPathValidatorException e when e.getReason() == PKIXReason.NO_TRUST_ANCHOR -> NOBODY;
      case CertPathBuilderException _ -> NOBODY;
      case CertificateParsingException e when EmptyNameCertificate.isRefusal(e) ->
          "the peer's certificate has an empty issuer or subject, which the JDK's engine does not"
              + " read; OpenSSL's does";
      case CertificateException e when e.getCause() == null ->
          "the peer's certificate is refused: " + Printable.line("" + e.getMessage());
      default -> null;
    };
  }

  /** The first bytes are no handshake; {@code read} stays as it is. */
  static SSLHandshakeException notTls(String peer, ByteBuffer read) {
    return handshake(peer, "expected a TLS handshake but was " + shown(read));
  }

  /** A record of a kind that there is not. */
  static SSLException notARecord(String peer, ByteBuffer read) {
    return conversation(peer, "expected a TLS record but was " + shown(read));
  }

  /** The first bytes, as text where they are text. */
  static String shown(ByteBuffer read) {
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
