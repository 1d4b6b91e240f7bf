package mortise.net;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mortise.sys.SysSocket;
import org.jspecify.annotations.Nullable;

/**
 * Open descriptors on their way to another process, SCM_RIGHTS of unix(7). The receiver gets
 * numbers of its own for the same open files.
 *
 * <p>Sending closes nothing: the sender's descriptors stay its own. What arrives belongs to the
 * {@link ReceivedMessage} until it is {@linkplain ReceivedMessage#takeDescriptors taken}, and is
 * closed with it.
 */
public final class Descriptors implements Ancillary {
  /** {@code cmsg_type} of this kind, at {@link Level#SOCKET}. */
  public static final int SCM_RIGHTS = SysSocket.SCM_RIGHTS;

  /** The most descriptors that one message carries, {@code SCM_MAX_FD}. */
  public static final int MAX = 253;

  private final int[] numbers;

  /** The owners of the descriptors; empty where they were given by number. */
  private final List<HasFileno> owners;

  private Descriptors(int[] numbers, List<HasFileno> owners) {
    this.numbers = numbers;
    this.owners = owners;
  }

  /**
   * Descriptors by number, which the caller keeps open until they are sent.
   *
   * @throws IllegalArgumentException when one is negative, or when there are none or more than
   *     {@link #MAX}
   */
  public static Descriptors of(int... numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] < 0) {
        throw new IllegalArgumentException("descriptor " + i + ", " + numbers[i] + ", is negative");
      }
    }
    checkCount(numbers.length);
    return new Descriptors(numbers.clone(), List.of());
  }

  /**
   * The descriptors of sockets and other objects. A {@link Socket} that is closed while it is sent
   * is either sent whole or the call fails with EBADF; a number that was used again never goes out
   * in its place. The caller keeps other objects open until they are sent.
   *
   * @throws IllegalArgumentException when there are none or more than {@link #MAX}
   */
  public static Descriptors of(HasFileno... owners) {
    List<HasFileno> list = List.of(owners);
    checkCount(list.size());
    return new Descriptors(list.stream().mapToInt(HasFileno::fileno).toArray(), list);
  }

  private static void checkCount(int count) {
    if (count < 1 || count > MAX) {
      throw new IllegalArgumentException(count + " descriptors are not 1.." + MAX);
    }
  }

  /** As they were received, or null where the numbers are none of descriptors. */
  static @Nullable Descriptors received(int[] numbers) {
    boolean open = IntStream.of(numbers).allMatch(number -> number >= 0);
    return open && numbers.length > 0 ? new Descriptors(numbers, List.of()) : null;
  }

  /** The numbers. Those that were received are the message's, not the caller's. */
  public int[] numbers() {
    return numbers.clone();
  }

  /** How many there are. */
  public int count() {
    return numbers.length;
  }

  List<HasFileno> owners() {
    return owners;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Descriptors that && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  /** {@code Descriptors[5, 6]}. */
  @Override
  public String toString() {
    return "Descriptors" + Arrays.toString(numbers);
  }
}
