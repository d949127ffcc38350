package dev.freshet.cli.output;

import dev.freshet.cli.client.Problem;
import dev.freshet.cli.client.Problem.Slip;
import dev.freshet.cli.client.Refused;
import dev.freshet.cli.client.Refused.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words a refusal for the terminal: what, where, the line with a caret below the place, and the remedy. */
public final class ProblemText {
    private ProblemText() {}

    /** All of it, each line ended by a newline. */
    public static String of(Refused refused) {
        Problem problem = refused.problem();
        StringBuilder text =
                new StringBuilder("error: " + Table.printable(String.valueOf(refused.getMessage())) + "\n");
        if (problem.errors().isEmpty() && !problem.detail().isEmpty()) {
            text.append("  ").append(Table.printable(problem.detail())).append('\n');
        }
        text.append(places(problem.errors(), refused.source()));
        if (problem.status() >= 500 && !problem.requestId().isEmpty()) {
            text.append("  request ").append(problem.requestId()).append('\n');
        }
        return text.toString();
    }

    /** Each place with its line of the source. */
    public static String places(List<Slip> slips, @Nullable Source source) {
        StringBuilder text = new StringBuilder();
        slips.forEach(slip -> text.append(place(slip, source)));
        return text.toString();
    }

    private static String place(Slip slip, @Nullable Source source) {
        StringBuilder text = new StringBuilder("  " + where(slip, source) + Table.printable(slip.detail()) + "\n");
        if (source != null && slip.line() > 0) {
            text.append(excerpt(slip, source.text()));
        }
        if (!slip.hint().isEmpty()) {
            text.append("  hint: ").append(Table.printable(slip.hint())).append('\n');
        }
        return text.toString();
    }

    private static String where(Slip slip, @Nullable Source source) {
        if (source != null && slip.line() > 0) {
            return source.name() + ":" + slip.line() + ":" + Math.max(1, slip.column()) + ": ";
        }
        return slip.pointer() == null || slip.pointer().isEmpty() ? "" : slip.pointer() + ": ";
    }

    private static String excerpt(Slip slip, String text) {
        List<String> lines = text.lines().toList();
        if (slip.line() > lines.size()) {
            return "";
        }
        String line = lines.get(slip.line() - 1);
        int before = Math.min(Math.max(0, slip.column() - 1), line.length());
        String margin = "    " + slip.line() + " | ";
        String pad = " ".repeat(margin.length() - 2) + "| ";
        // Tabs stay tabs below, so that the caret stands under its character whatever their width.
        String lead = line.substring(0, before).replaceAll("[^\t]", " ");
        return margin + line.replaceAll("[\\p{Cntrl}&&[^\t]]", " ") + "\n" + pad + lead + "^\n";
    }
}
