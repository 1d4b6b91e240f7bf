package mortise.poll;

/** A buffer that many calls share, one after the other, and what the last one put into it. */
public final class Loan {
  /** The bytes of a buffer: 64 KiB. */
  public static final int BYTES = 1 << 16;

  private final byte[] bytes = new byte[BYTES];
  private final Loans owner;
  private long result;

  Loan(Loans owner) {
    this.owner = owner;
  }

  /** A buffer for the calling thread, which has to {@link #end} the loan. */
  public static Loan take() {
    return Loans.current().take();
  }

  public byte[] bytes() {
    return bytes;
  }

  /** What the call returned: a count of bytes, {@code -errno}, or a number of {@link Outcome}. */
  public long result() {
    return result;
  }

  Loan with(long result) {
    this.result = result;
    return this;
  }

  /** Gives the buffer back; nobody may touch it any more. */
  public void end() {
    owner.add(this);
  }
}
