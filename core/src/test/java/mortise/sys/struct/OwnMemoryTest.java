package mortise.sys.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class OwnMemoryTest {
  private static final int SIZE = 1024;

  /** A service's aliases were sought in a name that had been freed at their address. */
  @Test
  void addressBehindAPartIsFoundInTheWhole() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment whole = arena.allocate(SIZE, 8);
      OwnMemory.record(whole);
      OwnMemory.record(whole.asSlice(8, 1));
      MemorySegment found = OwnMemory.from(whole.address() + 16);
      assertThat(found.byteSize()).isEqualTo(SIZE - 16);
      assertThat(found.address()).isEqualTo(whole.address() + 16);
    }
  }

  @Test
  void freedMemoryIsNotFound() {
    long address;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment freed = arena.allocate(SIZE, 8);
      OwnMemory.record(freed);
      address = freed.address();
      assertThat(OwnMemory.from(address + 1).byteSize()).isEqualTo(SIZE - 1);
    }
    assertThatThrownBy(() -> OwnMemory.from(address + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
