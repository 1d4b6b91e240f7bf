package mortise.sys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The class file of a class of {@code java.lang.invoke} that makes native calls: one method, which
 * passes its arguments on to {@code MethodHandle.linkToNative} with the entry point that the class
 * was given. The JDK generates such a class for each shape of call by its library for class files,
 * whose first use costs a start some milliseconds.
 *
 * <pre>
 * static final Object entry = MethodHandles.classData(MortiseCaller.class);
 *
 * &#64;ForceInline &#64;Hidden
 * static long call(PARAMETERS) {
 *   return MethodHandle.linkToNative(PARAMETERS, entry);
 * }
 * </pre>
 */
final class CallerClass {
  static final String NAME = "java/lang/invoke/MortiseCaller";

  /** Of the class file in bytes, with room to spare for the longest type. */
  private static final int SIZE = 2048;

  private static final int MAGIC = 0xCAFEBABE;
  private static final int JAVA_25 = 69;
  private static final int ACC_STATIC = 0x0008;
  private static final int ACC_FINAL = 0x0010;
  private static final int ACC_SUPER = 0x0020;

  // JVMS 4.4
  private static final int CONSTANT_UTF8 = 1;
  private static final int CONSTANT_CLASS = 7;
  private static final int CONSTANT_FIELD = 9;
  private static final int CONSTANT_METHOD = 10;
  private static final int CONSTANT_NAME_AND_TYPE = 12;

  // JVMS 6.5
  private static final int LDC = 18;
  private static final int LLOAD = 22;
  private static final int ALOAD = 25;
  private static final int LRETURN = 173;
  private static final int RETURN = 177;
  private static final int GETSTATIC = 178;
  private static final int PUTSTATIC = 179;
  private static final int INVOKESTATIC = 184;

  private final ByteBuffer constants = ByteBuffer.allocate(SIZE);
  private int last;

  private final ByteBuffer code = ByteBuffer.allocate(SIZE);
  private final MethodType type;
  private final int self = type(NAME);
  private final int entry = member(CONSTANT_FIELD, self, "entry", "Ljava/lang/Object;");

  private CallerClass(MethodType type) {
    this.type = type;
  }

  /**
   * The class file for a shape.
   *
   * @param type parameters of {@code long} and {@code Object}, and a result of {@code long}
   */
  static byte[] of(MethodType type) {
    return new CallerClass(type).bytes();
  }

  private byte[] bytes() {
    ByteBuffer body = ByteBuffer.allocate(SIZE);
    shorts(body, ACC_FINAL | ACC_SUPER, self, type("java/lang/Object"), 0);
    shorts(body, 1, ACC_STATIC | ACC_FINAL, text("entry"), text("Ljava/lang/Object;"), 0);
    shorts(body, 2);
    initializer(body);
    call(body);
    shorts(body, 0);
    ByteBuffer file = ByteBuffer.allocate(SIZE);
    file.putInt(MAGIC).putInt(JAVA_25);
    shorts(file, last + 1);
    file.put(constants.flip()).put(body.flip());
    return Arrays.copyOf(file.array(), file.position());
  }

  private void initializer(ByteBuffer body) {
    int data =
        member(
            CONSTANT_METHOD,
            type("java/lang/invoke/MethodHandles"),
            "classData",
            "(Ljava/lang/Class;)Ljava/lang/Object;");
    shorts(body, ACC_STATIC, text("<clinit>"), text("()V"), 1);
    code.put((byte) LDC).put((byte) self);
    instruction(INVOKESTATIC, data);
    instruction(PUTSTATIC, entry);
    code.put((byte) RETURN);
    code(body, 1, 0);
  }

  private void call(ByteBuffer body) {
    MethodType linked = type.appendParameterTypes(Object.class);
    int link =
        member(
            CONSTANT_METHOD,
            type("java/lang/invoke/MethodHandle"),
            "linkToNative",
            linked.toMethodDescriptorString());
    shorts(body, ACC_STATIC, text("call"), text(type.toMethodDescriptorString()), 2);
    int slot = 0;
    for (Class<?> parameter : type.parameterArray()) {
      boolean isLong = parameter == long.class;
      code.put((byte) (isLong ? LLOAD : ALOAD)).put((byte) slot);
      slot += isLong ? 2 : 1;
    }
    instruction(GETSTATIC, entry);
    instruction(INVOKESTATIC, link);
    code.put((byte) LRETURN);
    code(body, slot + 1, slot);
    shorts(body, text("RuntimeVisibleAnnotations"));
    body.putInt(5 * Short.BYTES);
    shorts(body, 2);
    shorts(body, text("Ljdk/internal/vm/annotation/ForceInline;"), 0);
    shorts(body, text("Ljdk/internal/vm/annotation/Hidden;"), 0);
  }

  /** The attribute that has the instructions, without handlers and attributes of its own. */
  private void code(ByteBuffer body, int stack, int locals) {
    shorts(body, text("Code"));
    body.putInt(4 * Short.BYTES + Integer.BYTES + code.position());
    shorts(body, stack, locals);
    body.putInt(code.position()).put(code.flip());
    shorts(body, 0, 0);
    code.clear();
  }

  private void instruction(int operation, int constant) {
    code.put((byte) operation).putShort((short) constant);
  }

  private int text(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    constants.put((byte) CONSTANT_UTF8).putShort((short) bytes.length).put(bytes);
    return ++last;
  }

  private int type(String name) {
    int text = text(name);
    constants.put((byte) CONSTANT_CLASS).putShort((short) text);
    return ++last;
  }

  private int member(int kind, int owner, String name, String type) {
    int first = text(name);
    int second = text(type);
    constants.put((byte) CONSTANT_NAME_AND_TYPE);
    shorts(constants, first, second);
    int nameAndType = ++last;
    constants.put((byte) kind);
    shorts(constants, owner, nameAndType);
    return ++last;
  }

  private static void shorts(ByteBuffer buffer, int... values) {
    for (int value : values) {
      buffer.putShort((short) value);
    }
  }
}
