package mortise.net;

import java.util.List;

/**
 * What a socket's buffers hold and may hold, in bytes: SO_MEMINFO, {@code linux/sock_diag.h}.
 *
 * @param numbers the kernel's {@code SK_MEMINFO_} numbers in their order, unsigned in C; a newer
 *     kernel may report more
 */
public record MemoryUse(List<Integer> numbers) {
  static final Codec<MemoryUse> CODEC = Codecs.INTS.map(MemoryUse::new, MemoryUse::numbers);

  private static final int RMEM_ALLOC = 0;
  private static final int RCVBUF = 1;
  private static final int WMEM_ALLOC = 2;
  private static final int SNDBUF = 3;
  private static final int FWD_ALLOC = 4;
  private static final int WMEM_QUEUED = 5;
  private static final int OPTMEM = 6;
  private static final int BACKLOG = 7;
  private static final int DROPS = 8;

  public MemoryUse {
    numbers = List.copyOf(numbers);
    if (numbers.size() <= DROPS) {
      throw new IndexOutOfBoundsException("memory use has " + numbers.size() + " numbers");
    }
  }

  /** What is received and not read yet, with the kernel's overhead. */
  public int received() {
    return numbers.get(RMEM_ALLOC);
  }

  /** How much may be received and not read, {@link Option#SO_RCVBUF}. */
  public int receiveLimit() {
    return numbers.get(RCVBUF);
  }

  /** What is handed to the layers below and not gone yet. */
  public int sent() {
    return numbers.get(WMEM_ALLOC);
  }

  /** How much may be sent and not gone, {@link Option#SO_SNDBUF}. */
  public int sendLimit() {
    return numbers.get(SNDBUF);
  }

  /** What is set aside for the socket and not used. */
  public int reserved() {
    return numbers.get(FWD_ALLOC);
  }

  /** What is queued to be sent, or not acknowledged. */
  public int queued() {
    return numbers.get(WMEM_QUEUED);
  }

  /** What options and ancillary data take. */
  public int options() {
    return numbers.get(OPTMEM);
  }

  /** What came while the socket was in use and waits for it. */
  public int backlog() {
    return numbers.get(BACKLOG);
  }

  /** How many packets were dropped for want of room. */
  public int drops() {
    return numbers.get(DROPS);
  }
}
