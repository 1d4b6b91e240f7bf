package mortise.net;

import org.jspecify.annotations.Nullable;

/** A {@link SocketFailure} whose values come from {@link FailureDetails}. */
interface DetailedFailure extends SocketFailure {
  FailureDetails details();

  @Override
  default Errno errno() {
    return details().errno();
  }

  @Override
  default String call() {
    String call = details().call();
    int space = call.indexOf(' ');
    return space < 0 ? call : call.substring(0, space);
  }

  @Override
  default @Nullable Address local() {
    return details().local();
  }

  @Override
  default @Nullable Address peer() {
    return details().peer();
  }

  @Override
  default long transferred() {
    return details().transferred();
  }
}
