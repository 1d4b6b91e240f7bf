package mortise.tls;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
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
import mortise.poll.ConcurrentCleaner;
import mortise.server.LazyCertificates;
import mortise.server.TlsInfo;
import mortise.sys.OpensslCrypto;
import mortise.sys.OpensslSsl;
import org.jspecify.annotations.Nullable;

/**
 * A TLS engine over an {@code SSL} of the system's libssl and two memory BIOs, one for records of
 * the peer and one for own records. The caller does the I/O, so timeouts, deadlines and counters
 * work as for plain connections.
 *
 * <p>The lock is held during libssl calls, and never while a thread waits for the peer. libssl
 * keeps errors per platform thread: nothing parks between a call and the read of its error, so a
 * virtual thread cannot change its carrier in between.
 */
final class OpensslEngine implements Engine {

  /** The number of open {@code SSL} objects of this process. */
  private static final AtomicInteger LIVE = new AtomicInteger();

  private static final int HEADER = 5;
  private static final int HANDSHAKE = 22;
  private static final int CLOSE_NOTIFY = 0;

  /** The minimum overhead of an encrypted record, in TLS 1.2 and in TLS 1.3. */
  private static final int LEAST_OVERHEAD = 16;

  private static final int TLS_1_3_OVERHEAD = 17;

  /** The maximum plaintext of a record, and the maximum overhead of encryption. */
  private static final int FRAGMENT = 16384;

  private static final int MOST_OVERHEAD = Buffers.RECORD - FRAGMENT;

  /** The size to which a memory BIO may grow without being freed while the connection is idle. */
  private static final int KEPT = 4096;

  /** That limit directly after the handshake. */
  private static final int KEPT_OF_HANDSHAKE = 256;

  /**
   * The native objects. A Cleaner frees them when the engine is unreachable, so they are a separate
   * object.
   */
  private static final class Native implements Runnable {
    private final long ssl;

    /** The BIO for records of the peer, and the BIO for own records. */
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
        OpensslSsl.SSL_free(ssl); // also frees the BIO that was allocated
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

  /** Keeps the context reachable while there are connections. */
  private final OpensslContext context;

  private final @Nullable OpensslVerifier verifier;
  private final boolean isServer;
  private final Native c;
  private final Cleanable cleanable;

  /** Guarded by lock, as are the other fields. */
  private boolean freed;

  private boolean established;

  /** The client's first record, until {@link #facts} is called; null on a client. */
  private byte @Nullable [] hello;

  private boolean inboundClosed;
  private boolean outboundClosed;

  /** Whether the BIO for own records may have some. Guarded by lock for writing. */
  private volatile boolean mayHaveOutput;

  private int overhead = LEAST_OVERHEAD;

  /** The maximum fill of the memory BIOs since the last trim. */
  private int inPeak;

  private int outPeak;
  private int kept = KEPT_OF_HANDSHAKE;

  /** The store of a client's session for the next connection, and its key; or null. */
  private @Nullable OpensslSessions sessions;

  private @Nullable String host;

  /**
   * Creates an engine before the handshake.
   *
   * @param verifier verifies the peer's certificates; null to skip verification
   */
  OpensslEngine(OpensslContext context, boolean isServer, @Nullable OpensslVerifier verifier) {
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

  private Cleanable register() {
    try {
      return ConcurrentCleaner.register(this, c);
    } catch (Throwable t) {
      c.run();
      throw t;
    }
  }

  /** The number of engines with native memory. */
  static int live() {
    return LIVE.get();
  }

  /** Sets the server name to request by SNI, before the handshake. */
  void serverName(String name) {
    if (OpensslSsl.SSL_ctrl(c.ssl, OpensslSsl.SSL_CTRL_SET_TLSEXT_HOSTNAME, name) != 1) {
      free();
      throw new OutOfMemoryError("SSL_set_tlsext_host_name");
    }
  }

  /**
   * Resumes the last session with a host, and stores the session of this connection when it closes.
   */
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
      clearErrors();
      mayHaveOutput = true;
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
    int start = records.position();
    records.position(start + length); // checks that it is whole
    int offset = records.arrayOffset() + start;
    if (OpensslCrypto.BIO_write(c.in, records.array(), offset, length) != length) {
      throw new SSLException("out of memory for a record of " + length + " bytes");
    }
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
      int start = records.position();
      takeRecord(records);
      clearErrors();
      int position = into.position();
      int count =
          into.hasArray()
              ? OpensslSsl.SSL_read(
                  c.ssl, into.array(), into.arrayOffset() + position, into.remaining())
              : OpensslSsl.SSL_read(c.ssl, MemorySegment.ofBuffer(into));
      if (count > 0) {
        into.position(position + count);
        return count;
      }
      mayHaveOutput = true; // an alert, or a reply to a handshake message
      return noData(count, records.get(start));
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
  }

  /** Removes errors that other code of this thread has left, which SSL_get_error would report. */
  private static void clearErrors() {
    if (OpensslCrypto.ERR_peek_error() != 0) {
      OpensslCrypto.ERR_clear_error();
    }
  }

