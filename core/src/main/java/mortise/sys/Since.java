package mortise.sys;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A constant that the headers of this system may lack: it came with that Linux kernel, or never
 * reached a header of user space. Where the headers have it, it is compared as any other.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Since {
  /** The Linux kernel that has it first; {@code never} for what other programs made up. */
  String value();
}
