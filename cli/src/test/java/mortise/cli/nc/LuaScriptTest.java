package mortise.cli.nc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuaScriptTest {
  @TempDir Path folder;

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("script.lua"), List.of(lines));
  }

  private String run(String input, String... lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LuaScript.of(file(lines))
        .run(
            new ByteArrayInputStream(input.getBytes(ISO_8859_1)),
            out,
            new PrintStream(new ByteArrayOutputStream()),
            Map.of("NCAT_PROTO", "TCP"));
    return out.toString(ISO_8859_1);
  }

  @Test
  void linesComeFromThePeerAndPrintGoesThere() throws Exception {
    assertThat(run("a\nb\n", "for line in io.lines() do print(line .. '!') end"))
        .isEqualTo("a!\nb!\n");
  }

  @Test
  void bytesPassUnchanged() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all.append((char) i);
    }
    assertThat(run(all.toString(), "io.stdout:write(io.stdin:read('*a'))"))
        .isEqualTo(all.toString());
    assertThat(run(all.toString(), "io.write(io.read('*a'))")).isEqualTo(all.toString());
  }

  @Test
  void readTakesNumbersOfBytesAndEndsInNil() throws Exception {
    assertThat(run("abcdef", "io.write(io.read(2), '-', io.read(10), '-', tostring(io.read(1)))"))
        .isEqualTo("ab-cdef-nil");
  }

  @Test
  void linesKeepZerosAndCarriageReturns() throws Exception {
    assertThat(run("a\0b\r\nc", "for l in io.lines() do io.write('[', l, ']') end"))
        .isEqualTo("[a\0b\r][c]");
    assertThat(run("12 x\nrest", "io.write(io.read('*n') + 1, io.read('*L'), io.stdin:read('a'))"))
        .isEqualTo("13 x\nrest");
  }

  @Test
  void environmentIsThatOfTheConversation() throws Exception {
    assertThat(run("", "io.write(os.getenv('NCAT_PROTO'), tostring(os.getenv('NO_SUCH')))"))
        .isEqualTo("TCPnil");
  }

  @Test
  void exitEndsTheScriptAlone() throws Exception {
    assertThat(run("", "io.write('before') os.exit(3) io.write('after')")).isEqualTo("before");
  }

  @Test
  void runsShareNothing() throws Exception {
    LuaScript script = LuaScript.of(file("count = (count or 0) + 1 io.write(count)"));
    for (int i = 0; i < 2; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      script.run(new ByteArrayInputStream(new byte[0]), out, System.err, Map.of());
      assertThat(out.toString(ISO_8859_1)).isEqualTo("1");
    }
  }

  @Test
  void faultsTellWhere() throws Exception {
    Path broken = file("print('a'", "x = = 1");
    assertThatThrownBy(() -> LuaScript.of(broken))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("script.lua:2");
    assertThatThrownBy(() -> run("", "", "error('no more')"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("script.lua:2")
        .hasMessageContaining("no more");
  }
}
