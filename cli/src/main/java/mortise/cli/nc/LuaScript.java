package mortise.cli.nc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import mortise.net.ByteText;
import mortise.process.Environment;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.VarArgFunction;
import org.luaj.vm2.lib.jse.JsePlatform;

/**
 * A Lua program as one end of a conversation, for {@code --lua-exec}: what it reads from its
 * standard input comes from the peer, and what it prints goes there. Each conversation runs it
 * anew, with globals of its own. The language is that of LuaJ, Lua 5.2.
 */
final class LuaScript {
  private final Path file;
  private final byte[] source;

  private LuaScript(Path file, byte[] source) {
    this.file = file;
    this.source = source;
  }

  /**
   * Reads a script and looks whether it can be run.
   *
   * @throws IOException when it cannot be read, or is not Lua; the message has the line
   */
  static LuaScript of(Path file) throws IOException {
    LuaScript script = new LuaScript(file, NamedFile.bytes(file));
    try {
      script.load(JsePlatform.standardGlobals());
    } catch (LuaError e) {
      throw new FileSystemException(file.toString(), null, words(e));
    }
    return script;
  }

  private LuaValue load(Globals globals) {
    InputStream bytes = new ByteArrayInputStream(source);
    return globals.load(bytes, "@" + file, "bt", globals);
  }

  /** The script's own {@code os.exit}. */
  private static final class Exit extends LuaError {
    private static final long serialVersionUID = 1;

    Exit() {
      super("exit");
    }
  }

  /**
   * Runs the script with these streams, of which it closes neither.
   *
   * @param variables what {@code os.getenv} knows beside this process's own environment
   * @throws IOException when a stream or the script fails; the message has the line
   */
  void run(InputStream in, OutputStream out, PrintStream err, Map<String, String> variables)
      throws IOException {
    Globals globals = JsePlatform.standardGlobals();
    PrintStream printed = new PrintStream(out, false);
    globals.STDOUT = printed;
    globals.STDERR = err;
    globals.load(new LuaIo(in));
    LuaValue os = globals.get("os");
    os.set("exit", exit());
    os.set("getenv", environment(variables));
    try {
      load(globals).call();
    } catch (Exit _) {
      // As if it had come to its end.
    } catch (LuaError e) {
      if (!printed.checkError()) {
        throw new FileSystemException(file.toString(), null, words(e));
      }
    } finally {
      printed.flush();
    }
    if (printed.checkError()) {
      throw new IOException("lua-exec " + file + ": the peer no longer reads its output");
    }
  }

  private static String words(LuaError e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message.lines().findFirst().orElse("");
  }

  private static LuaValue exit() {
    return new VarArgFunction() {
      @Override
      public Varargs invoke(Varargs arguments) {
        throw new Exit();
      }
    };
  }

  private static LuaValue environment(Map<String, String> variables) {
    return new OneArgFunction() {
      @Override
      public LuaValue call(LuaValue name) {
        String asked = name.checkjstring();
        String value =
            variables.containsKey(asked)
                ? variables.get(asked)
                : Environment.variable(asked).orElse(null);
        return value == null ? NIL : valueOf(ByteText.encode(value));
      }
    };
  }
}
