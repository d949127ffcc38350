package dev.freshet.stack;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.StringJoiner;

/** One SQL statement in the database {@code postgres} of a server: HOST:PORT USER STATEMENT, the password in PGPASSWORD. */
final class Statement {

    private Statement() {}

    public static void main(String[] args) throws SQLException {
        String url = "jdbc:postgresql://" + args[0] + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, args[1], System.getenv("PGPASSWORD"));
                java.sql.Statement statement = connection.createStatement()) {
            if (statement.execute(args[2])) {
                print(statement.getResultSet());
            }
        }
    }

    private static void print(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            StringJoiner line = new StringJoiner("\t");
            for (int column = 1; column <= columns; column++) {
                line.add(rows.getString(column));
            }
            System.out.println(line);
        }
    }
}
