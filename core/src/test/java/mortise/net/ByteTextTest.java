package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ByteTextTest {
  @TempDir Path folder;

  @Test
  void textIsUtf8() {
    String text = "aé日👩";
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    assertThat(ByteText.decode(utf8)).isEqualTo(text);
    assertThat(ByteText.encode(text)).isEqualTo(utf8);
  }

  /** As Python has it: {@code b'a\xff\xc3(\xed\xa0\x80'.decode('utf-8', 'surrogateescape')}. */
  @Test
  void bytesThatAreNoUtf8ComeBack() {
    byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, '(', (byte) 0xed, (byte) 0xa0, (byte) 0x80};
    assertThat(ByteText.decode(bytes)).isEqualTo("a\udcff\udcc3(\udced\udca0\udc80");
    assertThat(ByteText.encode(ByteText.decode(bytes))).isEqualTo(bytes);
  }

  @Test
  void everySequenceOfBytesComesBack() {
    Seeds.each(
        5000,
        random -> {
          byte[] bytes = new byte[random.nextInt(12)];
          random.nextBytes(bytes);
          assertThat(ByteText.encode(ByteText.decode(bytes))).isEqualTo(bytes);
        });
  }

  @Test
  void everyPathComesBackRelativeOrAbsolute() {
    Seeds.each(
        5000,
        random -> {
          byte[] bytes = new byte[1 + random.nextInt(12)];
          random.nextBytes(bytes);
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 0 || i > 0 && bytes[i] == '/' ? (byte) 0xe9 : bytes[i];
          }
          assertThat(ByteText.bytes(ByteText.path(bytes))).isEqualTo(bytes);
        });
  }

  @Test
  void oddPathsStayWhatTheyAre() {
    for (String text :
        List.of("", "/", ".", "..", "../a", "./a", "a/../b", "/a/../b", "%41", "a b")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(ByteText.path(bytes)).isEqualTo(Path.of(text));
      assertThat(ByteText.bytes(Path.of(text))).isEqualTo(bytes);
    }
    assertThatThrownBy(() -> ByteText.path("a\0b")).isInstanceOf(InvalidPathException.class);
    assertThatThrownBy(() -> ByteText.path("\udcff\0b")).isInstanceOf(InvalidPathException.class);
  }

  @Test
  void fileOfAnyNameIsMadeAndListed() throws Exception {
    Path made = folder.resolve(ByteText.path("n\udcff\udc9b"));
    Files.createDirectory(made);
    try (Stream<Path> list = Files.list(folder)) {
      assertThat(list).containsExactly(made);
    }
    assertThat(ByteText.of(made)).isEqualTo(folder + "/n\udcff\udc9b");
  }

  @Test
  void unixAddressTakesAndGivesPathsOfAnyBytes() {
    byte[] bytes = {'/', (byte) 0xff, '\\', '\n'};
    Unix unix = Unix.ofPath(bytes);
    assertThat(Unix.of(unix.path())).isEqualTo(unix);
    assertThat(Unix.of("/\udcff\\\n")).isEqualTo(unix);
    assertThat(unix).hasToString("unix:/\\xff\\\\\\n");
    assertThat(Address.parse(unix.toString())).isEqualTo(unix);
    assertThat(Address.of(unix.toJava())).isEqualTo(unix);
  }
}
