package dev.freshet.ingest.connector.nexmark;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Event number n as a row: of every 50 events the first is a person, the next three are auctions, the rest bids. Ids rise;
 * event times are 100 µs apart. Most bids go to a few hot auctions and come from a few hot bidders.
 */
final class Events {
    private static final List<String> NUMBERS =
            List.of("id", "initial_bid", "reserve", "seller", "category", "auction", "bidder", "price");

    static final Schema PERSON =
            schema("id", "name", "email_address", "credit_card", "city", "state", "date_time", "extra");
    static final Schema AUCTION = schema(
            "id",
            "item_name",
            "description",
            "initial_bid",
            "reserve",
            "date_time",
            "expires",
            "seller",
            "category",
            "extra");
    static final Schema BID = schema("auction", "bidder", "price", "channel", "url", "date_time", "extra");

    /** 2015-07-15T00:00:00Z in µs. */
    private static final long START = 1_436_918_400_000_000L;

    private static final long STEP = 100;
    private static final int ROUND = 50;
    private static final int AUCTIONS = 3;
    private static final long FIRST_ID = 1000;
    private static final long FIRST_CATEGORY = 10;
    private static final long HOT = 100;
    private static final long ACTIVE_PERSONS = 1000;
    private static final long OPEN_AUCTIONS = 100;
    private static final long CHANNELS = 10_000;
    /** While so many auctions open, µs pass. */
    private static final long HORIZON = OPEN_AUCTIONS * ROUND / AUCTIONS * STEP;

    private static final String[] GIVEN = {"Brook", "Delta", "Firth", "Lake", "Ocean", "Pond", "River", "Sound", "Tarn"
    };
    private static final String[] FAMILY = {"Alder", "Birch", "Cedar", "Elm", "Hazel", "Larch", "Maple", "Oak", "Rowan"
    };
    private static final String[] STATES = {"AZ", "CA", "ID", "OR", "WA", "WY"};
    private static final String[] CITIES = {
        "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle", "Kent", "Cheyenne"
    };
    private static final String[] HOT_CHANNELS = {"Google", "Facebook", "Baidu", "Apple"};

    private final Dice dice;
    private final BatchBuilder persons = new BatchBuilder(PERSON);
    private final BatchBuilder auctions = new BatchBuilder(AUCTION);
    private final BatchBuilder bids = new BatchBuilder(BID);
    private final byte[] letters = new byte[256];

    Events(long seed) {
        this.dice = new Dice(seed);
    }

    private static Schema schema(String... columns) {
        return new Schema(
                Arrays.stream(columns).map(c -> new Field(c, type(c).notNull())).toList(), List.of());
    }

    private static Type type(String column) {
        boolean time = column.equals("date_time") || column.equals("expires");
        return time ? Type.TIMESTAMP : NUMBERS.contains(column) ? Type.BIGINT : Type.TEXT;
    }

    void add(long event) {
        int place = (int) (event % ROUND);
        dice.at(event);
        if (place == 0) {
            person(event);
        } else if (place <= AUCTIONS) {
            auction(event, place);
        } else {
            bid(event);
        }
    }

    ColumnBatch takePersons() {
        return persons.build();
    }

    ColumnBatch takeAuctions() {
        return auctions.build();
    }

    ColumnBatch takeBids() {
        return bids.build();
    }

    private static long time(long event) {
        return START + event * STEP;
    }

    /** Index of the last person that there is at an event. */
    private static long lastPerson(long event) {
        return event / ROUND;
    }

    /** Index of the last auction that there is at an event, −1 at the very first. */
    private static long lastAuction(long event) {
        return event / ROUND * AUCTIONS + Math.min(event % ROUND, AUCTIONS) - 1;
    }

    private void person(long event) {
        String given = one(GIVEN);
        String family = one(FAMILY);
        persons.column(0).appendLong(FIRST_ID + lastPerson(event));
        text(persons.column(1), given + " " + family);
        text(
                persons.column(2),
                (given + "." + family + dice.below(1000) + "@example.org").toLowerCase(java.util.Locale.ROOT));
        text(
                persons.column(3),
                "%04d %04d %04d %04d"
                        .formatted(dice.below(10_000), dice.below(10_000), dice.below(10_000), dice.below(10_000)));
        text(persons.column(4), one(CITIES));
        text(persons.column(5), one(STATES));
        persons.column(6).appendLong(time(event));
        filler(persons.column(7), 90);
        persons.endRow();
    }

    private void auction(long event, int place) {
        long first = price();
        auctions.column(0).appendLong(FIRST_ID + event / ROUND * AUCTIONS + place - 1);
        filler(auctions.column(1), 20);
        filler(auctions.column(2), 100);
        auctions.column(3).appendLong(first);
        auctions.column(4).appendLong(first + price());
        auctions.column(5).appendLong(time(event));
        auctions.column(6).appendLong(time(event) + 1000 + dice.below(2 * HORIZON));
        auctions.column(7).appendLong(FIRST_ID + (dice.oneIn(HOT) ? anyPerson(event) : lastPerson(event) / HOT * HOT));
        auctions.column(8).appendLong(FIRST_CATEGORY + dice.below(5));
        filler(auctions.column(9), 200);
        auctions.endRow();
    }

    private void bid(long event) {
        long last = lastAuction(event);
        long auction = dice.oneIn(HOT)
                ? Math.max(0, last - OPEN_AUCTIONS) + dice.below(Math.min(last, OPEN_AUCTIONS) + 1)
                : last / HOT * HOT;
        long person =
                dice.oneIn(HOT) ? anyPerson(event) : Math.min(lastPerson(event), lastPerson(event) / HOT * HOT + 1);
        bids.column(0).appendLong(FIRST_ID + auction);
        bids.column(1).appendLong(FIRST_ID + person);
        bids.column(2).appendLong(price());
        channel();
        bids.column(5).appendLong(time(event));
        filler(bids.column(6), 30);
        bids.endRow();
    }

    private void channel() {
        boolean hot = dice.oneIn(2);
        long number = dice.below(hot ? HOT_CHANNELS.length : CHANNELS);
        text(bids.column(3), hot ? HOT_CHANNELS[(int) number] : "channel-" + number);
        String page = "https://www.nexmark.com/" + word(number) + '/' + word(number + 7) + '/' + word(number + 13)
                + "/item.htm?query=1";
        text(bids.column(4), hot ? page : page + "&channel_id=" + number);
    }

    private static String word(long number) {
        char[] out = new char[4];
        long rest = number * 2_654_435_761L >>> 3;
        for (int i = 0; i < out.length; i++) {
            out[i] = (char) ('a' + rest % 26);
            rest /= 26;
        }
        return new String(out);
    }

    private long anyPerson(long event) {
        long last = lastPerson(event);
        long active = Math.min(last + 1, ACTIVE_PERSONS);
        return last + 1 - active + dice.below(active);
    }

    /** From 1 to a million, most of them small. */
    private long price() {
        return Math.round(Math.pow(10, dice.unit() * 6) * 100);
    }

    private String one(String[] words) {
        return words[(int) dice.below(words.length)];
    }

    private static void text(ColumnBuilder to, String value) {
        to.appendBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Small letters, about {@code average} of them. */
    private void filler(ColumnBuilder to, int average) {
        int length = (int) (average * 4L / 5 + dice.below(average * 2L / 5 + 1));
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = i % 12 == 0 ? dice.bits() >>> 1 : bits / 26;
            letters[i] = (byte) ('a' + bits % 26);
        }
        to.appendBytes(letters, 0, length);
    }
}
