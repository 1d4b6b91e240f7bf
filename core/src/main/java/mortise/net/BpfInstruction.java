package mortise.net;

import mortise.sys.LinuxFilter;

/**
 * One instruction of a classic {@link BpfProgram}, {@code struct sock_filter} of {@code
 * linux/filter.h}: it works on an accumulator, the index register X and the packet.
 *
 * @param code what to do, {@code BPF_} numbers or-ed, 0 to 0xffff
 * @param jt how many instructions to skip when a comparison is true, 0 to 255
 * @param jf how many instructions to skip when it is false, 0 to 255
 * @param k the operand: an offset, a constant, a result; unsigned in C
 */
public record BpfInstruction(int code, int jt, int jf, int k) {
  public BpfInstruction {
    check("code", code, 0xffff);
    check("jt", jt, 0xff);
    check("jf", jf, 0xff);
  }

  private static void check(String name, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(name + " " + value + " is not in 0.." + most);
    }
  }

  /** Loads the byte at an offset of the packet; behind its end the packet is dropped. */
  public static BpfInstruction loadByte(int offset) {
    return new BpfInstruction(
        LinuxFilter.BPF_LD | LinuxFilter.BPF_B | LinuxFilter.BPF_ABS, 0, 0, offset);
  }

  /** Loads the two bytes, in network order, at an offset of the packet. */
  public static BpfInstruction loadShort(int offset) {
    return new BpfInstruction(
        LinuxFilter.BPF_LD | LinuxFilter.BPF_H | LinuxFilter.BPF_ABS, 0, 0, offset);
  }

  /** Loads the four bytes, in network order, at an offset of the packet. */
  public static BpfInstruction loadInt(int offset) {
    return new BpfInstruction(
        LinuxFilter.BPF_LD | LinuxFilter.BPF_W | LinuxFilter.BPF_ABS, 0, 0, offset);
  }

  /** Skips {@code jt} instructions when the accumulator is {@code k}, otherwise {@code jf}. */
  public static BpfInstruction ifEqual(int k, int jt, int jf) {
    return new BpfInstruction(
        LinuxFilter.BPF_JMP | LinuxFilter.BPF_JEQ | LinuxFilter.BPF_K, jt, jf, k);
  }

  /** Ends, keeping the first {@code length} bytes of the packet; 0 drops it, -1 keeps all. */
  public static BpfInstruction keep(int length) {
    return new BpfInstruction(LinuxFilter.BPF_RET | LinuxFilter.BPF_K, 0, 0, length);
  }

  /** As {@code tcpdump -ddd} has it. */
  @Override
  public String toString() {
    return code + " " + jt + " " + jf + " " + Integer.toUnsignedString(k);
  }
}
