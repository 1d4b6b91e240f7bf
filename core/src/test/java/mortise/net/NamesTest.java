package mortise.net;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassSignature;
import java.lang.classfile.Signature.TypeParam;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks the names of the public API, as compiled: star imports of several exported packages must
 * not be ambiguous, and Kotlin must be able to call each method without backquotes.
 */
final class NamesTest {
  /** The hard keywords of Kotlin's grammar; soft keywords are valid identifiers. */
  private static final Set<String> KOTLIN_KEYWORDS =
      Set.of(
          "as",
          "break",
          "class",
          "continue",
          "do",
          "else",
          "false",
          "for",
          "fun",
          "if",
          "in",
          "interface",
          "is",
          "null",
          "object",
          "package",
          "return",
          "super",
          "this",
          "throw",
          "true",
          "try",
          "typealias",
          "typeof",
          "val",
          "var",
          "when",
          "while");

  @Test
  void topLevelTypesHaveUniqueSimpleNames() throws IOException {
    assertThat(ambiguous(publicTypes())).isEmpty();
  }

  @Test
  void typesDoNotShadowPublicTypesOfJavaLang() throws IOException {
    assertThat(publicTypes().stream().filter(NamesTest::shadowsJavaLang).map(ModuleClasses::name))
        .isEmpty();
  }

  @Test
  void membersAndTypeParametersAreNotKotlinKeywords() throws IOException {
    assertThat(publicTypes().stream().flatMap(NamesTest::keywords)).isEmpty();
  }

  /** The checks above would pass as well if they saw no types. */
  @Test
  void typesOfAllExportedPackagesAreChecked() throws IOException {
    assertThat(publicTypes())
        .extracting(ModuleClasses::name)
        .contains(
            "mortise.net.Socket",
            "mortise.diag.KernelSocket$Timer",
            "mortise.process.ChildProcess",
            "mortise.proxy.Socks5$Request",
            "mortise.server.Server",
            "mortise.tls.TlsServer")
        .doesNotContain("mortise.net.SocketEndpoint", "mortise.poll.Descriptor");
  }

  @Test
  void keywordAsMethodFieldOrTypeParameterIsReported() {
    ClassModel bad =
        model("mortise.net.Bad", "in", "val", "<fun:Ljava/lang/Object;>Ljava/lang/Object;");
    assertThat(keywords(bad))
        .containsExactlyInAnyOrder(
            "mortise.net.Bad.in", "mortise.net.Bad.val", "mortise.net.Bad<fun>");
  }

  @Test
  void simpleNameInTwoPackagesIsReported() {
    List<ClassModel> types =
        Stream.of("mortise.net.Packet", "mortise.server.Packet", "mortise.net.Socket")
            .map(name -> model(name, "send", "FIELD", "Ljava/lang/Object;"))
            .toList();
    assertThat(ambiguous(types))
        .containsExactly(List.of("mortise.net.Packet", "mortise.server.Packet"));
  }

  @Test
  void simpleNameOfJavaLangIsReported() {
    assertThat(shadowsJavaLang(model("mortise.net.Process", "pid", "PID", "Ljava/lang/Object;")))
        .isTrue();
    // It is hidden in java.lang, so it is not imported into any program.
    assertThat(shadowsJavaLang(model("mortise.net.Shutdown", "of", "RD", "Ljava/lang/Object;")))
        .isFalse();
  }

