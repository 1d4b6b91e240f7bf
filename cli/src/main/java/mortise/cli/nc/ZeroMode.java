package mortise.cli.nc;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.server.Connection;

/**
 * Sees whether ports answer, and nothing more: -z. Several ports are tried concurrently and
 * reported in order; the exit status is that of the best.
 */
final class ZeroMode {
  private static final int AT_ONCE = 32;
  private static final byte[] PROBE = {0};

  private final NcRun session;
  private final NcSettings settings;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  ZeroMode(NcRun session) {
    this.session = session;
    this.settings = session.settings();
  }

  int run() throws IOException {
    List<Integer> ports = settings.target().ports();
    if (settings.tls().on() || !settings.proxy().isNone()) {
      if (ports != null && ports.size() > 1) {
        throw new UsageException("With a proxy or TLS, -z takes one port only.");
      }
      return report(this::call) ? Ncat.OK : Ncat.NETWORK;
    }
    List<Address> addresses = NameLookup.of(settings.target());
    if (ports == null || ports.size() == 1) {
      return report(() -> probe(addresses)) ? Ncat.OK : Ncat.NETWORK;
    }
    List<FutureTask<Address>> probes = new ArrayList<>(ports.size());
    for (int port : ports) {
      FutureTask<Address> task = new FutureTask<>(() -> inTurn(at(addresses, port)));
      probes.add(task);
      Thread.ofVirtual().start(task);
    }
    boolean any = false;
    for (FutureTask<Address> task : probes) {
      any |= report(() -> result(task));
    }
    return any ? Ncat.OK : Ncat.NETWORK;
  }

  /** Through all that is on the way. */
  private Address call() throws IOException {
    try (Connection peer = new ClientConnector(session).call()) {
      return peer.peerAddress();
    }
  }

  private static Address result(FutureTask<Address> task) throws Exception {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : e;
    }
  }

  private static List<Address> at(List<Address> addresses, int port) {
    List<Address> there = new ArrayList<>(addresses.size());
    for (Address address : addresses) {
      there.add(((Inet) address).withPort(port));
    }
    return there;
  }

  private Address inTurn(List<Address> addresses) throws IOException, InterruptedException {
    turns.acquire();
    try {
      return probe(addresses);
    } finally {
      turns.release();
    }
  }

  /** Reports the result; returns whether the port is open. */
  private boolean report(Callable<Address> probe) throws IOException {
    try {
      Address address = probe.call();
      if (session.log().isVerbose()) {
        session.log().message("Connected to " + NameLookup.text(address) + ".");
        if (!settings.target().isStream()) {
          session.log().message("UDP packet sent successfully");
        }
      }
      return true;
    } catch (IOException e) {
      session.watch().failed(e);
      session.log().verbose(ErrorMessages.of(e));
      return false;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private Address probe(List<Address> addresses) throws IOException {
    try (Socket socket = new Dialer(session).dial(addresses)) {
      if (!settings.target().isStream()) {
        probeDatagram(socket);
      }
      return socket.peerAddress();
    }
  }

  /** Silence counts as open: only an ICMP error is conclusive. */
  private void probeDatagram(Socket socket) throws IOException {
    socket.send(PROBE);
    try {
      socket.awaitReadable(Deadline.after(Duration.ofMillis(settings.times().idle())));
      socket.recv(1);
    } catch (SocketTimeoutException _) {
      // No ICMP error arrived.
    }
  }
}
