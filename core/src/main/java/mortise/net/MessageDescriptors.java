package mortise.net;

import java.util.Arrays;
import mortise.sys.Unistd;

/** Descriptors that arrived with a message and are not taken yet. */
final class MessageDescriptors implements Runnable {
  /** Guarded by this. */
  private int[] numbers;

  MessageDescriptors(int[] numbers) {
    this.numbers = numbers;
  }

  synchronized boolean isEmpty() {
    return numbers.length == 0;
  }

  /** Whether the number is here; if so it is the caller's from now on. */
  synchronized boolean take(int number) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == number) {
        int[] rest = Arrays.copyOf(numbers, numbers.length - 1);
        System.arraycopy(numbers, i + 1, rest, i, rest.length - i);
        numbers = rest;
        return true;
      }
    }
    return false;
  }

  /** Adds a number that was taken, and is not the caller's any more. */
  synchronized void giveBack(int number) {
    int[] more = Arrays.copyOf(numbers, numbers.length + 1);
    more[numbers.length] = number;
    numbers = more;
  }

  synchronized boolean has(int number) {
    return Arrays.stream(numbers).anyMatch(each -> each == number);
  }

  /** Closes all that are left; does nothing the second time. */
  @Override
  public synchronized void run() {
    int[] left = numbers;
    numbers = new int[0];
    for (int number : left) {
      Unistd.close(number);
    }
  }
}
