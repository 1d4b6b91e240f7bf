package mortise.net;

import java.time.Duration;

/**
 * A level of options, such as SOL_SOCKET, and the usual kinds of option that it has.
 *
 * @param level the kernel's number
 */
record OptionLevel(int level) {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLISECOND = 1_000_000;
  private static final long MICROSECOND = 1_000;

  <T> Option<T> of(String name, int number, Codec<T> codec) {
    return new Option<>(name, level, number, codec);
  }

  Option<Boolean> flag(String name, int number) {
    return of(name, number, Codecs.FLAG);
  }

  Option<Integer> number(String name, int number) {
    return of(name, number, Codecs.INT);
  }

  Option<Integer> range(String name, int number, int least, int most) {
    return of(name, number, Codecs.range(least, most));
  }

  Option<Duration> seconds(String name, int number) {
    return of(name, number, Codecs.duration(SECOND));
  }

  Option<Duration> millis(String name, int number) {
    return of(name, number, Codecs.duration(MILLISECOND));
  }

  Option<Duration> micros(String name, int number) {
    return of(name, number, Codecs.duration(MICROSECOND));
  }
}
