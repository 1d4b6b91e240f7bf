package mortise.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import mortise.sys.struct.Iovec;
import mortise.sys.struct.Msghdr;
import mortise.sys.struct.SystemLayer;

/**
 * A list of segments as the kernel takes it, {@code struct iovec}. Segments that are not used in
 * place have a place in one block of native memory, and are copied there or back.
 */
final class Iovecs {
  private final List<MemorySegment> segments;

  /** Where each segment is for the kernel: itself, or its place in the block. */
  private final List<MemorySegment> places = new ArrayList<>();

  private final Arena arena;

  /** Of the segments, the first {@code limit} bytes. */
  Iovecs(Arena arena, List<MemorySegment> all, long limit, Predicate<MemorySegment> inPlace) {
    this.arena = arena;
    this.segments = cut(all, limit);
    long size = 0;
    for (MemorySegment segment : segments) {
      size += inPlace.test(segment) ? 0 : segment.byteSize();
    }
    MemorySegment rest = arena.allocate(size, 8);
    for (MemorySegment segment : segments) {
      if (inPlace.test(segment)) {
        places.add(segment);
      } else {
        places.add(rest.asSlice(0, segment.byteSize()));
        rest = rest.asSlice(segment.byteSize());
      }
    }
  }

  private static List<MemorySegment> cut(List<MemorySegment> all, long limit) {
    List<MemorySegment> some = new ArrayList<>();
    long left = limit;
    for (MemorySegment segment : all) {
      long size = Math.min(left, segment.byteSize());
      if (size > 0) {
        some.add(segment.asSlice(0, size));
        left -= size;
      }
    }
    return some;
  }

  /** Before a message is sent: fills the block. */
  Iovecs copyIn() {
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i) != segments.get(i)) {
        places.get(i).copyFrom(segments.get(i));
      }
    }
    return this;
  }

  /** After {@code count} bytes were received: fills the segments. */
  void copyOut(long count) {
    long left = count;
    for (int i = 0; i < places.size() && left > 0; i++) {
      long size = Math.min(left, segments.get(i).byteSize());
      if (places.get(i) != segments.get(i)) {
        segments.get(i).copyFrom(places.get(i).asSlice(0, size));
      }
      left -= size;
    }
  }

  /** Points a {@code struct msghdr} here. Places that touch each other become one iovec. */
  void into(MemorySegment header) {
    MemorySegment vectors = arena.allocate((long) Iovec.SIZE * Math.max(1, places.size()), 8);
    int count = 0;
    long end = 0;
    for (MemorySegment place : places) {
      // The layer over NIO finds memory by the address where it begins.
      boolean touches = !SystemLayer.PORTABLE && count > 0 && place.address() == end;
      MemorySegment vector = vectors.asSlice((long) Iovec.SIZE * (touches ? count - 1 : count));
      if (touches) {
        Iovec.iov_len(vector, Iovec.iov_len(vector) + place.byteSize());
      } else {
        Iovec.iov_base(vector, place);
        Iovec.iov_len(vector, place.byteSize());
        count++;
      }
      end = place.address() + place.byteSize();
    }
    Msghdr.msg_iov(header, vectors);
    Msghdr.msg_iovlen(header, count);
  }

  /** The first bytes of what the kernel has or gave, for a trace. */
  MemorySegment first() {
    return places.isEmpty() ? MemorySegment.NULL : places.getFirst();
  }
}
