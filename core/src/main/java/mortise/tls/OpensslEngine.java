package mortise.tls;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import mortise.server.LazyCertificates;
import mortise.server.TlsInfo;
import mortise.sys.OpensslCrypto;
import mortise.sys.OpensslSsl;

/**
 * An {@code SSL} of the system's libssl between two memory BIOs: records go into the one and come
 * out of the other, so that waiting, deadlines and counters stay where they are for plain bytes.
 *
 * <p>The lock is held while libssl computes, and never while a thread waits for the peer. libssl
 * keeps errors per platform thread: between a call and the look at its error there is nothing that
 * could park.
 */
final class OpensslEngine implements Engine {
  private static final Cleaner CLEANER = Cleaner.create();

  /** Open {@code SSL} objects of this process. */
  private static final AtomicInteger LIVE = new AtomicInteger();

  private static final int HEADER = 5;
  private static final int HANDSHAKE = 22;
  private static final int CLOSE_NOTIFY = 0;

  /** What encryption adds at least to a record, of TLS 1.2 and of TLS 1.3. */
  private static final int LEAST_OVERHEAD = 16;

  private static final int TLS_1_3_OVERHEAD = 17;

  /** The bytes of the largest record, and how much longer it becomes. */
  private static final int FRAGMENT = 16384;

  private static final int MOST_OVERHEAD = Buffers.RECORD - FRAGMENT;

  /** Up to so many bytes a memory BIO keeps while the connection is idle. */
  private static final int KEPT = 4096;

  /** What is kept of the handshake. */
  private static final int KEPT_OF_HANDSHAKE = 256;

  /** What belongs to C, apart from the engine, so that it can be freed when that is garbage. */
  private static final class Native implements Runnable {
    private final long ssl;

    /** Where the peer's records go in, and where ours come out. */
    private final long in;

    private final long out;

    Native(OpensslContext context) {
      ssl = OpensslSsl.SSL_new(context.address());
      if (ssl == 0) {
        throw new OutOfMemoryError("SSL_new");
      }
      in = OpensslCrypto.BIO_new_mem();
      out = OpensslCrypto.BIO_new_mem();
      OpensslSsl.SSL_set_bio(ssl, in, out);
      if (in == 0 || out == 0) {
        OpensslSsl.SSL_free(ssl); // and of the two the one that there is
        throw new OutOfMemoryError("BIO_new");
      }
      LIVE.getAndIncrement();
    }

    @Override
    public void run() {
      OpensslSsl.SSL_free(ssl);
      LIVE.getAndDecrement();
    }
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** Kept, since its keys and its tickets are used while there are connections. */
  private final OpensslContext context;

  private final OpensslVerifier verifier;
  private final boolean isServer;
  private final Native c;
  private final Cleaner.Cleanable cleanable;

  /** Guarded by lock, as the other fields are. */
  private boolean freed;

  private boolean established;

  /** The first record of a client, until the facts were asked for; null on a client. */
  private byte[] hello;

  private boolean inboundClosed;
  private boolean outboundClosed;
  private int overhead = LEAST_OVERHEAD;

  /** The most that the memory BIOs have had in them at a time since they were trimmed. */
  private int inPeak;

  private int outPeak;
  private int kept = KEPT_OF_HANDSHAKE;

  /** Where a client's session is kept for the next connection, and under which name; or null. */
  private OpensslSessions sessions;

  private String host;

  /**
   * An engine that has its first flight before it, as a client's or a server's.
   *
   * @param verifier looks at the peer's certificates; null where they are not verified
   */
  OpensslEngine(OpensslContext context, boolean isServer, OpensslVerifier verifier) {
    this.context = context;
    this.verifier = verifier;
    this.isServer = isServer;
    this.c = new Native(context);
    this.cleanable = register();
    if (isServer) {
      OpensslSsl.SSL_set_accept_state(c.ssl);
    } else {
      OpensslSsl.SSL_set_connect_state(c.ssl);
    }
  }

  private Cleaner.Cleanable register() {
    try {
      return CLEANER.register(this, c);
    } catch (Throwable t) {
      c.run();
      throw t;
    }
  }

  /** How many there are that hold memory of C. */
  static int live() {
    return LIVE.get();
  }

  /** Asks for a name by SNI. Before the handshake. */
  void serverName(String name) {
    if (OpensslSsl.SSL_ctrl(c.ssl, OpensslSsl.SSL_CTRL_SET_TLSEXT_HOSTNAME, name) != 1) {
      free();
      throw new OutOfMemoryError("SSL_set_tlsext_host_name");
    }
  }

