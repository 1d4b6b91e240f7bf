package mortise.net;

import static java.util.stream.Collectors.joining;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Host names with letters beyond ASCII as DNS has them: {@code bücher.test} is {@code
 * xn--bcher-kva.test}. The mapping is that of the JDK (RFC 3490, IDNA 2003), so it is the same in
 * every locale and without libidn2. ß and ς are letters of their own as in IDNA 2008, browsers and
 * curl, where IDNA 2003 makes ss and σ of them: these are other names, with other owners.
 */
final class Idna {
  /** Stand for ß and ς in the JDK's mapping: code points without a character in any Unicode. */
  private static final char ESZETT = '\u0378';

  private static final char FINAL_SIGMA = '\u0379';

  /** Of DNS (RFC 1035, section 2.3.4). */
  private static final int LONGEST_LABEL = 63;

  private Idna() {}

  /**
   * The name in ASCII; itself where it is.
   *
   * @throws IllegalArgumentException when the letters make no name
   */
  static String toAscii(String host) {
    if (isAscii(host)) {
      return host;
    }
    String name;
    try {
      name = convert(host).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw wrong(host, e);
    }
    // What nameprep maps to a delimiter would be another name, or none.
    if (name.isEmpty() || !name.chars().allMatch(Idna::isOfName)) {
      throw wrong(host, null);
    }
    return name;
  }

  private static String convert(String host) {
    String text = host.replace("ẞ", "ss"); // newer than the JDK's tables for names
    if (text.indexOf('ß') < 0 && text.indexOf('ς') < 0) {
      return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
    }
    if (text.indexOf(ESZETT) >= 0 || text.indexOf(FINAL_SIGMA) >= 0) {
      throw new IllegalArgumentException("unassigned code point");
    }
    String mapped =
        IDN.toASCII(text.replace('ß', ESZETT).replace('ς', FINAL_SIGMA), IDN.ALLOW_UNASSIGNED);
    return Arrays.stream(mapped.split("\\.", -1)).map(Idna::withOwnLetters).collect(joining("."));
  }

  /** A label with ß and ς in the place of what stands for them. */
  private static String withOwnLetters(String label) {
    String letters = IDN.toUnicode(label, IDN.ALLOW_UNASSIGNED);
    if (letters.indexOf(ESZETT) < 0 && letters.indexOf(FINAL_SIGMA) < 0) {
      return label;
    }
    String own = letters.replace(ESZETT, 'ß').replace(FINAL_SIGMA, 'ς');
    String encoded = "xn--" + Punycode.encode(Normalizer.normalize(own, Normalizer.Form.NFC));
    if (encoded.length() > LONGEST_LABEL) {
      throw new IllegalArgumentException("label of more than " + LONGEST_LABEL + " characters");
    }
    return encoded;
  }

  private static boolean isAscii(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfName(int c) {
    return c > ' ' && c < 0x7f && "\"#%/:<>?@[\\]^`{|}".indexOf(c) < 0;
  }

  private static IllegalArgumentException wrong(String host, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "host \"" + Printable.of(host) + "\" is not an internationalized domain name (IDNA)",
        cause);
  }
}
