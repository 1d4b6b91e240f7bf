package mortise.cli;

import java.time.Duration;
import mortise.cli.relay.Times;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time on the command line. */
final class TimeOption implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Times.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(() ->
            new TypeConversionException("'" + text + "' is no time such as 500ms, 2s, 1.5m or 1h"));
  }
}
