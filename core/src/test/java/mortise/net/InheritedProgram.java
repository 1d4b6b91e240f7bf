package mortise.net;

import java.io.IOException;

/** A program that answers by the sockets whose numbers it is given, and says what they are. */
public final class InheritedProgram {
  private InheritedProgram() {}

  public static void main(String[] numbers) throws IOException {
    for (String number : numbers) {
      try (Socket s = Socket.ofDescriptor(Integer.parseInt(number))) {
        System.out.println(s.family() + " " + s.type() + " " + s.protocol());
        s.sendAll(("I am " + number).getBytes());
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
