package mortise.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import mortise.sys.LinuxFilter;
import mortise.sys.struct.SockFilter;
import mortise.sys.struct.SockFprog;

/**
 * A classic BPF program, socket(7): the kernel runs it for every packet before it queues it, and it
 * returns how many bytes of the packet to keep. {@link Option#SO_ATTACH_FILTER} attaches it.
 *
 * @param instructions at most 4096 instructions; none where a socket has no filter
 */
public record BpfProgram(List<BpfInstruction> instructions) {
  static final Codec<BpfProgram> CODEC = new ProgramCodec();

  public BpfProgram {
    instructions = List.copyOf(instructions);
    if (instructions.size() > LinuxFilter.BPF_MAXINSNS) {
      throw new IllegalArgumentException(
          "a filter of "
              + instructions.size()
              + " instructions: more than "
              + LinuxFilter.BPF_MAXINSNS);
    }
  }

  public static BpfProgram of(BpfInstruction... program) {
    return new BpfProgram(List.of(program));
  }

  /**
   * Reads what {@code tcpdump -ddd EXPRESSION} prints: the number of instructions, then a line of
   * four decimal numbers for each. Commas may stand for the line ends, as in
   * iptables-extensions(8).
   *
   * @throws IllegalArgumentException when it has another format; the message has the line
   */
  public static BpfProgram parse(String text) {
    List<String> lines = text.strip().replace(',', '\n').lines().toList();
    List<BpfInstruction> program = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      program.add(instruction(lines.get(i), i + 1));
    }
    if (lines.isEmpty() || !lines.getFirst().strip().equals("" + program.size())) {
      throw new IllegalArgumentException(
          "a filter of " + program.size() + " instructions begins with another number: " + text);
    }
    return new BpfProgram(program);
  }

  /**
   * Returns a program whose result is a number from 0 to {@code bound - 1}, at random for each
   * packet. With {@link Option#SO_ATTACH_REUSEPORT_CBPF} the kernel gives new connections to the
   * first {@code bound} listening sockets of a port, in the order in which they began to listen.
   *
   * @throws IllegalArgumentException when {@code bound} is not positive
   */
  public static BpfProgram randomBelow(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound + " is not positive");
    }
    return of(
        new BpfInstruction(
            LinuxFilter.BPF_LD | LinuxFilter.BPF_W | LinuxFilter.BPF_ABS,
            0,
            0,
            LinuxFilter.SKF_AD_OFF + LinuxFilter.SKF_AD_RANDOM),
        new BpfInstruction(
            LinuxFilter.BPF_ALU | LinuxFilter.BPF_MOD | LinuxFilter.BPF_K, 0, 0, bound),
        new BpfInstruction(LinuxFilter.BPF_RET | LinuxFilter.BPF_A, 0, 0, 0));
  }

  private static BpfInstruction instruction(String line, int number) {
    String[] words = line.strip().split(" +");
    try {
      if (words.length == 4) {
        int[] n = Arrays.stream(words).mapToInt(Integer::parseUnsignedInt).toArray();
        return new BpfInstruction(n[0], n[1], n[2], n[3]);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + number + " \"" + line + "\" of a filter", e);
    }
    throw new IllegalArgumentException(
        "line " + number + " \"" + line + "\" of a filter does not have four numbers");
  }

  /** As {@link #parse} reads it, with commas. */
  @Override
  public String toString() {
    return instructions.stream()
        .map(BpfInstruction::toString)
        .collect(Collectors.joining(",", instructions.size() + ",", ""));
  }

  private record ProgramCodec() implements Codec<BpfProgram> {
    @Override
    public int size() {
      return LinuxFilter.BPF_MAXINSNS * SockFilter.SIZE;
    }

    /** The kernel counts instructions when it reports a filter. */
    @Override
    public int unit() {
      return SockFilter.SIZE;
    }

    @Override
    public MemorySegment encode(BpfProgram filter) {
      int length = filter.instructions.size();
      if (length == 0) {
        throw new IllegalArgumentException("is empty; SO_DETACH_FILTER takes a filter away");
      }
      // The struct points to the program, so both are off-heap, and one segment, so that the
      // struct keeps the program alive.
      MemorySegment both =
          Arena.ofAuto().allocate(SockFprog.SIZE + (long) length * SockFilter.SIZE, 8);
      MemorySegment program = both.asSlice(SockFprog.SIZE);
      for (int i = 0; i < length; i++) {
        BpfInstruction instruction = filter.instructions.get(i);
        MemorySegment s = at(program, i);
        SockFilter.code(s, instruction.code());
        SockFilter.jt(s, instruction.jt());
        SockFilter.jf(s, instruction.jf());
        SockFilter.k(s, instruction.k());
      }
      SockFprog.len(both, length);
      SockFprog.filter(both, program);
      return both.asSlice(0, SockFprog.SIZE);
    }

    @Override
    public BpfProgram decode(MemorySegment value) {
      List<BpfInstruction> program = new ArrayList<>();
      for (int i = 0; i < value.byteSize() / SockFilter.SIZE; i++) {
        MemorySegment s = at(value, i);
        program.add(
            new BpfInstruction(
                SockFilter.code(s), SockFilter.jt(s), SockFilter.jf(s), SockFilter.k(s)));
      }
      return new BpfProgram(program);
    }

    private static MemorySegment at(MemorySegment program, int index) {
      return program.asSlice((long) index * SockFilter.SIZE, SockFilter.SIZE);
    }
  }
}
