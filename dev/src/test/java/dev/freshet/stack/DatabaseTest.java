package dev.freshet.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A database that the user names is read and checked before anything relies on it. */
class DatabaseTest {

    @Test
    void readsAnAddressWithEncodedParts() {
        Database database = Database.parse("postgresql://a%40b:p%2Fw+d@localhost:5433/my%20db");
        assertThat(database).isEqualTo(new Database("localhost", 5433, "my db", "a@b", "p/w+d"));
        assertThat(Database.parse(database.libpqUrl())).isEqualTo(database);
    }

    @Test
    void fillsInWhatIsLeftOut() {
        assertThat(Database.parse("postgres://me@host")).isEqualTo(new Database("host", 5432, "me", "me", ""));
    }

    @Test
    void refusesWhatIsNoDatabaseAddress() {
        assertThatThrownBy(() -> Database.parse("mysql://host/x")).hasMessageContaining("postgresql://user:password@");
        assertThatThrownBy(() -> Database.parse("not an address")).hasMessageContaining("postgresql://user:password@");
    }

    @Test
    void saysWhyADatabaseCannotBeUsed() {
        TestPostgres postgres = TestPostgres.shared();
        Database good = Database.parse(postgres.libpqUrl(postgres.createDatabase()));
        assertThat(good.check()).isEmpty();
        Database bad = new Database(good.host(), good.port(), "absent", good.user(), good.password());
        assertThatThrownBy(bad::check).hasMessageContaining("absent").hasMessageContaining("does not exist");
    }

    @Test
    void warnsBelowPgvector084() {
        assertThat(Pgvector.warning("0.8.3")).contains("0.8.4");
        assertThat(Pgvector.warning("0.8.4")).isEmpty();
        assertThat(Pgvector.warning("0.10.0")).isEmpty();
        assertThat(Pgvector.warning("1.0")).isEmpty();
    }
}
