package mortise.hub;

import io.nats.client.Message;
import io.nats.client.Subscription;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import mortise.cli.hub.HubStream;
import mortise.hub.StreamFrame.Data;
import mortise.hub.StreamFrame.State;
import mortise.net.Printable;

/**
 * One end of a stream: two inboxes, one at each end. Bytes are numbered by their offset; the
 * receiver grants credit, and a sender keeps what the receiver does not have and sends it again
 * after a gap. Both sides repeat their state.
 */
final class NatsStream implements HubStream {
  /** What a server says of a message to a subject that nobody has. */
  private static final int NO_RESPONDERS = 503;

  private static final Duration CONFIRM = Duration.ofSeconds(5);
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(250);
  private static final Pattern INBOX = Pattern.compile("_INBOX\\.[\\p{Alnum}_.-]{1,200}");

  private final StreamLink link;
  private final String own;
  private final Subscription subscription;

  /** Held while messages of this stream are published, so that they keep their order. */
  private final ReentrantLock publishing = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();

  /** Whether something has changed that a thread may wait for. */
  private final Condition changed = lock.newCondition();

  private final AtomicBoolean isDue = new AtomicBoolean();
  private final AtomicBoolean removed = new AtomicBoolean();

  // All below are guarded by lock.

  /** The peer's inbox, and both directions; null while a dialer waits for an answer. */
  private String peer;

  private int window;
  private StreamSender sender;
  private StreamReceiver receiver;

  /** Why it has failed; null where it has not. */
  private String failure;

  /** What the peer is told of that; null where it is not told. */
  private String reset;

  private boolean refused;
  private boolean closed;

  /** Whether a frame of the peer has come. */
  private boolean heard;

  private long heardAt = System.nanoTime();

  /** Since when nobody has the peer's subject; 0 where that is not so. */
  private long absentSince;

  private long toldAt;
  private boolean owesState;

  /** From where the peer wants the bytes again; -1 for not. */
  private long resendFrom = -1;

  private boolean wantsResend;
  private long requestedAt;

  private NatsStream(StreamLink link, int window) throws IOException {
    this.link = link;
    this.window = window;
    this.own = link.inbox();
    if (!link.add(this)) {
      throw new SocketException("the connection to the hub is closed");
    }
    try {
      this.subscription = link.subscribe(own, this::receive);
    } catch (IOException | RuntimeException e) {
      link.remove(this);
      throw e;
    }
  }

  /** Whether a subject is one that a peer's inbox may have. */
  static boolean isInbox(String subject) {
    return subject != null && INBOX.matcher(subject).matches();
  }

  /** Connects to a listener of a subject. */
  static NatsStream dial(StreamLink link, String subject, int window, Duration timeout)
      throws IOException {
    NatsStream stream = new NatsStream(link, window);
    try {
      stream.ask(subject, System.nanoTime() + timeout.toNanos(), timeout);
      return stream;
    } catch (IOException | RuntimeException e) {
      stream.remove();
      throw e;
    }
  }

  /** Accepts a peer that has asked for a stream. */
  static NatsStream accept(StreamLink link, String peer, int window) throws IOException {
    NatsStream stream = new NatsStream(link, window);
    try {
      stream.grant(peer);
      return stream;
    } catch (IOException | RuntimeException e) {
      stream.remove();
      throw e;
    }
  }

