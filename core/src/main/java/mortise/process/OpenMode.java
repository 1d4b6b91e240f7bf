package mortise.process;

import mortise.sys.Fcntl;

/** How a file is opened, open(2). */
public enum OpenMode {
  /** To read; it has to be there. */
  READ(Fcntl.O_RDONLY),

  /** To write from the beginning, over what is there; it has to be there. */
  WRITE(Fcntl.O_WRONLY),

  /** To write; it is made where it is not there, and emptied where it is. */
  REPLACE(Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_TRUNC),

  /** To write; it is made, and must not be there. */
  CREATE(Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL),

  /** To write behind what is there; it is made where it is not there. */
  APPEND(Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_APPEND),

  /** To read and to write; it has to be there. */
  READ_WRITE(Fcntl.O_RDWR);

  final int flags;

  OpenMode(int flags) {
    this.flags = flags;
  }
}
