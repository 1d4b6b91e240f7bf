package mortise.net;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.struct.Cmsghdr;

/**
 * One piece of a control buffer, cmsg(3).
 *
 * @param data what follows the head; a view of the buffer
 */
record Cmsg(int level, int type, MemorySegment data) {
  /**
   * The pieces of a buffer, as {@code CMSG_FIRSTHDR} and {@code CMSG_NXTHDR} walk through it. A
   * head that is cut, or whose length cannot be right, ends the walk.
   */
  static List<Cmsg> split(MemorySegment control) {
    List<Cmsg> pieces = new ArrayList<>();
    long at = 0;
    while (control.byteSize() - at >= Cmsghdr.SIZE) {
      MemorySegment head = control.asSlice(at);
      long length = Cmsghdr.cmsg_len(head);
      if (length < Cmsghdr.SIZE || length > head.byteSize()) {
        break;
      }
      MemorySegment data = head.asSlice(Cmsghdr.SIZE, length - Cmsghdr.SIZE);
      pieces.add(new Cmsg(Cmsghdr.cmsg_level(head), Cmsghdr.cmsg_type(head), data));
      at += Cmsghdr.CMSG_ALIGN(length);
    }
    return pieces;
  }

  boolean hasType(int level, int type) {
    return this.level == level && this.type == type;
  }
}
