package mortise.tls;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import mortise.net.Deadline;
import mortise.server.Connection;
import mortise.server.TlsFacts;

/** Plays a handshake to its end in the calling thread. */
final class Handshake {
  /** A failed connection is not kept for a peer that takes no alert. */
  private static final Duration ALERT = Duration.ofSeconds(1);

  private final SSLEngine engine;
  private final Connection carrier;
  private final Inbound inbound;
  private final Outbound outbound;

  Handshake(SSLEngine engine, Connection carrier, Inbound inbound, Outbound outbound) {
    this.engine = engine;
    this.carrier = carrier;
    this.inbound = inbound;
    this.outbound = outbound;
  }

  void run() throws IOException {
    String peer = Faults.peer(carrier);
    try {
      engine.beginHandshake();
      while (step()) {}
    } catch (TruncatedException e) {
      throw Faults.handshake(peer, "the peer closed the connection in the middle of it");
    } catch (SSLException e) {
      throw told(Faults.handshake(peer, e));
    } catch (RuntimeException e) {
      throw told(Faults.handshake(peer, Faults.engine(e)));
    }
  }

  /** One thing that the engine needs; false when it needs nothing more. */
  private boolean step() throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_WRAP -> outbound.writeOwn();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> inbound.readHandshake();
      case NEED_TASK -> tasks(engine);
      case FINISHED, NOT_HANDSHAKING -> {
        return false;
      }
    }
    return true;
  }

  /** Computes, in this thread; a virtual one does not need another for that. */
  static void tasks(SSLEngine engine) {
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      task.run();
    }
  }

  /** Sends the alert, so that the peer knows the reason too. */
  private SSLException told(SSLException reason) {
    carrier.deadline(Deadline.in(ALERT));
    outbound.tryAlert(reason);
    return reason;
  }

  /** What a handshake that has ended agreed on. */
  static TlsFacts facts(SSLEngine engine, Greeting greeting) {
    SSLSession session = engine.getSession();
    String application = engine.getApplicationProtocol();
    return new TlsFacts(
        session.getProtocol(),
        session.getCipherSuite(),
        Optional.ofNullable(application).filter(name -> !name.isEmpty()),
        greeting.asked().map(HostName::text),
        certificates(session),
        !greeting.isFull());
  }

  private static List<X509Certificate> certificates(SSLSession session) {
    try {
      return Arrays.stream(session.getPeerCertificates()).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // the peer sent none, as most clients do
    }
  }
}
