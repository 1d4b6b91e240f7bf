package mortise.server;

/**
 * A connection over another one that observes or changes the bytes: every form of read and write
 * goes through {@link #read(byte[], int, int)} and {@link #write(byte[], int, int)}, so a subclass
 * that overrides these two misses nothing. All other calls are forwarded. There is no {@link
 * #bareSocket}, since bytes past the filter would corrupt the conversation.
 */
public class FilteringConnection extends DelegatingConnection {
  protected FilteringConnection(Connection inner) {
    super(inner);
  }
}
