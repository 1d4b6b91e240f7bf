package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Properties;
import java.util.random.RandomGenerator;
import mortise.net.SocketFactory;
import mortise.net.Unix;
import mortise.testing.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's own driver over the UNIX socket of a PostgreSQL server. */
final class PostgresOverUnixTest {
  private static final String DATABASE = "jdbc:postgresql:postgres";

  private static Postgres server;

  @BeforeAll
  @Timeout(120)
  static void start(@TempDir Path folder) throws IOException, InterruptedException {
    server = Postgres.start(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static Connection connect(Path socket) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("user", System.getProperty("user.name"));
    settings.setProperty("socketFactory", SocketFactory.class.getName());
    settings.setProperty("socketFactoryArg", Unix.of(socket).toString());
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("connectTimeout", "20");
    return DriverManager.getConnection(DATABASE, settings);
  }

  @Test
  void programSaysWhomItTalksTo() throws Exception {
    ProcessBuilder run =
        new ProcessBuilder(Examples.run("PostgresOverUnix", server.folder().toString()));
    run.environment().put("CLASSPATH", Examples.home("org.postgresql.Driver"));
    try (Program program = Program.start(run)) {
      Program.Ended ended = program.end();
      assertThat(ended.err()).isEmpty();
      assertThat(ended.out()).startsWith("PostgreSQL ").endsWith("\nover a UNIX socket\n");
      assertThat(ended.status()).isZero();
    }
  }

  @Test
  void bytesOfOddSizesComeBackAsTheyWent() throws Exception {
    byte[] bytes = new byte[3_000_001];
    RandomGenerator.getDefault().nextBytes(bytes);
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    try (Connection connection = connect(server.socket());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create temporary table blobs (id int, data bytea)");
      try (PreparedStatement insert =
          connection.prepareStatement("insert into blobs values (?, ?)")) {
        insert.setInt(1, 7);
        insert.setBinaryStream(2, new ByteArrayInputStream(bytes), bytes.length);
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
      connection.commit();
      try (ResultSet row = statement.executeQuery("select md5(data), data from blobs")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo(md5);
        assertThat(row.getBytes(2)).isEqualTo(bytes);
      }
    }
  }

  /** The driver cancels by a second socket of the factory. */
  @Test
  void queryIsCancelledAndTheConnectionStays() throws SQLException {
    try (Connection connection = connect(server.socket());
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("57014");
      assertThat(connection.isValid(10)).isTrue();
    }
  }

  /** By SO_TIMEOUT of the socket view. */
  @Test
  void networkTimeoutEndsTheWait() throws SQLException {
    try (Connection connection = connect(server.socket());
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 200);
      assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
          .isInstanceOf(SQLException.class)
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void serverThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> connect(Path.of("/nowhere/.s.PGSQL.5432")))
        .isInstanceOf(SQLException.class)
        .hasRootCauseInstanceOf(ConnectException.class)
        .rootCause()
        .hasMessageContaining("/nowhere/.s.PGSQL.5432")
        .hasMessageContaining("ENOENT");
  }
}
