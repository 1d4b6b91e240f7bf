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
      # Completes the command mortise in bash, and nc and ncat where they are links to it. Made by:
      # mortise completion bash

      _mortise() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
        local verb= options= words= files= hosts= ports= i
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
        if [[ $ports && $COMP_CWORD -gt 2 && $prev != -* ]]; then
          COMPREPLY+=($(compgen -A service -- "$cur"))
        elif [[ $hosts && $cur != -* ]]; then
          _mortise_hosts
        fi
        if [[ $files && $cur != -* ]]; then
          COMPREPLY+=($(compgen -f -- "$cur"))
          compopt -o filenames 2>/dev/null
        fi
      }

      # Those of /etc/hosts, or more where bash-completion is there.
      _mortise_hosts() {
        if declare -F _known_hosts_real >/dev/null; then
          _known_hosts_real -- "$cur"
        else
          COMPREPLY+=($(compgen -A hostname -- "$cur"))
        fi
      }

      _mortise_nc() {
        local -a COMP_WORDS=(mortise nc "${COMP_WORDS[@]:1}")
        local COMP_CWORD=$((COMP_CWORD + 1))
        _mortise
      }

      complete -F _mortise mortise
      for _mortise_name in nc ncat; do
        case $(readlink -f -- "$(type -P $_mortise_name)" 2>/dev/null) in
          */mortise)
            complete -F _mortise_nc $_mortise_name
            ;;
        esac
      done
      unset _mortise_name
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
    if (verb.findOption("--unixsock") != null) {
      script.append(
          "      if [[ \" ${COMP_WORDS[*]} \" =~ \\ (-[[:alnum:]]*U|--unixsock\\ ) ]]; then\n");
      script.append("        files=1 hosts= ports=\n      fi\n");
    }
    script.append("      ;;\n");
  }

  private static void completeValue(StringBuilder script, OptionSpec option) {
    switch (Completes.by(option)) {
      case WORD ->
          script
              .append("          COMPREPLY=($(compgen -W '")
              .append(String.join(" ", Model.candidates(option)))
              .append("' -- \"$cur\"))\n");
      case HOST -> script.append("          _mortise_hosts\n");
      case FILE, PROGRAM ->
          script
              .append("          local IFS=$'\\n'\n          COMPREPLY=($(")
              .append(Completes.by(option).bash())
              .append(" -- \"$cur\"))\n          compopt -o filenames 2>/dev/null\n");
      case PORT, NOTHING -> {}
    }
    script.append("          return\n");
  }

  private static void arguments(
      StringBuilder script, String indent, List<? extends ArgSpec> arguments) {
    List<String> words =
        arguments.stream().flatMap(a -> Model.candidates(a).stream()).distinct().toList();
    boolean onlyFirst = arguments.size() > 1 && Model.candidates(arguments.get(1)).isEmpty();
    if (!words.isEmpty() && onlyFirst) {
      script.append(indent).append("if [[ $prev == \"$verb\" ]]; then\n  ");
      assign(script, "words", words.stream());
      script.append(indent).append("else\n  ").append(indent).append("files=1\n");
      script.append(indent).append("fi\n");
    } else if (!words.isEmpty()) {
      assign(script, "words", words.stream());
    }
    // Any other argument may be a file too, such as the words after a program's name.
    boolean hosts = has(arguments, Completes.HOST);
    if (hosts) {
      script.append(indent).append("hosts=1\n");
    }
    if (has(arguments, Completes.PORT)) {
      script.append(indent).append("ports=1\n");
    }
    boolean others = words.isEmpty() && !hosts && !arguments.isEmpty();
    if (others || has(arguments, Completes.FILE)) {
      script.append(indent).append("files=1\n");
    }
  }

  private static boolean has(List<? extends ArgSpec> arguments, Completes what) {
    return arguments.stream().anyMatch(argument -> Completes.by(argument) == what);
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
