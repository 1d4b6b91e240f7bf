package mortise.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.UnionLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mortise.sys.struct.Header;

/** A class that mirrors a C header or a C struct, as its {@link Header} tells. */
record Mirror(Class<?> type, Header header) {
  /** A number that C must agree with. */
  record Constant(String name, int value, boolean mayLack) {}

  /** A member of a struct: its path as {@code offsetof} takes it, and where Java thinks it is. */
  record Member(String path, MemoryLayout layout, long offset) {
    /** The last name of the path. */
    String name() {
      return path.substring(path.lastIndexOf('.') + 1);
    }

    long size() {
      return layout.byteSize();
    }
  }

  static Mirror of(Class<?> type) {
    return new Mirror(type, type.getAnnotation(Header.class));
  }

  /** Every class of those packages that mirrors something, found where its classes come from. */
  static List<Mirror> all() {
    return classes().stream()
        .filter(type -> type.isAnnotationPresent(Header.class))
        .map(Mirror::of)
        .toList();
  }

  /** Every class of {@code mortise.sys} and {@code mortise.sys.struct}, nested ones included. */
  static List<Class<?>> classes() {
    try {
      URI place = Native.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path root = Path.of(place);
      if (Files.isDirectory(root)) {
        return load(root);
      }
      try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
        return load(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Class<?>> load(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("mortise/sys"))) {
      return files
          .map(file -> root.relativize(file).toString().replace('/', '.'))
          .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
          .sorted()
          .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Native.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  String name() {
    return type.getSimpleName();
  }

  List<String> headers() {
    return List.of(header.value());
  }

  boolean isStruct() {
    return !header.struct().isEmpty();
  }

  /** The numbers of a header; a struct class may have numbers of its own making. */
  List<Constant> constants() {
    if (isStruct()) {
      return List.of();
    }
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> field.getType() == int.class && isPublicConstant(field))
        .map(Mirror::constant)
        .toList();
  }

  private static boolean isPublicConstant(Field field) {
    int modifiers = field.getModifiers();
    return Modifier.isPublic(modifiers)
        && Modifier.isStatic(modifiers)
        && Modifier.isFinal(modifiers);
  }

  private static Constant constant(Field field) {
    try {
      return new Constant(
          field.getName(), field.getInt(null), field.isAnnotationPresent(Since.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  GroupLayout layout() {
    try {
      return (GroupLayout) type.getField("LAYOUT").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name() + " mirrors a struct and has no public LAYOUT", e);
    }
  }

  /** The members of a struct that have a name, those of nested groups included. */
  List<Member> members() {
    List<Member> members = new ArrayList<>();
    collect(layout(), "", 0, members);
    return members;
  }

  private static void collect(GroupLayout group, String prefix, long offset, List<Member> into) {
    long position = offset;
    for (MemoryLayout layout : group.memberLayouts()) {
      if (!(layout instanceof PaddingLayout)) {
        String path = prefix + layout.name().orElse("");
        if (layout.name().isPresent()) {
          into.add(new Member(path, layout, position));
        }
        if (layout instanceof GroupLayout inner) {
          collect(inner, layout.name().isPresent() ? path + '.' : prefix, position, into);
        }
      }
      if (!(group instanceof UnionLayout)) {
        position += layout.byteSize();
      }
    }
  }
}
