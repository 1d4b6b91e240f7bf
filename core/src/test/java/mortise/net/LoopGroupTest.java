package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LoopGroupTest {
  @Test
  void threadsRunAndTheirTurnsAreCounted() throws Exception {
    try (LoopGroup group = LoopGroup.open("group", 2)) {
      CompletableFuture<String> ran = new CompletableFuture<>();
      group.start(() -> ran.complete("yes")).join();
      group.start(1, () -> {}).join();
      group.start(77, () -> {}).join();
      group.startPinned(1, () -> {}).join();
      assertThat(ran.get()).isEqualTo("yes");
      assertThat(group.size()).isEqualTo(2);
      assertThat(group.active()).isBetween(1, 2);
      assertThat(group.statistics()).hasSize(2);
      if (Loop.isGranted()) {
        assertThat(group.statistics()).allMatch(loop -> loop.turns() > 0);
      }
    }
  }

  @Test
  void executorsTakeItsThreads() throws Exception {
    try (LoopGroup group = LoopGroup.open("group", 2);
        var executor = Executors.newThreadPerTaskExecutor(group.threads())) {
      assertThat(executor.submit(() -> Thread.currentThread().isVirtual()).get()).isTrue();
    }
  }

  @Test
  void whatCannotBeSaysWhy() {
    assertThatThrownBy(() -> LoopGroup.open("none", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size 0 of a loop group is not positive");
    LoopGroup group = LoopGroup.open("closed", 2);
    assertThatThrownBy(() -> group.startPinned(2, () -> {}))
        .isInstanceOf(IndexOutOfBoundsException.class);
    group.close();
    assertThatThrownBy(() -> group.start(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> group.threads().newThread(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
