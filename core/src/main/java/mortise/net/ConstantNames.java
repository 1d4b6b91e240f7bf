package mortise.net;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Names of numbers, for texts that a person reads. */
final class ConstantNames {
  private ConstantNames() {}

  /** The first constant of a header that begins with a prefix and has a value, or the number. */
  static String of(Class<?> header, String prefix, int number) {
    for (Field field : header.getFields()) {
      if (field.getName().startsWith(prefix) && value(field) == number) {
        return field.getName();
      }
    }
    return prefix + number;
  }

  /**
   * The public constants that a class has of itself, by number. Where two have the same number, the
   * first one of the alphabet names it.
   */
  static <T> Map<Integer, String> ofConstants(
      Class<T> type, String prefix, ToIntFunction<T> number) {
    Map<Integer, String> names = new HashMap<>();
    for (Field field : type.getFields()) {
      if (field.getType() == type && Modifier.isStatic(field.getModifiers())) {
        String name = prefix + field.getName();
        int key = number.applyAsInt(type.cast(constant(field)));
        names.merge(key, name, (one, other) -> one.compareTo(other) < 0 ? one : other);
      }
    }
    return Map.copyOf(names);
  }

  private static Object constant(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field + " is a public constant", e);
    }
  }

  static int value(Field field) {
    try {
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field + " is a public constant", e);
    }
  }
}
