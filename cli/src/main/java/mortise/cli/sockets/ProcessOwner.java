package mortise.cli.sockets;

/**
 * A process that has a descriptor of a socket.
 *
 * @param pid its number
 * @param name what it calls itself, 15 bytes at the most
 * @param descriptor the descriptor's number
 */
record ProcessOwner(int pid, String name, int descriptor) {
  /** {@code name(pid)}. */
  @Override
  public String toString() {
    return name + "(" + pid + ")";
  }
}
