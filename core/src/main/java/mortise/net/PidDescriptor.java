package mortise.net;

/**
 * A descriptor of the process that sent a message, pidfd_open(2): SCM_PIDFD, asked for with {@link
 * Option#SO_PASSPIDFD}, Linux 6.5. Unlike a pid it cannot come to mean another process.
 *
 * <p>It belongs to the {@link ReceivedMessage} until it is {@linkplain ReceivedMessage#takeProcess
 * taken}.
 *
 * @param number the descriptor
 */
public record PidDescriptor(int number) implements Ancillary {
  public PidDescriptor {
    if (number < 0) {
      throw new IllegalArgumentException("descriptor " + number + " is negative");
    }
  }
}
