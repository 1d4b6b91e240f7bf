package mortise.net;

import java.nio.channels.UnsupportedAddressTypeException;

/** An address is not of the socket's family. */
@SuppressWarnings("serial") // the details do not outlive the process
final class AddressFamilyException extends UnsupportedAddressTypeException
    implements DetailedFailure {
  private final FailureDetails details;
  private final String words;

  AddressFamilyException(FailureDetails details, String words) {
    this.details = details;
    this.words = words;
  }

  @Override
  public FailureDetails details() {
    return details;
  }

  @Override
  public String toString() {
    return SocketExceptions.named(this);
  }

  @Override
  public String getMessage() {
    return details.text(words);
  }
}
