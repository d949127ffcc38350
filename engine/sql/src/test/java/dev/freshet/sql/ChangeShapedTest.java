package dev.freshet.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements of the page on change-shaped views, as they stand there, against rows worked out by hand. */
class ChangeShapedTest {
    private static final Path PAGE = Path.of("../../docs/how-to/change-shaped-views.md");
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 1, 12, 0);

    private LiveViews views;

    @BeforeEach
    void readings() throws IOException {
        Matcher m = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        StringBuilder sql = new StringBuilder();
        while (m.find()) {
            sql.append(m.group(1));
        }
        views = new LiveViews(sql.toString());
        views.change(1, "readings", 1, NOON, 10.0);
        views.change(1, "readings", 1, NOON.plusMinutes(1), 12.0);
        views.change(1, "readings", 1, NOON.plusMinutes(2), null);
        views.change(1, "readings", 1, NOON.plusMinutes(4), 18.0);
        views.change(1, "readings", 1, NOON.plusMinutes(5), 18.0);
        views.change(1, "probes", 1, NOON.minusMinutes(4)).change(1, "probes", 2, NOON);
        views.at(NOON.plusMinutes(6)).epoch();
    }

    /** The reading of 12:00 goes. */
    private LiveViews withoutTheFirst() {
        return views.change(-1, "readings", 1, NOON, 10.0).epoch();
    }

    @Test
    void newest() {
        assertThat(views.rows("newest")).containsExactly("[1, 2026-01-01T12:05, 18.0]");
    }

    @Test
    void changed() {
        assertThat(views.rows("changed"))
                .containsExactly(
                        "[1, 2026-01-01T12:00, 10.0]",
                        "[1, 2026-01-01T12:01, 12.0]",
                        "[1, 2026-01-01T12:02, null]",
                        "[1, 2026-01-01T12:04, 18.0]");
    }

    @Test
    void acceptedFollowsTheRowAcceptedLast() {
        assertThat(views.rows("accepted")).containsExactly("[1, 2026-01-01T12:00]", "[1, 2026-01-01T12:04]");
        views.change(1, "readings", 1, NOON.plusMinutes(3), 15.5).epoch();
        assertThat(views.rows("accepted")).containsExactly("[1, 2026-01-01T12:00]", "[1, 2026-01-01T12:03]");
        assertThat(withoutTheFirst().rows("accepted"))
                .containsExactly("[1, 2026-01-01T12:01]", "[1, 2026-01-01T12:04]");
    }

    @Test
    void differences() {
        assertThat(withoutTheFirst().rows("differences"))
                .containsExactly(
                        "[1, 2026-01-01T12:01, null]",
                        "[1, 2026-01-01T12:02, null]",
                        "[1, 2026-01-01T12:04, null]",
                        "[1, 2026-01-01T12:05, 0.0]");
    }

    @Test
    void interpolated() {
        assertThat(views.rows("interpolated")).contains("[1, 2026-01-01T12:02, 14.0]");
        views.change(-1, "readings", 1, NOON.plusMinutes(4), 18.0).epoch();
        assertThat(views.rows("interpolated")).contains("[1, 2026-01-01T12:02, 13.5]");
        views.change(-1, "readings", 1, NOON.plusMinutes(5), 18.0).epoch();
        assertThat(views.rows("interpolated")).contains("[1, 2026-01-01T12:02, 12.0]");
    }

    @Test
    void probed() {
        assertThat(views.rows("probed"))
                .containsExactly("[1, 2026-01-01T11:56, 2, 11.0]", "[2, 2026-01-01T12:00, 0, null]");
        assertThat(withoutTheFirst().rows("probed"))
                .containsExactly("[1, 2026-01-01T11:56, 1, 12.0]", "[2, 2026-01-01T12:00, 0, null]");
    }

    @Test
    void inactive() {
        assertThat(views.rows("inactive")).isEmpty();
        assertThat(views.at(NOON.plusMinutes(15)).epoch().rows("inactive")).containsExactly("[1, 2026-01-01T12:05]");
        views.change(1, "readings", 1, NOON.plusMinutes(14), 1.0).epoch();
        assertThat(views.rows("inactive")).isEmpty();
    }
}