  private static ClassModel model(String name, String method, String field, String signature) {
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(name),
                made ->
                    made.withFlags(AccessFlag.PUBLIC, AccessFlag.ABSTRACT)
                        .with(SignatureAttribute.of(ClassSignature.parseFrom(signature)))
                        .withField(field, ConstantDescs.CD_int, ClassFile.ACC_PUBLIC)
                        .withMethod(
                            method,
                            MethodTypeDesc.of(ConstantDescs.CD_void),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT,
                            _ -> {}));
    return ClassFile.of().parse(bytes);
  }

  /**
   * Binary names of types that share a simple name with a top-level type. Nested types may repeat
   * among themselves ({@code Socks4.Request}, {@code Socks5.Request}): a star import does not
   * include them.
   */
  private static List<List<String>> ambiguous(List<ClassModel> types) {
    return types.stream().collect(groupingBy(NamesTest::simpleName)).values().stream()
        .filter(same -> same.size() > 1 && same.stream().anyMatch(type -> !isNested(type)))
        .map(same -> same.stream().map(ModuleClasses::name).sorted().toList())
        .toList();
  }

  private static boolean shadowsJavaLang(ClassModel type) {
    Class<?> other = Class.forName(Object.class.getModule(), "java.lang." + simpleName(type));
    return other != null && Modifier.isPublic(other.getModifiers());
  }

  private static Stream<String> keywords(ClassModel type) {
    String name = ModuleClasses.name(type);
    Stream<String> methods =
        type.methods().stream()
            .filter(method -> isAccessible(method.flags().flagsMask()))
            .flatMap(method ->
                Stream.concat(
                    named(name, method.methodName().stringValue()),
                    parameters(name + "." + method.methodName().stringValue(), method)));
    Stream<String> fields =
        type.fields().stream()
            .filter(field -> isAccessible(field.flags().flagsMask()))
            .flatMap(field -> named(name, field.fieldName().stringValue()));
    return Stream.of(methods, fields, parameters(name, type)).flatMap(Function.identity());
  }

  private static Stream<String> named(String owner, String member) {
    return KOTLIN_KEYWORDS.contains(member) ? Stream.of(owner + "." + member) : Stream.empty();
  }

  /** Type parameters of a class or method that are keywords. */
  private static Stream<String> parameters(String owner, AttributedElement generic) {
    return generic.findAttribute(Attributes.signature()).stream()
        .flatMap(signature ->
            (generic instanceof ClassModel
                    ? signature.asClassSignature().typeParameters()
                    : signature.asMethodSignature().typeParameters())
                .stream())
        .map(TypeParam::identifier)
        .filter(KOTLIN_KEYWORDS::contains)
        .map(identifier -> owner + "<" + identifier + ">");
  }

  /** Types that users of the module can name. */
  private static List<ClassModel> publicTypes() throws IOException {
    Set<String> exported =
        ModuleClasses.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(Exports::source)
            .collect(Collectors.toSet());
    return ModuleClasses.read()
        .filter(type -> exported.contains(ModuleClasses.packageOf(ModuleClasses.name(type))))
        .filter(NamesTest::isPublic)
        .toList();
  }

  /**
   * Whether a type and all types around it are public. The flags of a nested class are in the
   * attribute InnerClasses, which lists each enclosing class too (JVMS 4.7.6).
   */
  private static boolean isPublic(ClassModel type) {
    String name = type.thisClass().asInternalName();
    boolean isLocal = type.findAttribute(Attributes.enclosingMethod()).isPresent();
    return !isLocal
        && nesting(type)
            .filter(inner ->
                name.equals(inner.innerClass().asInternalName())
                    || name.startsWith(inner.innerClass().asInternalName() + "$"))
            .allMatch(inner -> isAccessible(inner.flagsMask()))
        && (isNested(type) || isAccessible(type.flags().flagsMask()));
  }

  private static boolean isNested(ClassModel type) {
    return nesting(type).anyMatch(inner -> inner.innerClass().equals(type.thisClass()));
  }

  private static Stream<InnerClassInfo> nesting(ClassModel type) {
    return type.findAttribute(Attributes.innerClasses()).stream()
        .flatMap(attribute -> attribute.classes().stream());
  }

  private static boolean isAccessible(int flags) {
    return (flags & (ClassFile.ACC_PUBLIC | ClassFile.ACC_PROTECTED)) != 0;
  }

  private static String simpleName(ClassModel type) {
    return type.thisClass().asInternalName().replaceFirst(".*[/$]", "");
  }
}
