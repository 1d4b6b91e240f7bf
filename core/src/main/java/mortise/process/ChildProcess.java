package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mortise.net.Deadline;
import mortise.net.Platform;
import mortise.net.Printable;
import mortise.sys.SignalH;

/**
 * A child process: a program that this process has started, posix_spawn(3). Thread-safe.
 *
 * <p>It has its three standard streams and no other descriptor, no blocked signal, the default
 * action for SIGPIPE and SIGCHLD, and ignores the other signals that this process ignores. Its
 * environment is this process's without the variables that a service manager sets for this process
 * alone, see {@link ChildConfig}. It inherits directory, umask and limits as they are now: the JVM
 * has raised the limit of descriptors, see {@link DescriptorLimit}. It is reaped as soon as it
 * ends, waitpid(2), whether or not a thread waits for it; a child that becomes unreachable runs on.
 *
 * <p>On the layer over NIO ({@link mortise.net.Platform}) {@link ProcessBuilder} starts it: groups
 * are the child and its descendants, signals other than SIGTERM and SIGKILL are not sent, a signal
 * that ended it is part of the exit status as in a shell, and threads copy between its streams and
 * the pipes and descriptors here. A stream that is a file other than {@code /dev/null} needs Linux.
 */
public final class ChildProcess implements Closeable {
  private final ChildConfig plan;
  private final StartedChild child;
  private final StartedChild.ParentEnds ends;

  private ChildProcess(ChildConfig config, StartedChild child) {
    this.plan = config;
    this.child = child;
    this.ends = child.ends();
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
    return new ChildProcess(
        config,
        Platform.current() == Platform.LINUX ? SpawnedChild.start(config) : JdkChild.start(config));
  }

  /** Returns the process number, which another process may get once the child has ended. */
  public int pid() {
    return child.pid();
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
    return !child.status().isDone();
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
      return child.status().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
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
  public boolean signal(int number) {
    return child.signal(number);
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
    return "process " + pid() + " (" + Printable.of(String.join(" ", plan.command())) + ")";
  }
}
