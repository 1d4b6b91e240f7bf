package mortise.cli.relay;

/** An address on the command line that cannot be: one sentence that names it. */
@SuppressWarnings("serial") // does not outlive its process
public final class BadAddressException extends IllegalArgumentException {
  BadAddressException(String address, String why) {
    super("address '" + address + "': " + why);
  }
}
