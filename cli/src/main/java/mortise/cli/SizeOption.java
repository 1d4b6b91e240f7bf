package mortise.cli;

import mortise.cli.shell.Amount;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes on the command line. */
final class SizeOption implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      return Amount.bytes(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
