package mortise.tls;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Flags;
import mortise.net.Message;
import mortise.net.RawAncillary;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.sys.LinuxTls;
import mortise.sys.SysSocket;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a TLS 1.3 connection whose records the kernel encrypts (kTLS): what is
 * written to the socket is application data. Alerts and handshake messages are still the engine's,
 * which encrypts them under the secret that the kernel started with: they are decrypted here, and
 * sent with their content type. Not thread-safe.
 */
final class KernelSender {
  private static final byte HANDSHAKE = 22;
  private static final byte KEY_UPDATE = 24;

  /**
   * The oldest kernel that is known to do it. Linux 6.1 lets up to three records lie in a send
   * buffer of less than 64 KiB: sendfile(2) gives all pages but every 16th to TCP with
   * MSG_SENDPAGE_NOTLAST, which does not push, and TLS waits for room. Linux 6.5 has no such flag.
   */
  private static final int[] OLDEST = {6, 12};

  private final Socket socket;

  /** The secret of the kernel. */
  private TrafficSecret secret;

  /** The number of records that the engine has encrypted under this secret. */
  private long sequence;

  private KernelSender(Socket socket, TrafficSecret secret) {
    this.socket = socket;
    this.secret = secret;
  }

  /** Whether a release of Linux, as {@code 6.12.117+deb12-amd64}, is of a version or newer. */
  static boolean isAtLeast(String release, int... oldest) {
    Matcher numbers = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})").matcher(release);
    if (!numbers.lookingAt()) {
      return false;
    }
    int[] version = {Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))};
    return Arrays.compare(version, oldest) >= 0;
  }

  /**
   * Prepares a socket, which still sends what is written as it is. False if the kernel has no TLS
   * for it: it is too old or has no module tls, or the socket is another than TCP's.
   */
  static boolean prepare(Socket socket) {
    if (!isAtLeast(System.getProperty("os.version", ""), OLDEST)) {
      return false;
    }
    try {
      socket.option(TcpOption.TCP_ULP, "tls");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Lets the kernel encrypt what is written from now on; null if it lacks the cipher. The records
   * before this secret's must have been written.
   */
  static @Nullable KernelSender start(Socket socket, TrafficSecret secret) {
    KernelSender sender = new KernelSender(socket, secret);
    try {
      sender.setKey(secret.cryptoInfo());
      return sender;
    } catch (IOException e) {
      return null;
    }
  }

  private void setKey(byte[] info) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(info.length).copyFrom(MemorySegment.ofArray(info));
      // Not an Option, whose value is in traces and errors.
      socket.tryWriting(
          "setsockopt TLS_TX",
          fd -> SysSocket.setsockopt(fd, LinuxTls.SOL_TLS, LinuxTls.TLS_TX, memory),
          Deadline.NOW);
      memory.fill((byte) 0);
    } finally {
      Arrays.fill(info, (byte) 0);
    }
  }

  /** Sends the engine's records, which are complete. */
  void send(ByteBuffer records, Deadline deadline) throws IOException {
    while (records.hasRemaining()) {
      byte[] inner;
      try {
        inner = secret.open(sequence++, records);
      } catch (GeneralSecurityException e) {
        throw new AssertionError("the engine changed its key without a KeyUpdate", e);
      }
      byte type = inner[inner.length - 1];
      byte[] content = Arrays.copyOf(inner, inner.length - 1);
      boolean isKeyUpdate = type == HANDSHAKE && content[0] == KEY_UPDATE;
      if (isKeyUpdate) {
        checkKeyUpdate();
      }
      send(type, content, deadline);
      if (isKeyUpdate) {
        secret = secret.next();
        sequence = 0;
        setKey(secret.cryptoInfo());
      }
    }
  }

  /**
   * Sends a record. The kernel may accept a record, or a part, for which TCP has no room, and loses
   * it if the socket is shut down before there is room: so the last record, close_notify, waits
   * until a third of the buffer is free.
   */
  private void send(byte type, byte[] content, Deadline deadline) throws IOException {
    socket.awaitWritable(deadline);
    byte[] types = {type};
    socket.sendMessage(
        Message.of(content)
            .with(RawAncillary.of(LinuxTls.SOL_TLS, LinuxTls.TLS_SET_RECORD_TYPE, types)),
        Flags.NONE,
        deadline);
  }

  /**
   * Throws if the kernel cannot change its key, which Linux can from 6.14 on: it rejects a version
   * 0 with EINVAL, and an older one any second key with EBUSY.
   */
  private void checkKeyUpdate() throws IOException {
    try {
      setKey(new byte[2 * Short.BYTES]);
    } catch (IOException e) {
      if (e instanceof SocketFailure failure && failure.errno().equals(Errno.EBUSY)) {
        throw new SocketException(
            "write: the peer requests a key update, which kernel TLS has from Linux 6.14 on, and"
                + " this is "
                + System.getProperty("os.version"));
      }
    }
  }
}
