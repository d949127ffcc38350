package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.connector.ConnectorException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** A {@code java.nio} glob over relative paths in which a leading {@code **}{@code /} of any part also matches no folder. */
final class FileGlob {
    private static final int MAX_VARIANTS = 64;

    private final List<PathMatcher> matchers;

    FileGlob(String pattern) {
        try {
            matchers = variants(pattern).stream()
                    .map(p -> FileSystems.getDefault().getPathMatcher("glob:" + p))
                    .toList();
        } catch (PatternSyntaxException e) {
            throw new ConnectorException("pattern " + pattern + " is not a glob", e);
        }
    }

    boolean matches(Path relative) {
        for (PathMatcher m : matchers) {
            if (m.matches(relative)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> variants(String pattern) {
        List<String> all = new ArrayList<>(List.of(pattern));
        for (int i = 0; i < all.size() && all.size() < MAX_VARIANTS; i++) {
            String p = all.get(i);
            for (int at = p.indexOf("**/"); at >= 0; at = p.indexOf("**/", at + 1)) {
                boolean startsPart = at == 0 || "/{,".indexOf(p.charAt(at - 1)) >= 0;
                String shorter = p.substring(0, at) + p.substring(at + 3);
                if (startsPart && !shorter.isEmpty() && !all.contains(shorter)) {
                    all.add(shorter);
                }
            }
        }
        return all;
    }
}
