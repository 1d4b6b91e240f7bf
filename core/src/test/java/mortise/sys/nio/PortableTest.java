package mortise.sys.nio;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/** The layer over NIO in a process of its own, since the choice is made once per process. */
final class PortableTest {
  @Test
  void portableLayerDoesWhatItHasAndNamesWhatNeedsLinux() throws Exception {
    String output =
        new ChildJvm().with("-Dmortise.sys=portable").run(PortableProgram.class).succeeded();
    assertThat(output.lines())
        .containsExactly(
            "layer PORTABLE",
            "tcp hello",
            "udp hello from the sender",
            "empty datagram 0",
            "unix hello",
            "peeked hel, received hello",
            "timed out",
            "refused ECONNREFUSED",
            "interrupted, open true",
            "closed EBADF",
            "message hello",
            "nodelay true",
            "raw false, stream true",
            "socket: Socket type not supported, a socket of address family 2 and type 3 needs Linux,"
                + " and this is the portable layer over NIO (ESOCKTNOSUPPORT)",
            "option false");
  }
}
