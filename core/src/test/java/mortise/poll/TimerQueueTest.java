package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import mortise.sys.SysSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the timers of a loop cost once nothing waits for them. */
@EnabledIf("loopsRunThreads")
final class TimerQueueTest {
  private static final long LONG = 10_000_000_000L;

  static boolean loopsRunThreads() {
    return EventLoop.isGranted();
  }

  /** Otherwise each closed connection would wake its loop once more, when its timeout passes. */
  @Test
  void timerOfClosedDescriptorDoesNotWakeTheLoop() throws Exception {
    int[] numbers = new int[2];
    int type = SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;
    assertThat(SysSocket.socketpair(SysSocket.AF_UNIX, type, 0, numbers)).isZero();
    Descriptor reader = new Descriptor(numbers[0]);
    Descriptor writer = new Descriptor(numbers[1]);
    byte[] one = new byte[1];
    CompletableFuture<int[]> waits = new CompletableFuture<>();
    try (EventLoop loop = EventLoop.open("timers")) {
      loop.thread(
              () -> {
                loop.thread(() -> writer.send(one, 0, 1, SysSocket.MSG_NOSIGNAL, WaitLimit.NONE))
                    .start();
                long received = reader.recv(one, 0, 1, WaitLimit.of(LONG));
                loop.timers.fireDue(); // takes in the new timer
                int before = loop.timers.millisToNext();
                reader.close();
                waits.complete(new int[] {(int) received, before, loop.timers.millisToNext()});
              })
          .start();
      int[] seen = waits.get();
      assertThat(seen[0]).isEqualTo(1);
      assertThat(seen[1]).isPositive();
      assertThat(seen[2]).isEqualTo(-1);
    } finally {
      reader.close();
      writer.close();
    }
  }
}
