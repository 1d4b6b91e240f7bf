package mortise.cli.relay;

import java.io.Closeable;
import java.io.IOException;

/** What an address stands for: where connections come from. */
interface RelayEndpoint extends Closeable {
  /** One that has been waited for, or can be made. */
  interface Offer {
    /** Does the slow part: connects, looks up, shakes hands. */
    RelaySide open() throws IOException;

    /** Gives up what there is of it. */
    default void decline() {}
  }

  /** The next connection: of a listener, waits for one. */
  Offer next() throws IOException;

  /** Whether the peers begin. */
  default boolean listens() {
    return false;
  }

  /** How many peers the access rules have rejected. */
  default long denied() {
    return 0;
  }

  /** The actual address of a listener, or another notice for the user; empty for none. */
  default String notice() {
    return "";
  }

  /** Takes no more; connections go on. */
  @Override
  default void close() {}
}
