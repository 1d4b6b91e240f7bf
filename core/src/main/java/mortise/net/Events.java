package mortise.net;

import java.util.StringJoiner;
import mortise.sys.SysEpoll;

/**
 * What a socket is ready for, poll(2), as one value: {@code IN.or(OUT)}.
 *
 * @param bits the {@code POLL} numbers, or-ed
 */
public record Events(int bits) {
  /** There is something to receive or to accept, or the end of the stream. */
  public static final Events IN = new Events(SysEpoll.EPOLLIN);

  /** A send would take something, or a connect is done. */
  public static final Events OUT = new Events(SysEpoll.EPOLLOUT);

  /** There is urgent data. */
  public static final Events PRI = new Events(SysEpoll.EPOLLPRI);

  /** The peer has ended its half. */
  public static final Events RDHUP = new Events(SysEpoll.EPOLLRDHUP);

  /** An error waits, or something is in the error queue. Told without being asked for. */
  public static final Events ERR = new Events(SysEpoll.EPOLLERR);

  /** Both halves have ended. Told without being asked for. */
  public static final Events HUP = new Events(SysEpoll.EPOLLHUP);

  /** These events and those. */
  public Events or(Events others) {
    return new Events(bits | others.bits);
  }

  /** Whether any of {@code others} is among these. */
  public boolean hasAny(Events others) {
    return (bits & others.bits) != 0;
  }

  /** The names, joined by a bar: {@code IN|OUT}. */
  @Override
  public String toString() {
    StringJoiner names = new StringJoiner("|");
    add(names, IN, "IN");
    add(names, OUT, "OUT");
    add(names, PRI, "PRI");
    add(names, RDHUP, "RDHUP");
    add(names, ERR, "ERR");
    add(names, HUP, "HUP");
    return names.toString();
  }

  private void add(StringJoiner names, Events event, String name) {
    if (hasAny(event)) {
      names.add(name);
    }
  }
}
