package mortise.sys.nio;

import java.io.IOException;

/** The errno that a call of this layer returns. Has no stack trace, since no caller sees it. */
final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1;

  final int errno;

  ErrnoException(int errno) {
    this(errno, null);
  }

  /**
   * @param reason what cannot be done and why, where the errno's own words do not say it; else null
   */
  ErrnoException(int errno, String reason) {
    super(reason);
    this.errno = errno;
  }

  /** What NIO has no means for. */
  static ErrnoException needsLinux(int errno, String what) {
    return new ErrnoException(
        errno, what + " needs Linux, and this is the portable layer over NIO");
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
