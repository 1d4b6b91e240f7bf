package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;

final class DescriptorTableTest {
  private static final int THREADS = 4;
  private static final int EACH = 2_000;
  private static final int NOBODYS = Integer.MAX_VALUE;

  private final DescriptorTable table = new DescriptorTable();

  @Test
  void whatWasNeverPutIsNotThere() {
    table.remove(1_000_000);
    assertThat(table.get(0)).isNull();
    assertThat(table.get(1_000_000)).isNull();
  }

  @Test
  void nothingIsLostWhereSeveralThreadsMakeTheTableGrow() throws Exception {
    CyclicBarrier begin = new CyclicBarrier(THREADS);
    List<Running<Void>> all = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      all.add(
          Running.start(
              Threads.PLATFORM,
              () -> {
                begin.await();
                for (int i = 0; i < EACH; i++) {
                  int number = i * THREADS + first;
                  table.put(number, new Descriptor(number));
                }
                return null;
              }));
    }
    for (Running<Void> running : all) {
      running.end().returned();
    }
    List<Integer> found = new ArrayList<>();
    table.forEach(descriptor -> found.add(descriptor.number()));
    assertThat(found).hasSize(THREADS * EACH).isSorted().doesNotHaveDuplicates();
    for (int number : found) {
      table.remove(number);
    }
    table.forEach(descriptor -> assertThat(descriptor.number()).isEqualTo(NOBODYS));
  }
}
