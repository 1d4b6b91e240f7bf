package mortise.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import mortise.net.Socket;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** The end of the suite: JUnit runs isolated classes after all others, and this one last. */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LeaksTest {
  @Test
  @Order(1)
  void nothingIsLeftAfterTheSuite() throws IOException, InterruptedException {
    FdLeaks.nothingIsLeft();
  }

  @Test
  @Order(2)
  void leakIsSeenAndNamed() throws IOException {
    try (Socket leak = Loopback.TCP4.listener()) {
      assertThat(FdLeaks.sockets()).containsKey(leak.fileno());
      assertThat(FdLeaks.left(Map.of()))
          .singleElement()
          .asString()
          .startsWith("descriptor " + leak.fileno() + ", socket:")
          .contains(": tcp ");
    }
  }
}
