package mortise.cli.nc;

import java.io.IOException;
import mortise.server.Acceptor;
import mortise.server.ClassFiles;

/** Writes to standard error what an acceptor has to report. */
record AcceptErrorLog(Log log) implements Acceptor.Observer {
  @Override
  public void preload() {
    ClassFiles.keepLoadable(AcceptErrorLog.class);
    ErrorMessages.of(new IOException("preload"));
  }

  @Override
  public void report(String message, Throwable failure) {
    log.message(message + ".");
  }
}
