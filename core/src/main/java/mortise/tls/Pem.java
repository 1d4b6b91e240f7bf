package mortise.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A part of a PEM file (RFC 7468).
 *
 * @param label what stands behind BEGIN, such as {@code CERTIFICATE}
 * @param der the bytes
 */
record Pem(String label, byte[] der) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** A bundle of all authorities of the world has 300 KB. */
  private static final long LARGEST = 16L << 20;

  /**
   * All parts of a file, in order; text around them is passed over.
   *
   * @throws FileSystemException when the file cannot be read or a part is damaged; names both
   */
  static List<Pem> read(Path file) throws IOException {
    return parse(file, text(file));
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST) {
        throw fault(file, "is larger than " + LARGEST + " bytes, which no PEM file is");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw (NoSuchFileException)
          new NoSuchFileException(file.toString(), null, "no such file").initCause(e);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // What fails in reading, of a folder above all, does not say of what.
      throw (FileSystemException)
          new FileSystemException(file.toString(), null, e.getMessage()).initCause(e);
    }
  }

  /** The parts of a text that was in {@code file}. */
  static List<Pem> parse(Path file, String text) throws IOException {
    List<Pem> parts = new ArrayList<>();
    String label = null;
    StringBuilder base64 = new StringBuilder();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        label = line.substring(BEGIN.length(), Math.max(BEGIN.length(), line.length() - 5));
        base64.setLength(0);
      } else if (label != null && line.startsWith(END)) {
        parts.add(new Pem(label, decode(file, label, base64.toString())));
        label = null;
      } else if (label != null) {
        base64.append(line);
      }
    }
    if (label != null) {
      throw fault(file, "ends within its " + label + ": there is no END line");
    }
    return parts;
  }

  private static byte[] decode(Path file, String label, String base64) throws IOException {
    if (base64.startsWith("Proc-Type:")) {
      // OpenSSL's own encryption of old, RFC 1421; its headers are not base64.
      return new byte[0];
    }
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw fault(file, "its " + label + " is damaged: " + e.getMessage());
    }
  }

  /** {@code FILE: what is wrong with it}. */
  static FileSystemException fault(Path file, String words) {
    return new FileSystemException(file.toString(), null, words);
  }
}
