package mortise.poll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The buffers of a loop, or of all threads that no loop runs. The buffer that was given back last
 * goes out first, so that few are in use and those are in the cache. When all are out, more are
 * made, and what is then given back beyond {@link #KEPT} is left to the collector.
 */
final class Loans {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Loan[].class);

  /** 2 MiB of buffers. */
  private static final int KEPT = 32;

  private static final Loans SHARED = new Loans();

  private final Loan[] slots = new Loan[KEPT];

  /** The buffers that serve the calling thread. */
  static Loans current() {
    Loop loop = Loop.current();
    return loop == null ? SHARED : loop.loans();
  }

  Loan take() {
    for (int i = 0; i < KEPT; i++) {
      Loan loan = (Loan) SLOT.getOpaque(slots, i);
      if (loan != null && SLOT.compareAndSet(slots, i, loan, null)) {
        return loan;
      }
    }
    return new Loan(this);
  }

  void add(Loan loan) {
    for (int i = 0; i < KEPT; i++) {
      if (SLOT.getOpaque(slots, i) == null && SLOT.compareAndSet(slots, i, null, loan)) {
        return;
      }
    }
  }
}