  private void ask(String subject, long deadline, Duration timeout) throws IOException {
    while (!link.isUp() && deadline - System.nanoTime() > 0) {
      sleep();
    }
    link.publish(subject, own, new StreamFrame.Open(window));
    lock.lock();
    try {
      while (peer == null && failure == null) {
        if (!await(deadline)) {
          throw new SocketTimeoutException("no answer within " + timeout.toMillis() + "ms");
        }
      }
      if (peer == null) {
        throw new ConnectException(failure);
      }
      owesState = true;
    } finally {
      lock.unlock();
    }
    work();
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(Duration.ofMillis(20));
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void grant(String inbox) throws IOException {
    lock.lock();
    try {
      open(inbox);
    } finally {
      lock.unlock();
    }
    link.publish(inbox, own, new StreamFrame.Accept(window));
    long deadline = System.nanoTime() + CONFIRM.toNanos();
    lock.lock();
    try {
      while (!heard && failure == null) {
        if (!await(deadline)) {
          throw new SocketException("the peer has gone before it was accepted");
        }
      }
      if (!heard) {
        throw new SocketException(failure);
      }
    } finally {
      lock.unlock();
    }
  }

  private void open(String inbox) {
    peer = inbox;
    sender = new StreamSender(window);
    receiver = new StreamReceiver(window);
    heardAt = System.nanoTime();
    toldAt = heardAt;
  }

  /** Waits for a change; false where the deadline has passed. */
  private boolean await(long deadline) throws IOException {
    try {
      long left = deadline - System.nanoTime();
      return left > 0 && changed.awaitNanos(left) > 0;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the peer");
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    boolean owes;
    int count;
    lock.lock();
    try {
      while (true) {
        if (closed) {
          return -1;
        }
        // What was sent before an end is read even where the peer has gone since.
        if (failure != null && !receiver.isComplete()) {
          throw new SocketException(failure);
        }
        if (receiver.isReadable()) {
          break;
        }
        if (receiver.isComplete()) {
          return -1;
        }
        changed.await();
      }
      count = receiver.read(bytes, offset, length);
      owes = receiver.owesCredit();
      owesState |= owes;
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
    if (owes) {
      work();
    }
    return count;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    for (int done = 0; done < length; ) {
      awaitRoom();
      publishing.lock();
      try {
        done += publish(bytes, offset + done, length - done);
      } finally {
        publishing.unlock();
      }
    }
  }

  private void awaitRoom() throws IOException {
    lock.lock();
    try {
      checkWritable();
      while (sender.room() <= 0) {
        changed.await();
        checkWritable();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  private void checkWritable() throws SocketException {
    if (failure != null) {
      throw new SocketException(failure);
    }
    if (closed || sender.hasEnded()) {
      throw new SocketException("the stream is closed for writing");
    }
  }

  private int publish(byte[] bytes, int offset, int length) throws SocketException {
    Data data;
    lock.lock();
    try {
      checkWritable();
      if (sender.room() <= 0) {
        return 0;
      }
      data = sender.add(bytes, offset, length, link.largest());
    } finally {
      lock.unlock();
    }
    link.publish(peer, null, data);
    return data.count();
  }

  @Override
  public void closeWrite() throws IOException {
    lock.lock();
    try {
      if (failure != null) {
        throw new SocketException(failure);
      }
      if (closed || sender.hasEnded()) {
        return;
      }
      sender.end();
      owesState = true;
    } finally {
      lock.unlock();
    }
    work();
  }

  @Override
  public void abort() {
    end("the peer has aborted");
  }

  @Override
  public void close() {
    boolean isOver;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      isOver = failure != null || receiver.isComplete();
      if (failure == null && !sender.hasEnded()) {
        sender.end();
        owesState = true;
      }
    } finally {
      lock.unlock();
    }
    work();
    if (isOver) {
      awaitArrival();
    }
    end(isOver ? null : "the peer has closed");
  }

  /** Waits until the peer has all. */
  private void awaitArrival() {
    long deadline = System.nanoTime() + link.times().linger().toNanos();
    lock.lock();
    try {
      boolean inTime = true;
      while (inTime && failure == null && !closed && !sender.isDone() && absentSince == 0) {
        inTime = await(deadline);
      }
    } catch (IOException _) {
      // Interrupted: it ends now.
    } finally {
      lock.unlock();
    }
  }

  private void end(String reason) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      reset = failure == null ? reason : reset;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    work();
    remove();
  }

  private void remove() {
    if (removed.compareAndSet(false, true)) {
      link.unsubscribe(subscription);
      link.remove(this);
    }
  }

  /** Takes a message; in the client's thread, so it waits for nothing. */
  private void receive(Message message) {
    lock.lock();
    try {
      if (failure != null || closed) {
        return;
      }
      if (message.isStatusMessage()) {
        if (message.getStatus().getCode() == NO_RESPONDERS) {
          absent();
        }
        return;
      }
      StreamFrame frame = StreamFrame.decode(message.getData());
      if (frame != null) {
        receive(frame, message.getReplyTo());
      }
    } finally {
      lock.unlock();
    }
  }

  private void receive(StreamFrame frame, String reply) {
    switch (frame) {
      case StreamFrame.Reset(String reason) -> fail("reset: " + Printable.of(reason), null);
      case StreamFrame.Accept(int accepted) when peer == null && isInbox(reply) -> {
        window = Math.min(window, accepted);
        open(reply);
        heard = true;
      }
      case Data data when peer != null -> {
        hear();
        take(receiver.data(data));
      }
      case State state when peer != null -> {
        hear();
        take(state);
      }
      case StreamFrame.Open _, StreamFrame.Accept _, Data _, State _ -> {
        // None of a peer that keeps the rules.
      }
    }
    changed.signalAll();
  }

  private void hear() {
    heard = true;
    heardAt = System.nanoTime();
    absentSince = 0;
  }

  private void take(State state) {
    if (!sender.acknowledge(state)) {
      violation();
      return;
    }
    if (state.has(State.RESEND)) {
      resendFrom = state.received();
      later();
    }
    if (state.has(State.ANSWER)) {
      owesState = true;
      later();
    }
    take(receiver.state(state));
  }

  private void take(StreamReceiver.Outcome outcome) {
    switch (outcome) {
      case GAP -> {
        long now = System.nanoTime();
        if (now - requestedAt > BETWEEN_REQUESTS.toNanos()) {
          requestedAt = now;
          wantsResend = true;
          later();
        }
      }
      case VIOLATION -> violation();
      case NEWS -> {
        if (receiver.isComplete()) {
          owesState = true;
          later();
        }
      }
      case KNOWN -> {}
    }
  }

  private void violation() {
    fail("the peer does not keep the rules of the stream", "rules of the stream violated");
  }

  private void absent() {
    if (peer == null) {
      fail("connection refused: nothing listens at the subject", null);
    } else if (!heard) {
      fail("the peer has gone before it was accepted", null);
    } else if (absentSince == 0) {
      absentSince = System.nanoTime();
      changed.signalAll();
    }
  }

  private void fail(String why, String told) {
    if (failure == null) {
      failure = why;
      reset = told;
      changed.signalAll();
      later();
    }
  }

  /** The connection to the hub is there again: the peer's state shows what was lost meanwhile. */
  void restored() {
    lock.lock();
    try {
      if (peer != null) {
        requestedAt = 0;
        owesState = true;
        absentSince = 0;
        heardAt = System.nanoTime();
        later();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The connection to the hub has ended for good. */
  void hubEnded() {
    lock.lock();
    try {
      fail(link.refusal().getMessage(), null);
    } finally {
      lock.unlock();
    }
  }

  /** Looks for a peer that is silent, and repeats the state. */
  void tick(long now) {
    lock.lock();
    try {
      if (peer == null || failure != null || closed) {
        return;
      }
      StreamTimes times = link.times();
      if (now - heardAt > times.silence().toNanos()) {
        String where = link.isUp() ? "no sign of the peer" : "no connection to the hub";
        fail(where + " for " + times.silence().toSeconds() + "s", "no sign of the peer");
      } else if (absentSince != 0 && now - absentSince > times.gone().toNanos()) {
        fail("the peer has gone", null);
      } else if (now - toldAt > times.beat().toNanos() / (isUrgent() ? 5 : 1)) {
        owesState = true;
        later();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether an answer of the peer is awaited. */
  private boolean isUrgent() {
    return absentSince != 0 || sender.hasEnded() && !sender.isDone();
  }

  /** Has the link's thread publish what is owed. */
  private void later() {
    if (isDue.compareAndSet(false, true) && !link.later(this::work)) {
      isDue.set(false);
    }
  }

  /** Publishes what is owed. */
  private void work() {
    isDue.set(false);
    publishing.lock();
    try {
      long from = -1;
      lock.lock();
      try {
        if (failure == null && resendFrom >= 0) {
          from = resendFrom;
          owesState = true;
        }
        resendFrom = -1;
      } finally {
        lock.unlock();
      }
      for (Data data; from >= 0 && (data = again(from)) != null; from += data.count()) {
        link.publish(peer, null, data);
      }
      publishState();
    } finally {
      publishing.unlock();
    }
    lock.lock();
    boolean over;
    try {
      over = failure != null;
    } finally {
      lock.unlock();
    }
    if (over) {
      remove();
    }
  }

  private Data again(long from) {
    lock.lock();
    try {
      return failure == null ? sender.again(from, link.largest()) : null;
    } finally {
      lock.unlock();
    }
  }

  private void publishState() {
    StreamFrame state = null;
    StreamFrame last = null;
    lock.lock();
    try {
      if (peer == null) {
        return;
      }
      if (failure == null && (owesState || wantsResend)) {
        state = state();
        owesState = false;
        wantsResend = false;
        toldAt = System.nanoTime();
      }
      if (reset != null) {
        last = new StreamFrame.Reset(reset);
        reset = null;
      }
    } finally {
      lock.unlock();
    }
    if (state != null) {
      link.publish(peer, own, state);
    }
    if (last != null) {
      link.publish(peer, null, last);
    }
  }

  private State state() {
    int flags = sender.hasEnded() ? State.ENDED : 0;
    flags |= receiver.isComplete() ? State.GOT_END : 0;
    flags |= wantsResend ? State.RESEND : 0;
    return new State(flags, sender.sent(), receiver.received(), receiver.grant());
  }
}
