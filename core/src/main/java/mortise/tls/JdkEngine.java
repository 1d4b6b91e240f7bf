package mortise.tls;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import mortise.server.TlsInfo;

/** A TLS engine over the JDK's {@code SSLEngine}. */
final class JdkEngine implements Engine {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final HandshakeObserver observer;

  /** The handshake status after the last record. Used by the reading thread only. */
  private HandshakeStatus wanted = HandshakeStatus.NOT_HANDSHAKING;

  JdkEngine(SSLEngine engine, HandshakeObserver observer) throws SSLException {
    this.engine = engine;
    this.observer = observer;
    engine.beginHandshake();
  }

  @Override
  public Need handshake() {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> {
          return Need.SEND;
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          return Need.RECEIVE;
        }
        case NEED_TASK -> tasks(engine);
        case FINISHED, NOT_HANDSHAKING -> {
          return Need.NOTHING;
        }
      }
    }
  }

  /** Runs delegated tasks in this thread; they compute and do not block. */
  static void tasks(SSLEngine engine) {
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      task.run();
    }
  }

  @Override
  public void receive(ByteBuffer records) throws SSLException {
    engine.unwrap(records, ByteBuffer.allocate(0));
  }

  @Override
  public int decrypt(ByteBuffer records, ByteBuffer into) throws SSLException {
    SSLEngineResult result = engine.unwrap(records, into);
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      return NO_ROOM;
    }
    if (result.getStatus() == Status.CLOSED) {
      return CLOSED;
    }
    wanted = result.getHandshakeStatus();
    return result.bytesProduced();
  }

  @Override
  public boolean owesAnswer() throws SSLException {
    if (wanted == HandshakeStatus.NOT_HANDSHAKING || wanted == HandshakeStatus.FINISHED) {
      return false;
    }
    if (!hasHalfClose()) {
      throw new SSLException("the peer requested renegotiation, which is disabled");
    }
    return wanted == HandshakeStatus.NEED_WRAP;
  }

  @Override
  public boolean encrypt(ByteBuffer bytes, ByteBuffer records) throws SSLException {
    do {
      SSLEngineResult result = engine.wrap(bytes, records);
      if (result.getStatus() == Status.CLOSED) {
        return false; // the engine's close_notify may be in the records
      }
      if (result.bytesProduced() == 0 && result.getHandshakeStatus() != HandshakeStatus.FINISHED) {
        throw new SSLException("the engine produced no record: " + result);
      }
    } while (bytes.hasRemaining() && records.remaining() >= Buffers.RECORD);
    return true;
  }

  @Override
  public void takeOwn(ByteBuffer records) throws SSLException {
    SSLEngineResult result;
    do {
      result = engine.wrap(NOTHING, records);
    } while (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        && result.bytesProduced() > 0
        && records.remaining() >= Buffers.RECORD);
  }

  @Override
  public boolean hasOutput() {
    return false; // pending output is part of the next record
  }

  @Override
  public void closeOutbound() {
    engine.closeOutbound();
  }

  @Override
  public boolean isInboundClosed() {
    return engine.isInboundDone();
  }

  @Override
  public boolean hasHalfClose() {
    return Versions.hasHalves(engine.getSession());
  }

  @Override
  public TlsInfo facts() {
    return facts(engine, observer);
  }

  /** The negotiated parameters after a handshake. */
  static TlsInfo facts(SSLEngine engine, HandshakeObserver observer) {
    SSLSession session = engine.getSession();
    String application = engine.getApplicationProtocol();
    return new TlsInfo(
        session.getProtocol(),
        session.getCipherSuite(),
        Optional.ofNullable(application).filter(name -> !name.isEmpty()),
        observer.requestedName().map(HostName::text),
        certificates(session),
        !observer.isFull());
  }

  private static List<X509Certificate> certificates(SSLSession session) {
    try {
      return Arrays.stream(session.getPeerCertificates()).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // the peer sent none, as most clients
    }
  }

  @Override
  public void trim() {
    // The JDK's engine manages its own buffers.
  }

  @Override
  public void free() {
    // All memory is on the heap.
  }
}
