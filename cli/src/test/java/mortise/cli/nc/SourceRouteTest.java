package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import mortise.net.Inet4;
import org.junit.jupiter.api.Test;

final class SourceRouteTest {
  /** RFC 791: padding, 131, length, pointer, the hops in their order, the target last. */
  @Test
  void hopsComeBeforeTheTarget() {
    Inet4[] route = {
      (Inet4) mortise.net.Inet.of("10.0.0.1", 0),
      (Inet4) mortise.net.Inet.of("10.0.0.2", 0),
      (Inet4) mortise.net.Inet.of("192.0.2.9", 0)
    };
    assertEquals(
        "01830f080a0000010a000002c0000209", HexFormat.of().formatHex(SourceRoute.encode(route, 8)));
  }
}
