package mortise.sys;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The C headers that declare what a class mirrors.
 *
 * <p>A test compiles a C program that includes them and compares every {@code public static final
 * int} constant of the class, and the {@code LAYOUT} of a struct, with what the compiler says.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Header {
  /** The headers to include, in order, as in {@code #include <...>}. */
  String[] value();

  /** The C name of the struct that the class mirrors, such as {@code struct sockaddr_in}. */
  String struct() default "";
}
