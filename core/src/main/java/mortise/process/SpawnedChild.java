package mortise.process;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.WaitLimit;
import mortise.sys.SignalH;
import mortise.sys.SysErrno;
import mortise.sys.SysSyscall;
import mortise.sys.SysWait;

/** A child by posix_spawn(3), which a pidfd waits for. */
final class SpawnedChild implements StartedChild {
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LAST_PAUSE_MILLIS = 100;

  private final int pid;
  private final ProcessGroup group;
  private final ParentEnds ends;
  private final CompletableFuture<ExitStatus> status = new CompletableFuture<>();

  /** Whether the number may be another process's by now. Guarded by this. */
  private boolean reaped;

  /** Whether others of the group were there when the child had ended. Guarded by this. */
  private boolean survived;

  private SpawnedChild(int pid, ProcessGroup group, ParentEnds ends) {
    this.pid = pid;
    this.group = group;
    this.ends = ends;
  }

  static SpawnedChild start(ChildConfig config) throws IOException {
    Spawn spawn = new Spawn(config);
    int pid = spawn.start();
    SpawnedChild child = new SpawnedChild(pid, config.group(), spawn.ends());
    int descriptor = SysSyscall.pidfd_open(pid, 0);
    Thread.ofVirtual().name("mortise-child-" + pid).start(() -> child.reap(descriptor));
    return child;
  }

  private void reap(int descriptor) {
    if (descriptor < 0) {
      // Without a descriptor left, or before Linux 5.3, there is nothing to wait for.
      look();
      return;
    }
    Descriptor process = new Descriptor(descriptor);
    Attempt ended = (fd, memory, flags) -> reap();
    long result = process.call(Direction.READ, ended, MemorySegment.NULL, 0, WaitLimit.FOREVER);
    process.close();
    if (result < 0) {
      look();
    }
  }

  private void look() {
    long pause = FIRST_PAUSE_MILLIS;
    while (reap() == -SysErrno.EAGAIN) {
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        // No other code has this thread.
      }
      pause = Math.min(2 * pause, LAST_PAUSE_MILLIS);
    }
  }

  private synchronized long reap() {
    if (reaped) {
      return 1;
    }
    int[] told = new int[1];
    int result = SysWait.waitpid(pid, told, SysWait.WNOHANG);
    if (result == 0 || result == -SysErrno.EINTR) {
      return -SysErrno.EAGAIN;
    }
    reaped = true;
    survived = group != ProcessGroup.SHARED && SignalH.kill(-pid, 0) == 0;
    if (result < 0) {
      status.completeExceptionally(DescriptorExceptions.of(result, "waitpid", pid, 0));
    } else {
      int signal = SysWait.signal(told[0]);
      status.complete(new ExitStatus(signal == 0 ? SysWait.exitStatus(told[0]) : 0, signal));
    }
    return 1;
  }

  @Override
  public int pid() {
    return pid;
  }

  @Override
  public ParentEnds ends() {
    return ends;
  }

  @Override
  public CompletableFuture<ExitStatus> status() {
    return status;
  }

  @Override
  public synchronized boolean signal(int number) {
    // The number of a group with members is not reused.
    if (group != ProcessGroup.SHARED && (!reaped || survived)) {
      int result = SignalH.kill(-pid, number);
      survived = result != -SysErrno.ESRCH; // EINVAL and EPERM are no sign of an empty group
      return result == 0;
    }
    return !reaped && SignalH.kill(pid, number) == 0;
  }
}
