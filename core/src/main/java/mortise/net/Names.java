package mortise.net;

import java.lang.reflect.Field;

/** Names of numbers, for texts that a person reads. */
final class Names {
  private Names() {}

  /** The first constant of a header that begins with a prefix and has a value, or the number. */
  static String of(Class<?> header, String prefix, int number) {
    for (Field field : header.getFields()) {
      if (field.getName().startsWith(prefix) && value(field) == number) {
        return field.getName();
      }
    }
    return prefix + number;
  }

  static int value(Field field) {
    try {
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field + " is a public constant", e);
    }
  }
}
