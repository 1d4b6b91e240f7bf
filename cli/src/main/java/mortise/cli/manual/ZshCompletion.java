package mortise.cli.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A script that completes the command in zsh, with the words of the help beside each option. */
final class ZshCompletion {
  private static final String HEAD =
      """
      #compdef mortise nc ncat
      # Completes the command mortise in zsh, and nc and ncat where they are links to it. Made by:
      # mortise completion zsh

      _mortise() {
        local context state state_descr line
        typeset -A opt_args
        local -a verbs
        if [[ $service == nc || $service == ncat ]]; then
          if [[ ${${commands[$service]}:A:t} != mortise ]]; then
            # Somebody else's: as if nothing had been said of it here.
            if [[ $service == nc ]] && (( $+functions[_netcat] )); then
              _netcat
            else
              _default
            fi
            return
          fi
          words=(mortise nc ${words[2,-1]})
          (( CURRENT++ ))
        fi
      """;

  private static final String TAIL =
      """
            *)
              _files
              ;;
          esac
          ;;
        esac
      }

      if [[ ${funcstack[1]} == _mortise ]]; then
        _mortise "$@"
      else
        compdef _mortise mortise nc ncat
      fi
      """;

  private ZshCompletion() {}

  static String of(CommandSpec mortise) {
    StringBuilder script = new StringBuilder(HEAD);
    script.append("  verbs=(\n");
    for (CommandSpec verb : Model.verbs(mortise)) {
      String told = verb.name() + ":" + words(verb.usageMessage().description());
      script.append("    ").append(quoted(told)).append('\n');
    }
    script.append("  )\n  _arguments -C \\\n");
    Model.options(mortise).forEach(option -> script.append(option(option)));
    script.append("    '1:verb:->verb' '*::argument:->argument'\n");
    script.append("  case $state in\n  verb)\n    _describe -t verbs verb verbs\n    ;;\n");
    script.append("  argument)\n    case ${line[1]} in\n");
    Model.verbs(mortise).forEach(verb -> add(script, verb));
    return script.append(TAIL).toString();
  }

  private static void add(StringBuilder script, CommandSpec verb) {
    script.append("      ").append(verb.name()).append(")\n        _arguments -s \\\n");
    Model.options(verb).forEach(option -> script.append("      ").append(option(option)));
    List<PositionalParamSpec> arguments = verb.positionalParameters();
    for (PositionalParamSpec argument : arguments) {
      String place = argument.index().isVariable() ? "*" : "" + (argument.index().min() + 1);
      String spec = place + ":" + label(argument) + ":" + action(argument, "_files");
      script.append("          ").append(quoted(spec)).append(" \\\n");
    }
    script.append("          && return 0\n        ;;\n");
  }

  /** {@code '(-o --output)'{-o+,--output=}'[words]:FILE:_files' \}. */
  private static String option(OptionSpec option) {
    String before = option.isMultiValue() ? "*" : "(" + String.join(" ", option.names()) + ")";
    String value = "";
    if (Model.takesValue(option)) {
      String colons = option.arity().min() == 0 ? "::" : ":";
      value = colons + label(option) + ":" + action(option, " ");
    }
    String told =
        "[" + words(option.description()).replaceAll("([\\[\\]])", "\\\\$1") + "]" + value;
    String names =
        Stream.of(option.names())
            .map(name -> name + ending(option, name))
            .collect(Collectors.joining(","));
    String all = option.names().length > 1 ? "{" + names + "}" : names;
    return "    " + quoted(before) + all + quoted(told) + " \\\n";
  }

  /** How the value may follow: in the same word, after an equals sign, or in the next word. */
  private static String ending(OptionSpec option, String name) {
    if (!Model.takesValue(option)) {
      return "";
    }
    boolean optional = option.arity().min() == 0;
    return name.startsWith("--") ? (optional ? "=-" : "=") : (optional ? "-" : "+");
  }

  private static String action(ArgSpec argument, String otherwise) {
    List<String> words = Model.candidates(argument);
    if (!words.isEmpty()) {
      String joined = String.join(" ", words).replace(":", "\\:");
      return "(" + joined + ")";
    }
    String function = Completes.by(argument).zsh();
    return function.isEmpty() ? otherwise : function;
  }

  private static String label(ArgSpec argument) {
    return argument.paramLabel().replaceAll("[<>]", "").replace(":", "\\:");
  }

  /** The first line of a description. */
  private static String words(String[] description) {
    return description.length == 0
        ? ""
        : Ansi.OFF.string(description[0]).replace("%n", " ").replace("%%", "%");
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
