package mortise.cli.page;

import java.io.IOException;

/** A request that gets an answer other than 200: its status, and a sentence. */
public final class PageException extends IOException {
  private static final long serialVersionUID = 1;

  private final int status;

  public PageException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
