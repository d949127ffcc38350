package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.server.wiring.db.AdminTokens;
import dev.freshet.stack.TestPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody is platform admin of a new installation until somebody brings its token. */
@QuarkusTest
@QuarkusTestResource(World.class)
class FirstAdminTest {
    private static final String TOKEN = "5f2c7d0c1a9b4e36871f0a5be2d4c8f9";

    @Inject
    AdminTokens tokens;

    @BeforeEach
    void asIfNew() throws SQLException {
        sql("create table public.admins as select * from freshet.platform_admin");
        sql("delete from freshet.platform_admin");
    }

    @AfterEach
    void asBefore() throws SQLException {
        sql("delete from freshet.platform_admin");
        sql("delete from freshet.admin_token");
        sql("insert into freshet.platform_admin select * from public.admins");
        sql("drop table public.admins");
    }

    @Test
    void aTokenMakesOneAdminAndThenNoOther() {
        remember();
        assertThat(claim("somebody", TOKEN.replace('5', '6')).status()).isEqualTo(403);
        assertThat(Client.nobody()
                        .json("POST", "/api/v1/platform-admin", "{\"token\": \"" + TOKEN + "\"}")
                        .status())
                .isEqualTo(401);
        assertThat(claim("somebody", TOKEN).status()).isEqualTo(204);
        assertThat(isAdmin("somebody")).isTrue();
        Client.Answer again = claim("another", TOKEN);
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.code()).isEqualTo("token_refused");
        assertThat(isAdmin("another")).isFalse();
    }

    @Test
    void aSpentTokenStaysSpentWhenTheServiceStartsAgain() throws SQLException {
        remember();
        assertThat(claim("somebody", TOKEN).status()).isEqualTo(204);
        sql("delete from freshet.platform_admin");
        remember();
        assertThat(claim("another", TOKEN).status()).isEqualTo(403);
    }

    @Test
    void anOldTokenAndOneGivenBesideAnAdminAreRefused() throws SQLException {
        remember();
        sql("update freshet.admin_token set expires_at = now()");
        assertThat(claim("somebody", TOKEN).status()).isEqualTo(403);
        sql("delete from freshet.admin_token");
        sql("insert into freshet.platform_admin values ('https://elsewhere.example', 'first')");
        remember();
        sql("delete from freshet.platform_admin");
        assertThat(claim("somebody", TOKEN).status()).isEqualTo(403);
    }

    private void remember() {
        tokens.remember(TOKEN).await().atMost(Duration.ofSeconds(30));
    }

    private static Client.Answer claim(String subject, String token) {
        return Client.as(subject).json("POST", "/api/v1/platform-admin", "{\"token\": \"" + token + "\"}");
    }

    private static boolean isAdmin(String subject) {
        return Client.as(subject)
                .get("/api/v1/me")
                .json()
                .path("platform_admin")
                .asBoolean();
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = TestPostgres.shared().connect(World.database());
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
