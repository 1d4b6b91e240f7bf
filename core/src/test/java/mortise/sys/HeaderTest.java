package mortise.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
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
    assumeTrue(Cc.exists(), "no C compiler: there is no cc on the PATH");
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

  private List<String> problems(Class<?> type) {
    return HeaderCheck.problems(List.of(Mirror.of(type)), directory);
  }
}
