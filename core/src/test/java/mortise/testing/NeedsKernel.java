package mortise.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test of what not every kernel has: skipped, with the reason, where it is missing, and run in
 * any case by {@code bin/lab}, which finds it by the tag. There nothing may be missing.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Tag("kernel")
@ExtendWith(NeedsKernel.Condition.class)
public @interface NeedsKernel {
  /** What is needed. */
  KernelFeature[] value();

  /** Whether it is there. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return AnnotationSupport.findAnnotation(context.getElement(), NeedsKernel.class).stream()
          .flatMap(needs -> Stream.of(needs.value()))
          .map(KernelFeature::missing)
          .filter(reason -> !reason.isEmpty())
          .findFirst()
          .map(Condition::disabled)
          .orElseGet(() -> ConditionEvaluationResult.enabled("nothing is missing"));
    }

    private static ConditionEvaluationResult disabled(String reason) {
      if (Needs.isLab()) {
        throw new AssertionError(reason);
      }
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
