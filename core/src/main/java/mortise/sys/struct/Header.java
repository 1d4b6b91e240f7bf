package mortise.sys.struct;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The C headers that declare what a class mirrors.
 *
 * <p>A test compiles a C program that includes them. Of a class that mirrors a header it compares
 * every {@code public static final int} with the compiler's value; of a struct the {@code LAYOUT}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Header {
  /** The headers to include, in order, as in {@code #include <...>}. */
  String[] value();

  /** The C name of the struct that the class mirrors, such as {@code struct sockaddr_in}. */
  String struct() default "";

  /** Whether newer systems append to the struct, so that this system's may be shorter. */
  boolean grows() default false;

  /** Whether a system may lack the headers, as they come with an application. */
  boolean optional() default false;
}
