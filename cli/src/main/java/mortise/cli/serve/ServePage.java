package mortise.cli.serve;

import java.io.IOException;
import java.net.SocketException;
import mortise.cli.flow.WatchedConnection;
import mortise.cli.inspect.Conversation;
import mortise.cli.inspect.InspectSettings;
import mortise.cli.inspect.Inspector;
import mortise.cli.tls.OwnListener;
import mortise.cli.watch.HistoryCapture;
import mortise.net.Address;
import mortise.server.Connection;
import mortise.server.Handler;

/** The page of {@code --inspect} and the table of {@code --watch} for a server. */
public final class ServePage implements AutoCloseable {
  private final Inspector inspector;
  private final ServeLog log;

  private ServePage(Inspector inspector, ServeLog log) {
    this.inspector = inspector;
    this.log = log;
  }

  /**
   * Opens the page.
   *
   * @throws IOException when its address cannot be bound
   */
  public static ServePage open(InspectSettings settings, ServeLog log) throws IOException {
    return new ServePage(Inspector.open(settings, HistoryCapture::of), log);
  }

  /** The service listens: logs the address of the page, and draws the table. */
  void show() throws IOException {
    inspector.url().ifPresent(log::inspecting);
    inspector.show();
  }

  /** The handler, with its connections on the page. */
  public Handler shown(Handler handler) {
    return connection -> serve(handler, connection);
  }

  private void serve(Handler handler, Connection connection) throws Exception {
    Conversation conversation = inspector.conversation(false);
    conversation.opened(connection);
    IOException failure = null;
    try {
      handler.handle(WatchedConnection.of(connection, conversation));
    } catch (Exception e) {
      failure = e instanceof IOException io ? io : new IOException(e.toString(), e);
      throw e;
    } finally {
      conversation.closed(connection, failure);
    }
  }

  /** The service whose counters the page shows, and to which a replay connects. */
  public void of(ServiceRunner service, boolean tls) {
    service.page(this);
    inspector.counters(service::counts);
    inspector.dial(() -> {
      Address address = service.address();
      if (address == null) {
        throw new SocketException("the service has datagrams alone");
      }
      return OwnListener.dial(address, tls);
    });
  }

  @Override
  public void close() {
    inspector.close();
  }
}
