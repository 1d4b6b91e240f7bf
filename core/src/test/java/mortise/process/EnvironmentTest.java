package mortise.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import mortise.net.ByteText;
import mortise.net.Deadline;
import mortise.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text of the system carries its bytes, whatever the locale of the JVM. */
final class EnvironmentTest {
  private static final byte[] ODD = {'/', (byte) 0xff, (byte) 0xc3, (byte) 0xa9};

  @TempDir Path folder;

  @Test
  void argumentsAndVariablesReachTheChildByteForByte() throws Exception {
    String odd = ByteText.decode(ODD);
    ChildConfig config =
        ChildConfig.of("/bin/sh", "-c", "printf %s \"$ODD$1\"", "sh", odd).with("ODD", odd);
    assertThat(output(config)).isEqualTo(twice(ODD));
  }

  @Test
  void directoriesAndFilesOfAChildHaveAnyName() throws Exception {
    Path odd = folder.toRealPath().resolve(ByteText.path("d\udcff\udc9b"));
    Files.createDirectory(odd);
    String where = ByteText.decode(output(ChildConfig.of("pwd").directory(odd))).strip();
    assertThat(where).isEqualTo(ByteText.of(odd));
    try (PlainDescriptor file =
        PlainDescriptor.open(Files.createFile(odd.resolve("f")), OpenMode.WRITE)) {
      file.write(ODD);
    }
    assertThat(Files.readAllBytes(odd.resolve("f"))).isEqualTo(ODD);
  }

  /** With LC_ALL=C the JDK reads arguments and variables as ASCII. */
  @Test
  void inTheCLocaleVariablesAndPathsCarryTheirBytes() throws Exception {
    String odd = "ODD=$(printf '/\\377\\303\\251') LC_ALL=C exec \"$@\"";
    String hex =
        new ChildJvm()
            .under("/bin/sh", "-c", odd, "sh")
            .run(Shown.class, folder.toString())
            .succeeded();
    assertThat(hex.strip()).isEqualTo("2fffc3a9 2fffc3a9");
    assertThat(folder.resolve("é")).exists();
  }

  static final class Shown {
    public static void main(String... args) throws Exception {
      byte[] own = ByteText.encode(Environment.variable("ODD").orElseThrow());
      byte[] child = output(ChildConfig.ofShell("printf %s \"$ODD\""));
      Files.createFile(ByteText.path(args[0] + "/é"));
      System.out.println(HexFormat.of().formatHex(own) + " " + HexFormat.of().formatHex(child));
    }
  }

  @Test
  void childrenGetTheLocaleThatTheUserHad() throws Exception {
    ChildJvm jvm = new ChildJvm().under("env", "LC_ALL=C.UTF-8");
    assertThat(jvm.run(UsersLocale.class, "").succeeded()).isEqualTo("unset|none");
    assertThat(jvm.run(UsersLocale.class, "=").succeeded()).isEqualTo("|");
    assertThat(jvm.run(UsersLocale.class, "=de_DE").succeeded()).isEqualTo("de_DE|de_DE");
  }

  static final class UsersLocale {
    public static void main(String... args) throws Exception {
      System.setProperty(Environment.USERS_LC_ALL, args[0]);
      System.out.writeBytes(output(ChildConfig.ofShell("printf %s \"${LC_ALL-unset}\"")));
      System.out.print("|" + Environment.variable("LC_ALL").orElse("none"));
    }
  }

  private static byte[] twice(byte[] bytes) {
    return ByteText.encode(ByteText.decode(bytes).repeat(2));
  }

  private static byte[] output(ChildConfig config) throws IOException {
    try (ChildProcess child = ChildProcess.start(config)) {
      PlainDescriptor out = child.stdout().orElseThrow();
      byte[] bytes = new byte[4096];
      int length = 0;
      for (int n; (n = out.read(bytes, length, bytes.length - length, Deadline.NEVER)) > 0; ) {
        length += n;
      }
      child.waitFor();
      return Arrays.copyOf(bytes, length);
    }
  }
}
