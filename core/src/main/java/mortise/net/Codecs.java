package mortise.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import mortise.sys.struct.Linger;
import mortise.sys.struct.Timeval;

/** The forms that most option values have. */
final class Codecs {
  /** A C int. */
  static final Codec<Integer> INT = new IntCodec(Integer.MIN_VALUE, Integer.MAX_VALUE);

  /** A C int that is 0 or not. */
  static final Codec<Boolean> FLAG = INT.map(number -> number != 0, flag -> flag ? 1 : 0);

  /** A C unsigned int. */
  static final Codec<Long> UNSIGNED = INT.map(Integer::toUnsignedLong, Codecs::unsigned);

  /** An index or a number that the kernel wants in network order. */
  static final Codec<Integer> NETWORK_INT = INT.map(Codecs::swapped, Codecs::swapped);

  /** 64 bits. */
  static final Codec<Long> LONG =
      new Struct<>(
          8, s -> s.get(JAVA_LONG_UNALIGNED, 0), (s, v) -> s.set(JAVA_LONG_UNALIGNED, 0, v));

  /** {@code struct timeval}, where zero is "no limit". */
  static final Codec<Duration> TIMEVAL =
      new Struct<>(Timeval.SIZE, Codecs::timeval, Codecs::timeval);

  /** {@code struct linger}. */
  static final Codec<Optional<Duration>> LINGER =
      new Struct<>(Linger.SIZE, Codecs::linger, Codecs::linger);

  /** Any number of C ints. */
  static final Codec<List<Integer>> INTS = new IntsCodec();

  private Codecs() {}

  /** A C int within bounds that are the kernel's own. */
  static Codec<Integer> range(int least, int most) {
    return new IntCodec(least, most);
  }

  /** A time as a C int of units of {@code nanos} nanoseconds; what is less is rounded up. */
  static Codec<Duration> duration(long nanos) {
    return INT.map(
        count -> Duration.ofNanos(nanos).multipliedBy(count), value -> units(value, nanos));
  }

  /** Text of at most {@code longest} bytes of UTF-8 without a NUL. */
  static Codec<String> text(int longest) {
    return new TextCodec(longest);
  }

  /** Bytes as they are, at most {@code longest}. */
  static Codec<byte[]> bytes(int longest) {
    return new BytesCodec(longest, false);
  }

  /** Bytes as they are, however many. */
  static Codec<byte[]> bytes() {
    return new BytesCodec(512, true);
  }

  /** A set of numbers from 0 to {@code 8 * size - 1}, a bit each, in C ints. */
  static Codec<BitSet> bits(int size) {
    return new Struct<>(
        size,
        s -> BitSet.valueOf(s.asSlice(0, Math.min(size, s.byteSize())).toArray(JAVA_BYTE)),
        (s, value) -> bits(s, value, 8 * size));
  }

  /** A C struct by the functions that read and write it. */
  record Struct<T>(int size, Function<MemorySegment, T> from, BiConsumer<MemorySegment, T> to)
      implements Codec<T> {
    @Override
    public MemorySegment encode(T value) {
      MemorySegment struct = MemorySegment.ofArray(new byte[size]);
      to.accept(struct, value);
      return struct;
    }

    @Override
    public T decode(MemorySegment value) {
      return from.apply(value);
    }
  }

  private record IntCodec(int min, int max) implements Codec<Integer> {
    @Override
    public int size() {
      return 4;
    }

    @Override
    public MemorySegment encode(Integer value) {
      if (value < min || value > max) {
        throw new IllegalArgumentException("is not in " + min + ".." + max);
      }
      return MemorySegment.ofArray(new int[] {value});
    }

    @Override
    public Integer decode(MemorySegment value) {
      // ip(7): some options come back as one byte when they are small.
      return value.byteSize() < 4
          ? value.get(JAVA_BYTE, 0) & 0xff
          : value.get(JAVA_INT_UNALIGNED, 0);
    }
  }

  private record IntsCodec() implements Codec<List<Integer>> {
    @Override
    public int size() {
      return 256;
    }

