import java.sql.DriverManager;
import mortise.net.*;

/**
 * Asks PostgreSQL who it is, by its usual driver and over its UNIX socket. The driver is a jar of
 * its own:
 *
 * <pre>{@code
 * CLASSPATH=postgresql.jar ./mortise run examples/PostgresOverUnix.java /run/postgresql
 * }</pre>
 */
void main(String[] args) throws Exception {
  if (args.length > 1 || List.of(args).contains("--help")) {
    IO.println("usage: PostgresOverUnix [FOLDER]");
    return;
  }
  var folder = args.length > 0 ? args[0] : "/run/postgresql";
  var settings = new Properties();
  settings.setProperty("user", System.getProperty("user.name"));
  settings.setProperty("socketFactory", SocketFactory.class.getName());
  settings.setProperty("socketFactoryArg", "unix:" + folder + "/.s.PGSQL.5432");
  try (var connection = DriverManager.getConnection("jdbc:postgresql:postgres", settings);
      var statement = connection.createStatement();
      var answer = statement.executeQuery("select version(), inet_client_addr()")) {
    answer.next();
    IO.println(answer.getString(1));
    IO.println(answer.getString(2) == null ? "over a UNIX socket" : "over TCP");
  }
}
