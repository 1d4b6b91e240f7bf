package mortise.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mortise.net.ByteText;
import org.jspecify.annotations.Nullable;

/**
 * A section of a PEM file (RFC 7468).
 *
 * @param label the label after BEGIN, such as {@code CERTIFICATE}
 * @param headers the RFC 1421 headers of a key with legacy encryption
 * @param der the decoded content
 */
record Pem(String label, Map<String, String> headers, byte[] der) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** Characters of a line, RFC 7468 section 2. */
  private static final int LINE = 64;

  /** The maximum size of a file; a bundle of all public CAs has 300 KB. */
  private static final int LARGEST = 16 << 20;

  Pem(String label, byte[] der) {
    this(label, Map.of(), der);
  }

  /** Whether this section is a private key. */
  boolean isKey() {
    return label.endsWith("PRIVATE KEY");
  }

  /**
   * Whether this section is a certificate. OpenSSL's TRUSTED CERTIFICATE may have trust settings
   * after it.
   */
  boolean isCertificate() {
    return switch (label) {
      case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" -> true;
      default -> false;
    };
  }

  /** Whether the key has legacy encryption, which is in the headers and not in the label. */
  boolean isEncrypted() {
    return headers.getOrDefault("Proc-Type", "").endsWith("ENCRYPTED");
  }

  /**
   * Reads a file or pipe of at most 16 MiB.
   *
   * @throws FileSystemException if it cannot be read; the message names it
   */
  static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw fault(file, "file is larger than " + LARGEST + " bytes");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw (NoSuchFileException)
          new NoSuchFileException(ByteText.of(file), null, "no such file").initCause(e);
    } catch (AccessDeniedException e) {
      throw (FileSystemException) fault(file, "permission denied").initCause(e);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // Read errors, for example of a directory, do not name the file.
      throw (FileSystemException) fault(file, e.getMessage()).initCause(e);
    }
  }

  /**
   * Parses all sections of a file, in order; text between them is ignored.
   *
   * @throws FileSystemException if a section is damaged; the message names the file and the section
   */
  static List<Pem> parse(Path file, byte[] bytes) throws IOException {
    return parse(file, new String(bytes, charset(bytes)));
  }

  /** Detects UTF-16 by its byte order mark; some editors and shells write it. */
  private static Charset charset(byte[] bytes) {
    boolean marked =
        bytes.length > 1 && ((bytes[0] & bytes[1] & 0xfe) == 0xfe) && bytes[0] != bytes[1];
    return marked ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1;
  }

  /** Parses all sections of a text; {@code file} is for messages. */
  static List<Pem> parse(Path file, String text) throws IOException {
    List<Pem> parts = new ArrayList<>();
    String label = null;
    Map<String, String> headers = new HashMap<>();
    StringBuilder base64 = new StringBuilder();
    for (String line : text.lines().map(String::strip).toList()) {
      int begin =
          label == null ? line.indexOf(BEGIN) : -1; // not always at 0: after a byte order mark
      if (begin >= 0 && line.endsWith(DASHES)) {
        int from = begin + BEGIN.length();
        label = line.substring(from, Math.max(from, line.length() - DASHES.length()));
        headers = new HashMap<>();
        base64.setLength(0);
      } else if (label != null && line.startsWith(END)) {
        parts.add(new Pem(label, headers, decode(file, label, base64.toString())));
        label = null;
      } else if (label != null && line.indexOf(':') > 0) {
        int colon = line.indexOf(':');
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      } else if (label != null) {
        base64.append(line);
      }
    }
    if (label != null) {
      throw fault(file, label + " has no END line");
    }
    return parts;
  }

  private static byte[] decode(Path file, String label, String base64) throws IOException {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("[ \t]", ""));
    } catch (IllegalArgumentException e) {
      throw fault(file, label + " is damaged: " + e.getMessage());
    }
  }

  /** Encodes a section without headers. */
  String encode() {
    String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
    return BEGIN + label + DASHES + "\n" + base64 + "\n" + END + label + DASHES + "\n";
  }

  /** An error of a file, with the message {@code FILE: reason}. */
  static FileSystemException fault(Path file, @Nullable String reason) {
    return new FileSystemException(ByteText.of(file), null, reason);
  }
}
