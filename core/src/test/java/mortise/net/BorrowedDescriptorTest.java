package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;

/** A view of a descriptor that other code owns. */
final class BorrowedDescriptorTest {
  @Test
  void closeOfViewLeavesDescriptorOpen() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      try (Socket view = Socket.ofBorrowedDescriptor(pair.first().fileno())) {
        assertThat(view.fileno()).isEqualTo(pair.first().fileno());
        assertThat(view.family()).isEqualTo(Family.UNIX);
        view.sendAll("through the view");
      }
      pair.first().sendAll(", and on");
      assertThat(pair.second().recvText(100)).isEqualTo("through the view, and on");
    }
  }

  @Test
  void closedViewFailsWithEbadf() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      Socket view = Socket.ofBorrowedDescriptor(pair.first().fileno());
      view.close();
      view.close();
      assertThat(view.isOpen()).isFalse();
      assertThatThrownBy(() -> view.recv(1))
          .isInstanceOfSatisfying(
              SocketFailure.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    }
  }

  @Test
  void closeOfViewWakesItsCalls() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
      Socket view = Socket.ofBorrowedDescriptor(pair.first().fileno());
      AtomicReference<Throwable> failure = new AtomicReference<>();
      CountDownLatch begun = new CountDownLatch(1);
      Thread reader =
          Thread.startVirtualThread(() -> {
            begun.countDown();
            try {
              view.recv(1);
            } catch (IOException e) {
              failure.set(e);
            }
          });
      begun.await();
      view.close();
      reader.join();
      assertThat(failure.get()).isInstanceOf(SocketFailure.class);
      pair.second().sendAll("x");
      assertThat(pair.first().recvText(1)).isEqualTo("x");
    }
  }

  @NeedsLinux("UNIX datagrams")
  @Test
  void flagsOfDescriptorStay() throws Exception {
    try (Socket owner = Socket.open(Family.UNIX, Type.DGRAM)) {
      owner.inheritable(true);
      Socket.ofBorrowedDescriptor(owner.fileno()).close();
      assertThat(owner.isInheritable()).isTrue();
    }
  }

  @Test
  void numberThatIsNoSocketIsRejected() {
    assertThatThrownBy(() -> Socket.ofBorrowedDescriptor(1 << 20))
        .isInstanceOfSatisfying(
            SocketFailure.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
  }
}
