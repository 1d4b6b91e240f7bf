package mortise.cli.relay;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.net.Family;
import mortise.net.IpOption;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.net.Type;
import org.junit.jupiter.api.Test;

final class SocketSetupTest {
  /** IP_TOS sets the priority of an IPv4 socket as well, so it has to be set first. */
  @Test
  void priorityIsNotOverwrittenByTos() throws Exception {
    AddressSpec spec = AddressSpec.parse("tcp:127.0.0.1:1,priority=5,tos=16");
    try (Socket socket = new SocketSetup(spec).config(Type.STREAM).open(Family.INET)) {
      assertThat(socket.option(Option.SO_PRIORITY)).isEqualTo(5);
      assertThat(socket.option(IpOption.IP_TOS)).isEqualTo(16);
    }
  }
}
