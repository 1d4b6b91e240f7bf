package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import mortise.net.Inet4;
import org.junit.jupiter.api.Test;

final class DatagramHandlersTest {
  private final List<String> handled = new ArrayList<>();
  private Error failure;

  private final DatagramHandlers handlers =
      new DatagramHandlers(this::start, request -> handled.add(new String(request.bytes())));

  private void start(Runnable task) {
    if (failure != null) {
      throw failure;
    }
    task.run();
  }

  private static DatagramRequest request(String text) {
    return new DatagramRequest(text.getBytes(), Inet4.LOOPBACK, Inet4.LOOPBACK, _ -> {});
  }

  @Test
  void aThreadThatCannotBeStartedCostsItsDatagramAlone() {
    for (Error each : List.of(new OutOfMemoryError("none"), new InternalError("other"))) {
      failure = each;
      assertThatThrownBy(() -> handlers.handle(request("lost")))
          .isInstanceOf(OutOfMemoryError.class);
      failure = null;
      handlers.handle(request("next"));
    }
    assertThat(handled).containsExactly("next", "next");
  }
}
