package mortise.cli.nc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import mortise.net.ByteText;

/** Reads files that options name; errors name the file, with the system's text. */
final class NamedFile {
  private NamedFile() {}

  static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** The content of a file as text, one character per byte (Latin-1). */
  static String text(Path file) throws IOException {
    return new String(bytes(file), StandardCharsets.ISO_8859_1);
  }

  private static IOException failure(Path file, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "no such file";
          case AccessDeniedException _ -> "permission denied";
          case FileSystemException named when named.getReason() != null -> named.getReason();
          default -> e.getMessage();
        };
    FileSystemException failure = new FileSystemException(ByteText.of(file), null, reason);
    failure.initCause(e);
    return failure;
  }
}
