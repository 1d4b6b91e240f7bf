package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** What failed, as one sentence: at an address it begins with that. */
@SuppressWarnings("serial") // does not outlive its process
final class RelayFailure extends IOException {
  private RelayFailure(String text, IOException cause) {
    super(text, cause);
  }

  static IOException at(AddressSpec spec, IOException e) {
    return e instanceof RelayFailure ? e : new RelayFailure(spec + ": " + words(e), e);
  }

  /** A failure in which bytes were lost that had been read already. */
  static IOException with(long lost, IOException e) {
    String bytes = lost == 1 ? "1 byte that was read is" : lost + " bytes that were read are";
    return new RelayFailure(words(e) + "; " + bytes + " not sent", e);
  }

  /** The reason, which the exceptions of files leave to their class. */
  static String words(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return switch (e) {
      case NoSuchFileException _ -> message + ": No such file or directory";
      case AccessDeniedException _ -> message + ": Permission denied";
      case FileAlreadyExistsException _ -> message + ": exists already";
      default -> message;
    };
  }
}
