package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.StructLayout;

/** {@code posix_spawn_file_actions_t}, posix_spawn(3): room for what libc keeps in it. */
@Header(value = "spawn.h", struct = "posix_spawn_file_actions_t")
public final class PosixSpawnFileActions {
  public static final StructLayout LAYOUT = structLayout(JAVA_LONG, paddingLayout(72));

  private PosixSpawnFileActions() {}
}
