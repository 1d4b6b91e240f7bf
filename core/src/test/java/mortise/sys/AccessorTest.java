package mortise.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mortise.sys.Mirror.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What reads or writes a member of a struct touches the bytes that LAYOUT gives to it, no other.
 */
@Timeout(30)
class AccessorTest {
  static Stream<Class<?>> structs() {
    return Mirror.all().stream().filter(Mirror::isStruct).map(Mirror::type);
  }

  @ParameterizedTest
  @MethodSource("structs")
  void accessorsKeepToTheirMember(Class<?> struct) throws ReflectiveOperationException {
    List<Member> members = Mirror.of(struct).members();
    int size = (int) Mirror.of(struct).layout().byteSize();
    for (Member member : members) {
      for (Method accessor : accessors(struct, member)) {
        if (accessor.getReturnType() == void.class) {
          checkSetter(accessor, member, size);
        } else if (accessor.getReturnType() == MemorySegment.class) {
          checkSegment(accessor, member, size);
        } else if (accessor.getReturnType().isPrimitive()) {
          checkGetter(accessor, member, size);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("structs")
  void sizeIsThatOfLayout(Class<?> struct) throws ReflectiveOperationException {
    for (var field : struct.getFields()) {
      if (field.getName().equals("SIZE")) {
        assertThat(((Number) field.get(null)).longValue())
            .isEqualTo(Mirror.of(struct).layout().byteSize());
      }
    }
  }

  @Test
  void accessorsAreFound() {
    long found =
        structs()
            .flatMap(struct ->
                Mirror.of(struct).members().stream()
                    .flatMap(member -> accessors(struct, member).stream()))
            .count();
    assertThat(found).isGreaterThan(300);
  }

  /** The methods of C name: {@code sin_port(s)}, {@code sin_port(s, value)}; or {@code name_x}. */
  private static List<Method> accessors(Class<?> struct, Member member) {
    List<String> names = new ArrayList<>(List.of(member.name()));
    names.add(member.path().replaceFirst("^.*?(\\w+)\\.(\\w+)$", "$1_$2"));
    return Arrays.stream(struct.getDeclaredMethods())
        .filter(method -> names.contains(method.getName()))
        .filter(method -> method.getParameterCount() > 0)
        .filter(method -> method.getParameterTypes()[0] == MemorySegment.class)
        .filter(method -> method.getParameterCount() == (isSetter(method) ? 2 : 1))
        .toList();
  }

  private static boolean isSetter(Method method) {
    return method.getReturnType() == void.class;
  }

  private static void checkGetter(Method getter, Member member, int size)
      throws ReflectiveOperationException {
    assertThat(((Number) getter.invoke(null, only(member, size))).longValue())
        .as("%s of a struct with this member alone set", getter)
        .isNotZero();
    assertThat(((Number) getter.invoke(null, allBut(member, size))).longValue())
        .as("%s of a struct with all but this member set", getter)
        .isZero();
  }

  private static void checkSegment(Method getter, Member member, int size)
      throws ReflectiveOperationException {
    MemorySegment struct = only(member, size);
    MemorySegment got = (MemorySegment) getter.invoke(null, struct);
    if (member.layout() instanceof ValueLayout) {
      assertThat(got.address()).as("%s", getter).isEqualTo(-1);
    } else {
      assertThat(got.address() - struct.address()).as("%s", getter).isEqualTo(member.offset());
      assertThat(got.byteSize()).as("%s", getter).isEqualTo(member.size());
    }
  }

  private static void checkSetter(Method setter, Member member, int size)
      throws ReflectiveOperationException {
    MemorySegment struct = MemorySegment.ofArray(new byte[size]);
    Class<?> type = setter.getParameterTypes()[1];
    if (type == MemorySegment.class) {
      setter.invoke(null, struct, MemorySegment.ofAddress(-1));
    } else if (type == long.class) {
      setter.invoke(null, struct, -1L);
    } else {
      setter.invoke(null, struct, -1);
    }
    assertThat(struct.mismatch(only(member, size))).as("%s", setter).isEqualTo(-1);
  }

  /** A struct of zeros whose member is all ones. */
  private static MemorySegment only(Member member, int size) {
    MemorySegment struct = MemorySegment.ofArray(new byte[size]);
    struct.asSlice(member.offset(), member.size()).fill((byte) 0xff);
    return struct;
  }

  /** A struct of ones whose member is zero. */
  private static MemorySegment allBut(Member member, int size) {
    MemorySegment struct = MemorySegment.ofArray(new byte[size]);
    struct.fill((byte) 0xff);
    struct.asSlice(member.offset(), member.size()).fill((byte) 0);
    return struct;
  }
}
