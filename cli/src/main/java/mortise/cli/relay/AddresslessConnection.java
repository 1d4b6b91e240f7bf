package mortise.cli.relay;

import java.io.IOException;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/**
 * A connection that is none of a socket, over one that carries nothing, since every connection has
 * one. Its addresses are the unnamed one.
 */
abstract class AddresslessConnection extends FilteringConnection {
  AddresslessConnection() throws IOException {
    super(Connection.of(Socket.open(Family.INET, Type.DGRAM)));
  }

  @Override
  public Address localAddress() {
    return Unix.UNNAMED;
  }

  @Override
  public Address peerAddress() {
    return Unix.UNNAMED;
  }

  @Override
  public Address clientAddress() {
    return Unix.UNNAMED;
  }
}