  private int noData(int result, int type) throws SSLException {
    int error = OpensslSsl.SSL_get_error(c.ssl, result);
    if (error == OpensslSsl.SSL_ERROR_WANT_READ && type == HANDSHAKE && !hasHalfClose()) {
      throw new SSLException("the peer requested renegotiation, which is disabled");
    }
    if (error == OpensslSsl.SSL_ERROR_WANT_READ) {
      return 0;
    }
    if (error != OpensslSsl.SSL_ERROR_ZERO_RETURN) {
      throw failure(error);
    }
    inboundClosed = true;
    if (!hasHalfClose()) {
      closeOutbound(); // RFC 5246, section 7.2.1: close_notify closes both directions
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
      if (!bytes.hasRemaining()) {
        answerKeyUpdate();
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

  /** Queues the reply to the peer's KeyUpdate; libssl waits for SSL_write with it. */
  private void answerKeyUpdate() {
    if (OpensslSsl.SSL_get_key_update_type(c.ssl) == OpensslSsl.SSL_KEY_UPDATE_NOT_REQUESTED) {
      clearErrors();
      OpensslSsl.SSL_key_update(c.ssl, OpensslSsl.SSL_KEY_UPDATE_NOT_REQUESTED);
      OpensslSsl.SSL_do_handshake(c.ssl);
      mayHaveOutput = true;
    }
  }

  private void encryptRecord(ByteBuffer bytes) throws SSLException {
    clearErrors();
    mayHaveOutput = true;
    int position = bytes.position();
    int part = Math.min(bytes.remaining(), FRAGMENT);
    int count =
        bytes.hasArray()
            ? OpensslSsl.SSL_write(c.ssl, bytes.array(), bytes.arrayOffset() + position, part)
            : OpensslSsl.SSL_write(c.ssl, MemorySegment.ofBuffer(bytes).asSlice(0, part));
    if (count <= 0) {
      throw failure(OpensslSsl.SSL_get_error(c.ssl, count));
    }
    bytes.position(position + count);
  }

  @Override
  public @Nullable TrafficSecret releaseSending(ByteBuffer records) throws SSLException {
    lock.lock();
    try {
      checkOpen();
      String suite = OpensslSsl.cipherSuite(c.ssl);
      if (outboundClosed || !TrafficSecret.Suite.contains(suite)) {
        return null;
      }
      byte[] secret = OpensslKeyLog.secretOfKeyUpdate(c.ssl, context.address());
      OpensslCrypto.ERR_clear_error();
      mayHaveOutput = true;
      drain(records);
      return secret == null || hasOutput()
          ? null
          : new TrafficSecret(TrafficSecret.Suite.valueOf(suite), secret);
    } finally {
      Reference.reachabilityFence(this);
      lock.unlock();
    }
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

  /** Moves pending output to the buffer, as far as it fits. */
  private void drain(ByteBuffer records) {
    if (!mayHaveOutput) {
      return;
    }
    int start = records.position();
    int room = records.remaining();
    int count = OpensslCrypto.BIO_read(c.out, records.array(), records.arrayOffset() + start, room);
    if (count > 0) {
      records.position(start + count);
      outPeak = Math.max(outPeak, count);
    }
    mayHaveOutput = count == room;
  }

  /** Frees the buffers of large records, since a memory BIO never shrinks. */
  @Override
  public void trim() {
    if (inPeak <= kept && outPeak <= kept) {
      return; // without the lock: a stale value only delays it
    }
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
    if (!mayHaveOutput) {
      return false;
    }
    lock.lock();
    try {
      mayHaveOutput = !freed && pending(c.out) > 0;
      return mayHaveOutput;
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
          clearErrors();
          mayHaveOutput = true;
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
   * The server name that the client requested. In a resumed TLS 1.2 session libssl returns it only
   * if an SNI callback accepted it in the full handshake. There is no such callback, so the name is
   * parsed from the ClientHello.
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
      return List.of(); // not verified, and malformed
    }
  }

  @Override
  public void free() {
    lock.lock();
    try {
      if (!freed) {
        freed = true;
        if (sessions != null && host != null && established) {
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

  /** The error of libssl, or that of the verification callback. */
  private SSLException failure(int error) {
    long code = OpensslCrypto.ERR_get_error();
    OpensslCrypto.ERR_clear_error();
    Throwable verification = verifier == null ? null : verifier.failure();
    if (verification != null) {
      return new SSLException(verification.getMessage(), verification);
    }
    if (error == OpensslSsl.SSL_ERROR_ZERO_RETURN) {
      return new SSLException(Alerts.message(CLOSE_NOTIFY)); // during the handshake
    }
    if (code == 0) {
      return new SSLException("libssl failed without an error code (SSL_get_error " + error + ")");
    }
    int reason = OpensslCrypto.ERR_GET_REASON(code);
    boolean isAlert =
        OpensslCrypto.ERR_GET_LIB(code) == OpensslCrypto.ERR_LIB_SSL
            && reason >= OpensslSsl.SSL_AD_REASON_OFFSET
            && reason < OpensslSsl.SSL_AD_REASON_OFFSET + 256;
    return isAlert
        ? new SSLException(Alerts.message(reason - OpensslSsl.SSL_AD_REASON_OFFSET))
        : new SSLException(
            OpensslReasons.message(reason, OpensslCrypto.ERR_reason_error_string(code)));
  }
}
