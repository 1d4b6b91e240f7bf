package org.example;

import java.time.Duration;
import mortise.net.Address;
import mortise.net.Loop;
import mortise.server.Connection;
import mortise.server.Server;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An echo server as a bean: it stops gracefully with the application context. */
@SpringBootApplication
public class EchoApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(EchoApplication.class, arguments).close();
  }

  @Bean
  Server echo() throws Exception {
    return Server.open(Address.parse("127.0.0.1:0"), EchoApplication::talk);
  }

  /** Before the server is closed, which aborts what is left. */
  @Bean
  DisposableBean graceful(Server server) {
    return () -> server.stop(Duration.ofSeconds(10));
  }

  /** Runs until the end of the input; a service would wait for the server instead. */
  @Bean
  CommandLineRunner wait(Server server) {
    return _ -> {
      System.out.println("listening on " + server.address() + ", event loops: " + Loop.isGranted());
      System.in.readAllBytes();
    };
  }

  private static void talk(Connection connection) throws Exception {
    byte[] buffer = new byte[4096];
    for (int count; (count = connection.read(buffer)) > 0; ) {
      connection.write(buffer, 0, count);
    }
  }
}