  /** Resumes the last session with a host, and keeps its own for the next. */
  void sessions(OpensslSessions sessions, String host) {
    this.sessions = sessions;
    this.host = host;
    sessions.resume(host, c.ssl);
  }

  @Override
  public Need handshake() throws SSLException {
    lock.lock();
    try {
      checkOpen();
      OpensslCrypto.ERR_clear_error();
      int result =
          verifier == null ? OpensslSsl.SSL_do_handshake(c.ssl) : verifier.handshake(c.ssl);
      if (result <= 0) {
        int error = OpensslSsl.SSL_get_error(c.ssl, result);
        if (error != OpensslSsl.SSL_ERROR_WANT_READ) {
          throw failure(error);
        }
        return hasOutput() ? Need.SEND : Need.RECEIVE;
      }
      if (hasOutput()) {
        return Need.SEND;
      }
      established = true;
      overhead = hasHalfClose() ? TLS_1_3_OVERHEAD : LEAST_OVERHEAD;
      return Need.NOTHING;
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  @Override
  public void receive(ByteBuffer records) throws SSLException {
    lock.lock();
    try {
      checkOpen();
      if (isServer && hello == null) {
        hello = new byte[Math.min(recordLength(records), records.remaining())];
        records.get(records.position(), hello);
      }
      takeRecord(records);
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  private int takeRecord(ByteBuffer records) throws SSLException {
    int length = recordLength(records);
    MemorySegment record = MemorySegment.ofBuffer(records).asSlice(0, length);
    if (OpensslCrypto.BIO_write(c.in, record) != length) {
      throw new SSLException("no memory for a record of " + length + " bytes");
    }
    records.position(records.position() + length);
    inPeak = Math.max(inPeak, length);
    return length;
  }

  private static int recordLength(ByteBuffer records) {
    return HEADER + Short.toUnsignedInt(records.getShort(records.position() + 3));
  }

  @Override
  public int decrypt(ByteBuffer records, ByteBuffer into) throws SSLException {
    lock.lock();
    try {
      checkOpen();
      if (into.remaining() < recordLength(records) - HEADER - overhead) {
        return NO_ROOM;
      }
      int type = records.get(records.position());
      takeRecord(records);
      OpensslCrypto.ERR_clear_error();
      int count = OpensslSsl.SSL_read(c.ssl, MemorySegment.ofBuffer(into));
      if (count > 0) {
        into.position(into.position() + count);
        return count;
      }
      return noData(count, type);
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  private int noData(int result, int type) throws SSLException {
    int error = OpensslSsl.SSL_get_error(c.ssl, result);
    if (error == OpensslSsl.SSL_ERROR_WANT_READ && type == HANDSHAKE && !hasHalfClose()) {
      throw new SSLException("the peer wants to renegotiate, which is refused");
    }
    if (error == OpensslSsl.SSL_ERROR_WANT_READ) {
      return 0;
    }
    if (error != OpensslSsl.SSL_ERROR_ZERO_RETURN) {
      throw failure(error);
    }
    inboundClosed = true;
    if (!hasHalfClose()) {
      closeOutbound(); // RFC 5246, section 7.2.1: both directions at once
    }
    return CLOSED;
  }

  @Override
  public boolean owesAnswer() {
    return hasOutput();
  }

  @Override
  public boolean encrypt(ByteBuffer bytes, ByteBuffer records) throws SSLException {
    lock.lock();
    try {
      checkOpen();
      if (outboundClosed) {
        drain(records);
        return false;
      }
      drain(records);
      while (bytes.hasRemaining()
          && records.remaining() >= Math.min(bytes.remaining(), FRAGMENT) + MOST_OVERHEAD) {
        encryptRecord(bytes);
        drain(records);
      }
      return true;
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  private void encryptRecord(ByteBuffer bytes) throws SSLException {
    OpensslCrypto.ERR_clear_error();
    int part = Math.min(bytes.remaining(), FRAGMENT);
    MemorySegment some = MemorySegment.ofBuffer(bytes).asSlice(0, part);
    int count = OpensslSsl.SSL_write(c.ssl, some);
    if (count <= 0) {
      throw failure(OpensslSsl.SSL_get_error(c.ssl, count));
    }
    bytes.position(bytes.position() + count);
  }

  @Override
  public void takeOwn(ByteBuffer records) throws SSLException {
    lock.lock();
    try {
      if (!freed) {
        drain(records);
      }
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  /** Moves what is to be sent, as far as there is room. */
  private void drain(ByteBuffer records) {
    int count = OpensslCrypto.BIO_read(c.out, MemorySegment.ofBuffer(records));
    if (count > 0) {
      records.position(records.position() + count);
      outPeak = Math.max(outPeak, count);
    }
  }

  /** A memory BIO never shrinks by itself. */
  @Override
  public void trim() {
    lock.lock();
    try {
      if (established && !freed) {
        if (inPeak > kept && pending(c.in) == 0) {
          OpensslCrypto.BIO_set_mem_buf(c.in);
          inPeak = 0;
        }
        if (outPeak > kept && pending(c.out) == 0) {
          OpensslCrypto.BIO_set_mem_buf(c.out);
          outPeak = 0;
        }
        kept = KEPT;
      }
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  private static long pending(long bio) {
    return OpensslCrypto.BIO_ctrl(bio, OpensslCrypto.BIO_CTRL_PENDING);
  }

  @Override
  public boolean hasOutput() {
    lock.lock();
    try {
      return !freed && pending(c.out) > 0;
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  @Override
  public void closeOutbound() {
    lock.lock();
    try {
      if (!freed && !outboundClosed) {
        outboundClosed = true;
        if (established) {
          OpensslCrypto.ERR_clear_error();
          OpensslSsl.SSL_shutdown(c.ssl);
        }
      }
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  @Override
  public boolean isInboundClosed() {
    lock.lock();
    try {
      return inboundClosed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean hasHalfClose() {
    lock.lock();
    try {
      return !freed && OpensslSsl.SSL_version(c.ssl) >= OpensslSsl.TLS1_3_VERSION;
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  @Override
  public TlsInfo facts() throws SSLException {
    lock.lock();
    try {
      checkOpen();
      byte[] application = OpensslSsl.SSL_get0_alpn_selected(c.ssl);
      return new TlsInfo(
          hasHalfClose() ? "TLSv1.3" : "TLSv1.2",
          OpensslSsl.cipherSuite(c.ssl),
          application.length == 0 ? Optional.empty() : Optional.of(AlpnNames.text(application)),
          serverName(),
          certificates(),
          OpensslSsl.SSL_session_reused(c.ssl));
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  /**
   * The name that the client asked for. Of a resumed session of TLS 1.2 libssl has it where a
   * callback for names had taken it in the first handshake alone, and there is none.
   */
  private Optional<String> serverName() {
    String name = OpensslSsl.SSL_get_servername(c.ssl);
    byte[] first = hello;
    hello = null;
    return name != null || first == null
        ? Optional.ofNullable(name).map(host -> host.toLowerCase(Locale.ROOT))
        : RequestedServerName.ofRecord(first).map(HostName::text);
  }

  private List<X509Certificate> certificates() {
    List<byte[]> sent = OpensslPeer.certificates(c.ssl);
    return sent.isEmpty() ? List.of() : new LazyCertificates(() -> parse(sent));
  }

  private static List<X509Certificate> parse(List<byte[]> certificates) {
    try {
      return OpensslPeer.parse(certificates);
    } catch (CertificateException e) {
      return List.of(); // neither verified nor readable
    }
  }

  @Override
  public void free() {
    lock.lock();
    try {
      if (!freed) {
        freed = true;
        if (sessions != null && established) {
          sessions.keep(host, c.ssl);
        }
        cleanable.clean();
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() throws SSLException {
    if (freed) {
      throw new SSLException("the connection is closed");
    }
  }

  /** The library's reason, or the failure of its callbacks. */
  private SSLException failure(int error) {
    long code = OpensslCrypto.ERR_get_error();
    OpensslCrypto.ERR_clear_error();
    Throwable verification = verifier == null ? null : verifier.failure();
    if (verification != null) {
      return new SSLException(verification.getMessage(), verification);
    }
    if (error == OpensslSsl.SSL_ERROR_ZERO_RETURN) {
      return new SSLException(Alerts.message(CLOSE_NOTIFY)); // in the middle of a handshake
    }
    if (code == 0) {
      return new SSLException("libssl failed without a reason (SSL_get_error " + error + ")");
    }
    int reason = OpensslCrypto.ERR_GET_REASON(code);
    boolean isAlert =
        OpensslCrypto.ERR_GET_LIB(code) == OpensslCrypto.ERR_LIB_SSL
            && reason >= OpensslSsl.SSL_AD_REASON_OFFSET
            && reason < OpensslSsl.SSL_AD_REASON_OFFSET + 256;
    return isAlert
        ? new SSLException(Alerts.message(reason - OpensslSsl.SSL_AD_REASON_OFFSET))
        : new SSLException(
            OpensslReasons.words(reason, OpensslCrypto.ERR_reason_error_string(code)));
  }
}
