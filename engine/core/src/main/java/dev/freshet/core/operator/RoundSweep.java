package dev.freshet.core.operator;

import dev.freshet.core.aggregate.Accumulator;
import dev.freshet.core.aggregate.Accumulators;
import dev.freshet.core.aggregate.Share;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.error.RowError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the histories of groups in the order of rounds, many groups side by side: the first step takes what every
 * group had before the round from which its output is asked for, and each further step takes the next round of each group
 * that has one left.
 */
final class RoundSweep {
    private final HashTrace rows;
    private final int round;
    private final Schema output;
    /** Columns of the rows that the calls read, and the calls over those alone. */
    private final int[] read;

    private final List<AggregateCall> calls;
    private final List<Accumulator> accumulators;
    private int room;

    /** {@code rows} have their round in the column {@code round}; so has {@code output} behind the groups and results. */
    RoundSweep(HashTrace rows, Schema input, List<AggregateCall> calls, Schema output) {
        this.rows = rows;
        this.round = input.size() - 1;
        this.output = output;
        this.accumulators =
                calls.stream().map(c -> Accumulators.passing(c, input::type)).toList();
        TreeSet<Integer> columns = new TreeSet<>();
        for (AggregateCall c : calls) {
            columns.addAll(Accumulators.columns(c));
            if (c.filter() >= 0) {
                columns.add(c.filter());
            }
        }
        this.read = columns.stream().mapToInt(Integer::intValue).toArray();
        this.calls = calls.stream().map(this::narrow).toList();
    }

    private AggregateCall narrow(AggregateCall c) {
        return new AggregateCall(
                c.function(),
                c.arguments().stream().map(this::narrow).toList(),
                c.distinct(),
                c.filter() < 0 ? -1 : narrow(c.filter()),
                c.type(),
                c.order().stream()
                        .map(o -> new AggregateCall.Order(narrow(o.column()), o.descending(), o.nullsFirst()))
                        .toList());
    }

    private int narrow(int column) {
        return Arrays.binarySearch(read, column);
    }

    /** Rows of groups: at first those before the rounds that are asked for, then those of each round in turn. */
    private final class Histories {
        /** Slots and their groups. */
        private int[] slots = new int[64];

        private int[] of = new int[64];
        private int count;

        void add(int slot, int group) {
            if (count == slots.length) {
                slots = Arrays.copyOf(slots, count * 2);
                of = Arrays.copyOf(of, count * 2);
            }
            slots[count] = slot;
            of[count++] = group;
        }
    }

    /** A group's results at one round: a row of the columns that one step made. */
    private record Results(
            List<Column> columns, int[] rowOf, @Nullable RowError @Nullable [] errors) {
        boolean has(int group) {
            return rowOf[group] >= 0;
        }

        @Nullable
        RowError error(int group) {
            return errors == null ? null : errors[rowOf[group]];
        }
    }

    /**
     * Sends out, with weight {@code sign}, by how much each group's result changes from round to round.
     *
     * @param heads each group's first slot, or -1
     * @param since the round of each group from which on changes are asked for
     * @return rows gone through
     */
    long sweep(int[] heads, long[] since, int sign, Output out) {
        Histories earlier = new Histories();
        long[] later = new long[64];
        int laterCount = 0;
        int[] next = new int[heads.length];
        int[] end = new int[heads.length];
        int[] active = new int[heads.length];
        int n = 0;
        for (int g = 0; g < heads.length; g++) {
            int known = earlier.count;
            next[g] = laterCount;
            for (int s = heads[g]; s >= 0; s = rows.next(s)) {
                long at = rows.longAt(round, s);
                if (at < since[g]) {
                    earlier.add(s, g);
                    continue;
                }
                if (laterCount == later.length) {
                    later = Arrays.copyOf(later, laterCount * 2);
                }
                later[laterCount++] = at << 32 | s;
            }
            end[g] = laterCount;
            if (next[g] == laterCount) {
                earlier.count = known;
            } else {
                Arrays.sort(later, next[g], laterCount);
                active[n++] = g;
            }
        }
        if (n > 0) {
            new Walk(heads.length, later, next, end, sign, out).go(earlier, Arrays.copyOf(active, n));
        }
        return earlier.count + laterCount;
    }

    /** One sweep over groups that have rounds to go through. */
    private final class Walk {
        private final long[] later;
        private final int[] next;
        private final int[] end;
        private final int sign;
        private final Output out;
        private final long[] counts;
        private final @Nullable Results[] last;

        Walk(int groups, long[] later, int[] next, int[] end, int sign, Output out) {
            this.later = later;
            this.next = next;
            this.end = end;
            this.sign = sign;
            this.out = out;
            this.counts = new long[groups];
            this.last = new Results[groups];
        }

        void go(Histories earlier, int[] active) {
            begin(active);
            if (earlier.count > 0) {
                take(earlier);
                Results then = results(active, active.length);
                for (int g : active) {
                    last[g] = then.has(g) ? then : null;
                }
            }
            int[] groups = active.clone();
            int n = groups.length;
            Histories now = new Histories();
            while (n > 0) {
                now.count = 0;
                for (int i = 0; i < n; i++) {
                    int g = groups[i];
                    long at = later[next[g]] >> 32;
                    while (next[g] < end[g] && later[next[g]] >> 32 == at) {
                        now.add((int) later[next[g]++], g);
                    }
                }
                take(now);
                show(groups, n);
                n = left(groups, n);
            }
            for (Accumulator a : accumulators) {
                for (int g : active) {
                    a.forget(g);
                }
            }
        }

