package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mortise.net.Deadline;
import mortise.net.Printable;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.WaitLimit;
import mortise.sys.SignalH;
import mortise.sys.SysErrno;
import mortise.sys.SysSyscall;
import mortise.sys.SysWait;

/**
 * A child process: a program that this process has started, posix_spawn(3). Thread-safe.
 *
 * <p>It has its three standard streams and no other descriptor, no blocked signal, the default
 * action for SIGPIPE and SIGCHLD, and ignores the other signals that this process ignores. Its
 * environment is this process's without the variables that a service manager sets for this process
 * alone, see {@link ChildConfig}. It inherits directory, umask and limits as they are now: the JVM
 * has raised the limit of descriptors, see {@link DescriptorLimit}. It is reaped as soon as it
 * ends, waitpid(2), whether or not a thread waits for it; a child that becomes unreachable runs on.
 */
public final class ChildProcess implements Closeable {
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LAST_PAUSE_MILLIS = 100;

  private final int pid;
  private final ChildConfig plan;
  private final Spawn.ParentEnds ends;
  private final CompletableFuture<Integer> status = new CompletableFuture<>();

  /** Whether the number may be another process's by now. Guarded by this. */
  private boolean reaped;

  /** Whether others of the group were there when the child had ended. Guarded by this. */
  private boolean survived;

  private ChildProcess(int pid, ChildConfig config, Spawn.ParentEnds ends) {
    this.pid = pid;
    this.plan = config;
    this.ends = ends;
  }

  /**
   * Starts a program. Returns when the program has been executed, execve(2), without waiting for
   * anything that it does.
   *
   * @throws DescriptorException when it cannot be started: there is none (ENOENT), it may not be
   *     run (EACCES), there are no more processes (EAGAIN) or descriptors (EMFILE)
   * @throws java.nio.file.NotDirectoryException when its working directory is not a directory
   */
  public static ChildProcess start(ChildConfig config) throws IOException {
    Spawn spawn = new Spawn(config);
    int pid = spawn.start();
    ChildProcess child = new ChildProcess(pid, config, spawn.ends());
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
    survived = plan.group() != ProcessGroup.SHARED && SignalH.kill(-pid, 0) == 0;
    if (result < 0) {
      status.completeExceptionally(DescriptorExceptions.of(result, "waitpid", pid, 0));
    } else {
      status.complete(told[0]);
    }
    return 1;
  }

  /** Returns the process number, which another process may get once the child has ended. */
  public int pid() {
    return pid;
  }

  /** Returns this process's end of the pipe to the child; empty if its stdin is not a pipe. */
  public Optional<PlainDescriptor> stdin() {
    return Optional.ofNullable(ends.stdin());
  }

  /** Returns this process's end of the pipe from the child; empty if its stdout is not a pipe. */
  public Optional<PlainDescriptor> stdout() {
    return Optional.ofNullable(ends.stdout());
  }

  /** Returns this process's end of the pipe of the child's stderr; empty if that is not a pipe. */
  public Optional<PlainDescriptor> stderr() {
    return Optional.ofNullable(ends.stderr());
  }

  /** Returns whether the child has not ended yet. Its own children do not count. */
  public boolean isAlive() {
    return !status.isDone();
  }

  /**
   * Waits for the child's end, without a limit. Its own children may still run.
   *
   * @throws IOException as of {@link #waitFor(Deadline)}
   */
  public ExitStatus waitFor() throws IOException {
    return waitFor(Deadline.NEVER);
  }

  /**
   * Waits until the child ends or the deadline passes. A child that has ended is reported at once,
   * any number of times.
   *
   * @throws SocketTimeoutException when the child still runs at the deadline
   * @throws InterruptedIOException when the thread is interrupted, whose flag stays set
   * @throws IOException when other code of this process has reaped the child (ECHILD)
   */
  public ExitStatus waitFor(Deadline deadline) throws IOException {
    try {
      int told = status.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      int signal = SysWait.signal(told);
      return new ExitStatus(signal == 0 ? SysWait.exitStatus(told) : 0, signal);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("'" + name() + "' has not ended");
    } catch (ExecutionException e) {
      throw new IOException("how '" + name() + "' ended is not known", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while '" + name() + "' was awaited");
    }
  }

  /**
   * Sends a signal to the child and all of its group, kill(2); to the child alone if it shares the
   * group of this process. Never reaches another process that has got the child's number.
   *
   * @param number the signal, such as 15 for SIGTERM; 0 sends none and tests for existence
   * @return whether it was sent; false if no process is left (ESRCH), this process may not signal
   *     any of them (EPERM), or the number is not a signal (EINVAL)
   */
  public synchronized boolean signal(int number) {
    // The number of a group with members is not reused.
    boolean group = plan.group() != ProcessGroup.SHARED && (!reaped || survived);
    if (group) {
      int result = SignalH.kill(-pid, number);
      survived = result != -SysErrno.ESRCH; // EINVAL and EPERM are no sign of an empty group
      return result == 0;
    }
    return !reaped && SignalH.kill(pid, number) == 0;
  }

  /**
   * Ends the child and its group: sends SIGTERM, waits for the child for at most {@code grace},
   * then sends SIGKILL to the remaining processes. Does not wait for the end of killed processes.
   *
   * @param grace zero does not wait
   * @throws InterruptedIOException when the thread is interrupted; SIGKILL is sent all the same
   * @throws IllegalArgumentException when the time is negative; SIGKILL is sent all the same
   */
  public void stop(Duration grace) throws IOException {
    try {
      if (signal(SignalH.SIGTERM)) {
        // A job that was stopped does not hear it otherwise.
        signal(SignalH.SIGCONT);
        waitFor(Deadline.after(grace));
      }
    } catch (SocketTimeoutException _) {
      // Killed then.
    } finally {
      signal(SignalH.SIGKILL);
    }
  }

  /**
   * Closes this process's ends of the pipes, and sends SIGKILL to the child and its group if they
   * still run. Does not wait for their end. Idempotent.
   */
  @Override
  public void close() {
    stdin().ifPresent(PlainDescriptor::close);
    stdout().ifPresent(PlainDescriptor::close);
    stderr().ifPresent(PlainDescriptor::close);
    signal(SignalH.SIGKILL);
  }

  private String name() {
    return Printable.of(plan.command().getFirst());
  }

  @Override
  public String toString() {
    return "process " + pid + " (" + Printable.of(String.join(" ", plan.command())) + ")";
  }
}
