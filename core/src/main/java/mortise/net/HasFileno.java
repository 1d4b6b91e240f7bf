package mortise.net;

/**
 * An object with an open descriptor of the kernel, as Python's objects that have {@code fileno()}.
 */
public interface HasFileno {
  /** The descriptor's number, which stays the object's own, or -1 when the object is closed. */
  int fileno();
}
