package mortise.cli.nc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.jse.JseIoLib;

/**
 * Lua's io with a standard input that is a stream of bytes. LuaJ 3.0.1 reads "*a" of a standard
 * input as nothing, ends a line at a zero byte and loses its carriage return.
 */
final class LuaIo extends JseIoLib {
  private final InputStream in;

  LuaIo(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  @Override
  protected File wrapStdin() {
    return new Input();
  }

  @Override
  public Varargs _io_read(Varargs formats) throws IOException {
    return _io_input(NIL).arg1() instanceof Input ? read(formats) : super._io_read(formats);
  }

  @Override
  public Varargs _file_read(LuaValue file, Varargs formats) throws IOException {
    return file instanceof Input ? read(formats) : super._file_read(file, formats);
  }

  @Override
  public Varargs _lines_iter(LuaValue file) throws IOException {
    return file instanceof Input ? line(false) : super._lines_iter(file);
  }

  /** What file:read gives: a value for each format, up to the first that nothing is left for. */
  private Varargs read(Varargs formats) throws IOException {
    if (formats.narg() == 0) {
      return line(false);
    }
    LuaValue[] values = new LuaValue[formats.narg()];
    for (int i = 0; i < values.length; i++) {
      values[i] = read(formats.arg(i + 1), i + 1);
      if (values[i].isnil()) {
        return varargsOf(values, 0, i + 1);
      }
    }
    return varargsOf(values);
  }

  private LuaValue read(LuaValue format, int place) throws IOException {
    if (format.type() == TNUMBER) {
      return bytes(format.checkint());
    }
    return switch (format.checkjstring().replaceFirst("^\\*", "")) {
      case "n" -> freadnumber(new Input());
      case "l" -> line(false);
      case "L" -> line(true);
      case "a" -> LuaString.valueOf(in.readAllBytes());
      default -> argerror(place, "(invalid format)");
    };
  }

  private LuaValue bytes(int count) throws IOException {
    if (count == 0) {
      in.mark(1);
      int next = in.read();
      in.reset();
      return next < 0 ? NIL : EMPTYSTRING;
    }
    byte[] bytes = in.readNBytes(count);
    return bytes.length == 0 ? NIL : LuaString.valueOf(bytes);
  }

  private LuaValue line(boolean withEnd) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return NIL;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    if (withEnd && next == '\n') {
      line.write(next);
    }
    return LuaString.valueOf(line.toByteArray());
  }

  /** The standard input, as LuaJ has files. */
  private final class Input extends File {
    @Override
    public void write(LuaString text) throws IOException {
      throw new IOException("standard input cannot be written");
    }

    @Override
    public void flush() {}

    @Override
    public boolean isstdfile() {
      return true;
    }

    @Override
    public void close() {}

    @Override
    public boolean isclosed() {
      return false;
    }

    @Override
    public int seek(String from, int by) throws IOException {
      throw new IOException("a connection does not support seek");
    }

    @Override
    public void setvbuf(String mode, int size) {}

    @Override
    public int remaining() {
      return -1;
    }

    @Override
    public int peek() throws IOException {
      in.mark(1);
      int next = in.read();
      in.reset();
      return next;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return in.read(bytes, offset, length);
    }
  }
}
