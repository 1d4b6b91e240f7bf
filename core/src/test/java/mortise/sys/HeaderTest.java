package mortise.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The numbers and layouts of this package are those of the system's headers. */
@Timeout(120)
class HeaderTest {
  @TempDir Path directory;

  @BeforeEach
  void needsCompiler() {
    assumeTrue(Cc.exists("cc"), "no C compiler: there is no cc on the PATH");
  }

  @Test
  void everyClassAgreesWithItsHeaders() {
    List<Mirror> mirrors = Mirror.all();
    assertThat(mirrors).extracting(Mirror::name).contains("SysSocket", "SockaddrIn", "TcpInfo");
    assertThat(HeaderCheck.problems(mirrors, directory)).isEmpty();
  }

  @Test
  void wrongNumberIsToldWithBothValues() {
    assertThat(problems(WrongNumbers.class))
        .containsExactlyInAnyOrder(
            "WrongNumbers.AF_INET is 3 here and 2 in <sys/socket.h>",
            "WrongNumbers.SOCK_STREAM is 2 here and 1 in <sys/socket.h>",
            "WrongNumbers.NO_SUCH_NAME is 1 here, and <sys/socket.h> has no NO_SUCH_NAME");
  }

  @Test
  void wrongLayoutIsToldMemberByMember() {
    assertThat(problems(WrongStruct.class))
        .containsExactlyInAnyOrder(
            "WrongStruct: sizeof(struct linger) is 10 here and 8 in <sys/socket.h>",
            "WrongStruct: sizeof(((struct linger *) 0)->l_onoff) is 2 here and 4 in <sys/socket.h>",
            "WrongStruct: offsetof(struct linger, l_linger) is 2 here and 4 in <sys/socket.h>",
            "WrongStruct: offsetof(struct linger, l_nothing) is 6 here,"
                + " and <sys/socket.h> has no l_nothing",
            "WrongStruct: sizeof(((struct linger *) 0)->l_nothing) is 4 here,"
                + " and <sys/socket.h> has no l_nothing");
  }

  @Test
  void missingHeaderIsTold() {
    assertThat(problems(WrongHeader.class))
        .singleElement()
        .asString()
        .startsWith("WrongHeader: cannot include <sys/no-such.h>:");
  }

  /**
   * By the headers of musl, those of the kernel added, all that both know agrees but for this:
   * three limits, and sizes that musl declares as int with padding up to the kernel's long.
   */
  @Test
  void everyClassAgreesWithMusl() throws IOException {
    assumeTrue(Cc.exists("musl-gcc"), "no musl-gcc on the PATH (Debian: musl-tools)");
    Path kernel = Files.createDirectory(directory.resolve("kernel"));
    List<Path> links = new ArrayList<>();
    try {
      for (String folder : List.of("linux", "asm-generic", "asm")) {
        links.add(Files.createSymbolicLink(kernel.resolve(folder), kernelHeaders(folder)));
      }
      Cc musl = new Cc(directory, List.of("musl-gcc", "-idirafter", kernel.toString()));
      assertThat(HeaderCheck.problems(Mirror.all(), musl))
          .filteredOn(problem -> !problem.contains(", and <"))
          .filteredOn(problem -> !problem.contains("struct statx")) // musl has it since 1.2.5
          .containsExactlyInAnyOrder(
              "Fcntl.O_ACCMODE is 3 here and 2097155 in <fcntl.h>",
              "Netdb.NI_MAXHOST is 1025 here and 255 in <netdb.h>",
              "SysSocket.SOMAXCONN is 4096 here and 128 in <sys/socket.h>",
              "Msghdr: sizeof(((struct msghdr *) 0)->msg_iovlen) is 8 here and 4 in <sys/socket.h>",
              "Msghdr: sizeof(((struct msghdr *) 0)->msg_controllen) is 8 here and 4 in"
                  + " <sys/socket.h>",
              "Cmsghdr: sizeof(((struct cmsghdr *) 0)->cmsg_len) is 8 here and 4 in"
                  + " <sys/socket.h>");
    } finally {
      for (Path link : links) {
        Files.delete(link);
      }
    }
  }

  private static Path kernelHeaders(String folder) {
    Path place = Path.of("/usr/include", folder);
    String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
    return Files.exists(place) ? place : Path.of("/usr/include", machine + "-linux-gnu", folder);
  }

  private List<String> problems(Class<?> type) {
    return HeaderCheck.problems(List.of(Mirror.of(type)), directory);
  }
}