    @Override
    public boolean grows() {
      return true;
    }

    @Override
    public MemorySegment encode(List<Integer> value) {
      return MemorySegment.ofArray(value.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public List<Integer> decode(MemorySegment value) {
      List<Integer> numbers = new ArrayList<>();
      for (long at = 0; at + 4 <= value.byteSize(); at += 4) {
        numbers.add(value.get(JAVA_INT_UNALIGNED, at));
      }
      return List.copyOf(numbers);
    }
  }

  private record TextCodec(int longest) implements Codec<String> {
    @Override
    public int size() {
      return longest + 2; // a NUL, and one more so that what fits is not taken for cut
    }

    @Override
    public boolean grows() {
      return true;
    }

    @Override
    public MemorySegment encode(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > longest) {
        throw new IllegalArgumentException(
            "has " + bytes.length + " bytes, the kernel takes " + longest);
      }
      if (value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("has a NUL at " + value.indexOf('\0'));
      }
      return Bytes.cString(value);
    }

    @Override
    public String decode(MemorySegment value) {
      byte[] bytes = value.toArray(JAVA_BYTE);
      int length = 0;
      while (length < bytes.length && bytes[length] != 0) {
        length++;
      }
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
  }

  private record BytesCodec(int size, boolean grows) implements Codec<byte[]> {
    @Override
    public MemorySegment encode(byte[] value) {
      if (!grows && value.length > size) {
        throw new IllegalArgumentException(
            "has " + value.length + " bytes, the option at most " + size);
      }
      return MemorySegment.ofArray(value.clone());
    }

    @Override
    public byte[] decode(MemorySegment value) {
      return value.toArray(JAVA_BYTE);
    }
  }

  private static int unsigned(long value) {
    if (value < 0 || value > 0xffffffffL) {
      throw new IllegalArgumentException("is not in 0.." + 0xffffffffL);
    }
    return (int) value;
  }

  private static int swapped(int value) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
  }

  /** A time in whole seconds, rounded up. */
  static int wholeSeconds(Duration value) {
    return units(value, 1_000_000_000);
  }

  /** How many units of {@code nanos} nanoseconds a time has, rounded up. */
  private static int units(Duration value, long nanos) {
    checkNotNegative(value);
    Duration unit = Duration.ofNanos(nanos);
    if (value.compareTo(unit.multipliedBy(Integer.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("is more than " + unit.multipliedBy(Integer.MAX_VALUE));
    }
    // A part of a unit must not become zero, which has a meaning of its own.
    return (int) value.plus(unit).minusNanos(1).dividedBy(unit);
  }

  private static void checkNotNegative(Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException("is negative");
    }
  }

  private static Duration timeval(MemorySegment s) {
    return Duration.ofSeconds(Timeval.tv_sec(s), 1000 * Timeval.tv_usec(s));
  }

  private static void timeval(MemorySegment s, Duration value) {
    checkNotNegative(value);
    if (value.compareTo(Duration.ofSeconds(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("is more than the kernel can count");
    }
    Duration micros = value.plusNanos(999);
    Timeval.tv_sec(s, micros.getSeconds());
    Timeval.tv_usec(s, micros.getNano() / 1000);
  }

  private static Optional<Duration> linger(MemorySegment s) {
    Duration time = Duration.ofSeconds(Linger.l_linger(s));
    return Linger.l_onoff(s) == 0 ? Optional.empty() : Optional.of(time);
  }

  private static void linger(MemorySegment s, Optional<Duration> value) {
    Linger.l_onoff(s, value.isPresent() ? 1 : 0);
    Linger.l_linger(s, value.map(Codecs::wholeSeconds).orElse(0));
  }

  private static void bits(MemorySegment s, BitSet value, int limit) {
    if (value.length() > limit) {
      throw new IllegalArgumentException("has a number above " + (limit - 1));
    }
    MemorySegment.copy(value.toByteArray(), 0, s, JAVA_BYTE, 0, (value.length() + 7) / 8);
  }
}
