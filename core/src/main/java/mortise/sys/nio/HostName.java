package mortise.sys.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** This host's name, which the JDK tells with its address alone. */
final class HostName {
  private HostName() {}

  static byte[] own() throws IOException {
    String computer = System.getenv("COMPUTERNAME");
    String name = computer != null ? computer : InetAddress.getLocalHost().getHostName();
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
