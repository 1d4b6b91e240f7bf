package mortise.process;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/** Children by ProcessBuilder in a process of its own, whose layer is that over NIO. */
final class JdkChildTest {
  @Test
  void childrenOfThePortableLayerHavePipesSocketsStatusAndGroups() throws Exception {
    String output =
        new ChildJvm().with("-Dmortise.sys=portable").run(JdkChildProgram.class).succeeded();
    assertThat(output.lines())
        .containsExactly(
            "layer PORTABLE",
            "hello you, wrong, 262144, ExitStatus[status=0, signal=0]",
            "ExitStatus[status=7, signal=0] false false",
            "timed out",
            "1 ended, ExitStatus[status=143, signal=0]",
            "start '/no/such/program': No such file or directory (ENOENT)",
            "posix_openpt : Function not implemented, posix_openpt needs Linux, and this is the"
                + " portable layer over NIO (ENOSYS)",
            "got one, ExitStatus[status=0, signal=0]");
  }
}
