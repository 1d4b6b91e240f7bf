package mortise.process;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A child as the system has it. */
sealed interface StartedChild permits SpawnedChild, JdkChild {
  /** This process's ends of the child's pipes, null where there is none. */
  record ParentEnds(
      @Nullable PlainDescriptor stdin,
      @Nullable PlainDescriptor stdout,
      @Nullable PlainDescriptor stderr) {}

  int pid();

  ParentEnds ends();

  /** How it has ended, once it has. */
  CompletableFuture<ExitStatus> status();

  /** Sends a signal to it and its group, see {@link ChildProcess#signal}. */
  boolean signal(int number);
}
