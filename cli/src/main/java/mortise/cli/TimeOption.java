package mortise.cli;

import java.time.Duration;
import mortise.cli.shell.Amount;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time on the command line, which may be none at all. */
final class TimeOption implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return Amount.time(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** A time that is longer than none. */
  static final class Positive implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration time = new TimeOption().convert(text);
      if (!time.isPositive()) {
        throw new TypeConversionException("invalid duration '" + text + "' (expected above 0)");
      }
      return time;
    }
  }
}