        private void begin(int[] active) {
            if (counts.length > room) {
                room = Math.max(counts.length, room * 2);
                accumulators.forEach(a -> a.grow(room));
            }
            for (Accumulator a : accumulators) {
                for (int g : active) {
                    a.reset(g);
                }
            }
        }

        /** Keeps the groups that have another round, of {@code n}. */
        private int left(int[] groups, int n) {
            int kept = 0;
            for (int i = 0; i < n; i++) {
                int g = groups[i];
                if (next[g] < end[g]) {
                    groups[kept++] = g;
                }
            }
            return kept;
        }

        private void take(Histories some) {
            long[] weights = new long[some.count];
            for (int i = 0; i < some.count; i++) {
                weights[i] = rows.weight(some.slots[i]);
                counts[some.of[i]] += weights[i];
            }
            if (calls.isEmpty()) {
                return;
            }
            List<Column> columns = new ArrayList<>(read.length);
            for (int c : read) {
                columns.add(rows.gather(c, some.slots, some.count));
            }
            ColumnBatch in = new ColumnBatch(columns, weights, some.count);
            for (Share share : Share.of(calls, accumulators, in, weights)) {
                share.add(some.of, 0, some.count);
            }
        }

        private Results results(int[] groups, int n) {
            List<ColumnBuilder> columns =
                    calls.stream().map(c -> ColumnBuilder.of(c.type().type())).toList();
            int[] rowOf = new int[counts.length];
            @Nullable RowError[] errors = null;
            int made = 0;
            for (int i = 0; i < n; i++) {
                int g = groups[i];
                if (counts[g] <= 0) {
                    rowOf[g] = -1;
                    continue;
                }
                for (int k = 0; k < accumulators.size(); k++) {
                    RowError error = accumulators.get(k).result(g, columns.get(k));
                    if (error != null) {
                        errors = errors == null ? new RowError[n] : errors;
                        errors[made] = errors[made] == null ? error : errors[made];
                    }
                }
                rowOf[g] = made++;
            }
            return new Results(columns.stream().map(ColumnBuilder::build).toList(), rowOf, errors);
        }

        /** Each group has just taken a round: what it shows otherwise than before goes out. */
        private void show(int[] groups, int n) {
            Results now = results(groups, n);
            for (int i = 0; i < n; i++) {
                int g = groups[i];
                Results was = last[g];
                Results is = now.has(g) ? now : null;
                if (!same(was, is, g)) {
                    long at = later[next[g] - 1] >> 32;
                    out.add(g, was, at, -sign);
                    out.add(g, is, at, sign);
                }
                last[g] = is;
            }
        }
    }

    private static boolean same(@Nullable Results a, @Nullable Results b, int g) {
        if (a == null || b == null) {
            return a == b;
        }
        for (int k = 0; k < a.columns().size(); k++) {
            if (!a.columns().get(k).equal(a.rowOf()[g], b.columns().get(k), b.rowOf()[g])) {
                return false;
            }
        }
        return Objects.equals(a.error(g), b.error(g));
    }

    Output output() {
        return new Output();
    }

    /** Rows that go out: of which group, with which results, in which round. */
    final class Output {
        private final List<ColumnBuilder> values =
                calls.stream().map(c -> ColumnBuilder.of(c.type().type())).toList();
        private int[] groups = new int[16];
        private long[] rounds = new long[16];
        private long[] weights = new long[16];
        private @Nullable RowError @Nullable [] errors;
        private int count;

        int count() {
            return count;
        }

        private void add(int group, @Nullable Results results, long at, long weight) {
            if (results == null) {
                return;
            }
            if (count == groups.length) {
                groups = Arrays.copyOf(groups, count * 2);
                rounds = Arrays.copyOf(rounds, count * 2);
                weights = Arrays.copyOf(weights, count * 2);
            }
            for (int k = 0; k < values.size(); k++) {
                values.get(k).append(results.columns().get(k), results.rowOf()[group]);
            }
            RowError error = results.error(group);
            if (error != null) {
                errors = errors == null ? new RowError[groups.length] : Arrays.copyOf(errors, groups.length);
                errors[count] = error;
            }
            groups[count] = group;
            rounds[count] = at;
            weights[count++] = weight;
        }

        /** {@code keys} has a row per group; rows with an error are rejected. */
        ColumnBatch build(ColumnBatch keys, Rejects rejects) {
            List<Column> columns = new ArrayList<>(keys.gather(groups, count).columns());
            values.forEach(v -> columns.add(v.build()));
            columns.add(LongColumn.of(Arrays.copyOf(rounds, count)));
            ColumnBatch all = new ColumnBatch(columns, Arrays.copyOf(weights, count), count);
            return errors == null ? all : withoutErrors(all, errors, rejects);
        }

        private ColumnBatch withoutErrors(ColumnBatch all, @Nullable RowError[] noted, Rejects rejects) {
            int[] kept = new int[all.size()];
            int n = 0;
            for (int i = 0; i < kept.length; i++) {
                RowError error = i < noted.length ? noted[i] : null;
                if (error == null) {
                    kept[n++] = i;
                } else {
                    rejects.add(error, output, all, i, all.weight(i));
                }
            }
            return all.gather(kept, n);
        }
    }
}
