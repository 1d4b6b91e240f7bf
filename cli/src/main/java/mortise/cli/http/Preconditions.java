package mortise.cli.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import mortise.proxy.HttpHead;

/**
 * What the conditions of a GET or HEAD come to, RFC 9110 section 13, for one representation.
 *
 * @param tag of the representation
 * @param modified when it changed last, in whole seconds; null where that is not known
 * @param now the time of the response
 */
record Preconditions(EntityTag tag, Instant modified, Instant now) {
  /** How to go on. */
  enum Outcome {
    PROCEED,
    /** 304. */
    NOT_MODIFIED,
    /** 412. */
    FAILED
  }

  /** Evaluates in the order of section 13.2.2; If-Range is {@link #permitRange}'s. */
  Outcome evaluate(HttpHead head) {
    Optional<String> match = list(head, "If-Match");
    if (match.isPresent()) {
      if (!has(match.get(), EntityTag::matchesStrongly)) {
        return Outcome.FAILED;
      }
    } else if (date(head, "If-Unmodified-Since").filter(this::isModifiedAfter).isPresent()) {
      return Outcome.FAILED;
    }
    Optional<String> noneMatch = list(head, "If-None-Match");
    if (noneMatch.isPresent()) {
      return has(noneMatch.get(), EntityTag::matchesWeakly)
          ? Outcome.NOT_MODIFIED
          : Outcome.PROCEED;
    }
    Optional<Instant> since = date(head, "If-Modified-Since");
    return modified != null && since.isPresent() && !isModifiedAfter(since.get())
        ? Outcome.NOT_MODIFIED
        : Outcome.PROCEED;
  }

  /**
   * Whether a Range counts, section 13.1.5: the validator of If-Range has to be the current one,
   * and strong. A date is not while the second lasts that it names, section 8.8.2.2.
   */
  boolean permitRange(HttpHead head) {
    List<String> values = head.values("If-Range");
    if (values.isEmpty()) {
      return true;
    }
    if (values.size() > 1) {
      return false;
    }
    String value = values.getFirst();
    if (value.startsWith("\"") || value.startsWith("W/")) {
      List<EntityTag> tags = EntityTag.parse(value);
      return tags.size() == 1 && tags.getFirst().matchesStrongly(tag);
    }
    Optional<Instant> date = HttpDate.parse(value, now);
    return modified != null
        && date.filter(modified::equals).isPresent()
        && now.getEpochSecond() > modified.getEpochSecond();
  }

  private static Optional<String> list(HttpHead head, String name) {
    List<String> values = head.values(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
  }

  private boolean has(String list, BiPredicate<EntityTag, EntityTag> comparison) {
    return list.strip().equals("*")
        || EntityTag.parse(list).stream().anyMatch(one -> comparison.test(one, tag));
  }

  /** One date; what is none, or more than one, is ignored. */
  private Optional<Instant> date(HttpHead head, String name) {
    List<String> values = head.values(name);
    return values.size() == 1 ? HttpDate.parse(values.getFirst(), now) : Optional.empty();
  }

  private boolean isModifiedAfter(Instant date) {
    return modified != null && modified.isAfter(date);
  }
}
