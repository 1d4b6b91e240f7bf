package mortise.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import mortise.net.Platform;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test of what only the kernel's own calls can do: skipped on the layer over NIO. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(NeedsLinux.Condition.class)
public @interface NeedsLinux {
  /** What is needed, such as {@code raw sockets}. */
  String value();

  /** Whether it is there. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return AnnotationSupport.findAnnotation(context.getElement(), NeedsLinux.class)
          .filter(_ -> Platform.current() != Platform.LINUX)
          .map(needs -> ConditionEvaluationResult.disabled(needs.value() + " needs Linux"))
          .orElseGet(() -> ConditionEvaluationResult.enabled("nothing is missing"));
    }
  }
}
