package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;

final class PrintableTest {
  @Test
  void controlCharactersAreEscaped() {
    assertThat(Printable.of("a\033[2J\n\r\t\0\u007fz")).isEqualTo("a\\x1b[2J\\n\\r\\t\\x00\\x7fz");
    assertThat(Printable.of("\u0080\u009b31m")).isEqualTo("\\u0080\\u009b31m");
  }

  @Test
  void bidirectionalControlsAndSeparatorsAreEscaped() {
    for (String range :
        new String[] {"\u202a\u202e", "\u2066\u2069", "\u200e\u200f", "\u061c\u061c"}) {
      for (char c = range.charAt(0); c <= range.charAt(1); c++) {
        assertThat(Printable.of("a" + c + "b"))
            .isEqualTo("a\\u" + Integer.toHexString(0x10000 | c).substring(1) + "b");
      }
    }
    assertThat(Printable.of("\u2028\u2029\ufeff")).isEqualTo("\\u2028\\u2029\\ufeff");
    assertThat(Printable.of(Character.toString(0xe0041))).isEqualTo("\\U000e0041");
  }

  @Test
  void bytesThatAreNoUtf8AreEscaped() {
    assertThat(Printable.of(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b', (byte) 0x9b}))
        .isEqualTo("a\\xff\\xc3b\\x9b");
    // Surrogates, overlong forms and what is above U+10FFFF are no UTF-8 either.
    assertThat(Printable.of(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
        .isEqualTo("\\xed\\xa0\\x80");
    assertThat(Printable.of(new byte[] {(byte) 0xc0, (byte) 0x8a})).isEqualTo("\\xc0\\x8a");
    assertThat(Printable.of("\ud800")).isEqualTo("\\ud800");
  }

  @Test
  void lettersOfAllScriptsStay() {
    String names = "bücher 日本語 עברית العربية नमस्ते می\u200cخواهم 👩\u200d💻 ~`'\"";
    assertThat(Printable.of(names)).isSameAs(names);
    assertThat(Printable.of("é".getBytes(StandardCharsets.UTF_8))).isEqualTo("é");
  }

  @Test
  void differentValuesHaveDifferentTexts() {
    assertThat(Printable.of("a\\x1b")).isEqualTo("a\\\\x1b").isNotEqualTo(Printable.of("a\033"));
    Seeds.each(
        5000,
        random -> {
          byte[] bytes = new byte[random.nextInt(20)];
          random.nextBytes(bytes);
          String text = Printable.of(bytes);
          assertThat(text.chars()).noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0);
          assertThat(ByteText.encode(Printable.parse(text))).isEqualTo(bytes);
        });
  }

  @Test
  void lineKeepsBackslashesAndChangesNothingTwice() {
    String line = Printable.line("path \\x1b was \033 and\nmore");
    assertThat(line).isEqualTo("path \\x1b was \\x1b and\\nmore");
    assertThat(Printable.line(line)).isSameAs(line);
    assertThat(Printable.lines("a\nb\r\n\033")).isEqualTo("a\nb\\r\n\\x1b");
    assertThat(Printable.lines("e: a\tb\n\tat c\n\t\tat d\n"))
        .isEqualTo("e: a\\tb\n\tat c\n\t\tat d\n");
  }
}
