package mortise.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The bytes that a server in Java allocates, by its {@link ThreadMXBean}. What virtual threads
 * allocate counts for their carriers, and the few kilobytes of asking are in it too.
 */
final class Allocations implements PerRequest.Counter, AutoCloseable {
  private final JMXConnector connector;
  private final ThreadMXBean threads;

  Allocations(Peer.Server server) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach("" + server.child().pid());
      String address = machine.startLocalManagementAgent();
      machine.detach();
      connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
    } catch (AttachNotSupportedException e) {
      throw new IOException("no JVM", e);
    }
    threads =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.THREAD_MXBEAN_NAME,
            ThreadMXBean.class);
  }

  @Override
  public Map<String, Double> during(PerRequest.Work work) throws IOException {
    long before = threads.getTotalThreadAllocatedBytes();
    work.run();
    return Map.of("bytes", (double) threads.getTotalThreadAllocatedBytes() - before);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
