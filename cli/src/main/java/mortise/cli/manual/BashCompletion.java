package mortise.cli.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A script that completes the command in bash, with nothing else installed. */
final class BashCompletion {
  private static final String HEAD =
      """
      # Completes the command mortise in bash. Made by: mortise completion bash

      _mortise() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
        local verb= options= words= files= i
        COMPREPLY=()
        # bash splits --option=value into three words.
        if [[ $cur == = ]]; then
          cur=
        elif [[ $prev == = ]]; then
          prev=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        for ((i = 1; i < COMP_CWORD; i++)); do
          if [[ ${COMP_WORDS[i]} != -* ]]; then
            verb=${COMP_WORDS[i]}
            break
          fi
        done
        case $verb in
      """;

  private static final String TAIL =
      """
          *)
            files=1
            ;;
        esac
        local IFS=$'\\n'
        if [[ $cur == -* ]]; then
          COMPREPLY=($(IFS=' '; compgen -W "$options" -- "$cur"))
        elif [[ $words ]]; then
          COMPREPLY=($(IFS=' '; compgen -W "$words" -- "$cur"))
          if [[ ${COMPREPLY[0]} == *: ]]; then
            compopt -o nospace 2>/dev/null
          fi
        fi
        if [[ $files && $cur != -* ]]; then
          COMPREPLY+=($(compgen -f -- "$cur"))
          compopt -o filenames 2>/dev/null
        fi
      }

      complete -F _mortise mortise
      """;

  private BashCompletion() {}

  static String of(CommandSpec mortise) {
    StringBuilder script = new StringBuilder(HEAD);
    script.append("    '')\n");
    assign(script, "options", names(mortise));
    assign(script, "words", Model.verbs(mortise).stream().map(CommandSpec::name));
    script.append("      ;;\n");
    for (CommandSpec verb : Model.verbs(mortise)) {
      add(script, verb);
    }
    return script.append(TAIL).toString();
  }

  private static void add(StringBuilder script, CommandSpec verb) {
    script.append("    ").append(verb.name()).append(")\n");
    List<OptionSpec> valued =
        Model.options(verb).stream().filter(option -> option.arity().min() > 0).toList();
    if (!valued.isEmpty()) {
      script.append("      case $prev in\n");
      for (OptionSpec option : valued) {
        script.append("        ").append(String.join(" | ", option.names())).append(")\n");
        completeValue(script, option);
        script.append("          ;;\n");
      }
      script.append("      esac\n");
    }
    assign(script, "options", names(verb));
    arguments(script, "      ", verb.positionalParameters());
    script.append("      ;;\n");
  }

  private static void completeValue(StringBuilder script, OptionSpec option) {
    if (Model.isFile(option)) {
      script
          .append("          local IFS=$'\\n'\n")
          .append("          COMPREPLY=($(compgen -f -- \"$cur\"))\n")
          .append("          compopt -o filenames 2>/dev/null\n");
    } else if (!Model.candidates(option).isEmpty()) {
      script
          .append("          COMPREPLY=($(compgen -W '")
          .append(String.join(" ", Model.candidates(option)))
          .append("' -- \"$cur\"))\n");
    }
    script.append("          return\n");
  }

  private static void arguments(
      StringBuilder script, String indent, List<? extends ArgSpec> arguments) {
    List<String> words =
        arguments.stream().flatMap(a -> Model.candidates(a).stream()).distinct().toList();
    if (!words.isEmpty()) {
      assign(script, "words", words.stream());
    }
    // Any other argument may be a file too, such as the words after a program's name.
    if (words.isEmpty() && !arguments.isEmpty() || arguments.stream().anyMatch(Model::isFile)) {
      script.append(indent).append("files=1\n");
    }
  }

  private static void assign(StringBuilder script, String variable, Stream<String> words) {
    script
        .append("      ")
        .append(variable)
        .append("='")
        .append(words.collect(Collectors.joining(" ")))
        .append("'\n");
  }

  private static Stream<String> names(CommandSpec spec) {
    return Model.options(spec).stream().flatMap(option -> Stream.of(option.names()));
  }
}
