package dev.freshet.shell.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A file of queries: {@code -- name}, the query, and behind {@code ==>} how DuckDB says it where that differs. */
record Queries(Map<String, String> ours, Map<String, String> theirs) {
    static Queries of(String resource) throws IOException {
        String text;
        try (InputStream in = Objects.requireNonNull(Queries.class.getResourceAsStream(resource), resource)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, String> ours = new LinkedHashMap<>();
        Map<String, String> theirs = new LinkedHashMap<>();
        for (String piece : text.split("(?m)^-- (?=q\\d)")) {
            int end = piece.indexOf('\n');
            String name = piece.substring(0, Math.max(0, end)).strip();
            if (name.matches("q\\d+")) {
                String[] forms = piece.substring(end).strip().split("(?m)^==>$");
                ours.put(name, forms[0].strip());
                theirs.put(name, forms[forms.length - 1].strip());
            }
        }
        return new Queries(ours, theirs);
    }

    /** As views here. */
    String views() {
        StringBuilder out = new StringBuilder();
        ours.forEach((name, query) -> out.append("CREATE VIEW ")
                .append(name)
                .append(" AS\n")
                .append(query)
                .append(";\n"));
        return out.toString();
    }
}
