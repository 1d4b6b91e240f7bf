package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class CloseGuardTest {
  @Test
  void closesWhatWasNotReleased() throws Exception {
    Socket socket = Socket.open();
    assertThatThrownBy(
            () -> {
              try (CloseGuard guard = new CloseGuard(socket)) {
                guard.release(failing());
              }
            })
        .hasMessage("failed");
    assertThat(socket.isOpen()).isFalse();
  }

  @Test
  void leavesOpenWhatWasReleased() throws Exception {
    try (Socket socket = Socket.open()) {
      try (CloseGuard guard = new CloseGuard(socket)) {
        assertThat(guard.release(socket)).isSameAs(socket);
      }
      assertThat(socket.isOpen()).isTrue();
    }
  }

  @Test
  void failureOfCloseIsSuppressed() {
    IOException closing = new IOException("close");
    assertThatThrownBy(
            () -> {
              try (CloseGuard guard =
                  new CloseGuard(() -> {
                    throw closing;
                  })) {
                guard.release(failing());
              }
            })
        .hasMessage("failed")
        .hasSuppressedException(closing);
  }

  private static Object failing() throws IOException {
    throw new IOException("failed");
  }
}
