package dev.freshet.shell.oracle;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows by the rules of TPC-H's tables (specification 3.0, 4.2.3), but drawn by our own dice; {@code scale} as there. */
final class TpchData {
    static final Map<String, String> TABLES = tables();

    private static final List<String> REGIONS = List.of("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST");
    private static final String NATIONS = "ALGERIA 0,ARGENTINA 1,BRAZIL 1,CANADA 1,EGYPT 4,ETHIOPIA 0,FRANCE 3,"
            + "GERMANY 3,INDIA 2,INDONESIA 2,IRAN 4,IRAQ 4,JAPAN 2,JORDAN 4,KENYA 0,MOROCCO 0,MOZAMBIQUE 0,PERU 1,"
            + "CHINA 2,ROMANIA 3,SAUDI ARABIA 4,VIETNAM 2,RUSSIA 3,UNITED KINGDOM 3,UNITED STATES 1";
    private static final String[] COLORS =
            ("almond antique aquamarine azure beige bisque black blue chocolate coral cornflower "
                            + "cream forest frosted green honeydew indian ivory khaki lavender lemon")
                    .split(" ");
    private static final String[][] TYPES = {
        {"STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"},
        {"ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"},
        {"TIN", "NICKEL", "BRASS", "STEEL", "COPPER"}
    };
    private static final String[][] CONTAINERS = {
        {"SM", "LG", "MED", "JUMBO", "WRAP"}, {"CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM"}
    };
    static final String[] SEGMENTS = {"AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"};
    private static final String[] PRIORITIES = {"1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"};
    private static final String[] INSTRUCTIONS = {"DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"};
    static final String[] MODES = {"REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"};
    private static final String[] WORDS = {
        "special", "requests", "carefully", "pending", "deposits", "quickly", "final", "accounts", "foxes", "ironic"
    };
    private static final LocalDate FIRST_DAY = LocalDate.of(1992, 1, 1);
    private static final int ORDER_DAYS = 2405;
    private static final LocalDate TODAY = LocalDate.of(1995, 6, 17);

    final int suppliers;
    final int customers;
    final int parts;
    private final Random random;
    private int orders;

    TpchData(double scale, long seed) {
        suppliers = Math.max(10, (int) (10_000 * scale));
        customers = Math.max(30, (int) (150_000 * scale));
        parts = Math.max(40, (int) (200_000 * scale));
        random = new Random(seed);
    }

    private static Map<String, String> tables() {
        Map<String, String> t = new LinkedHashMap<>();
        t.put("region", "r_regionkey BIGINT, r_name VARCHAR, r_comment VARCHAR");
        t.put("nation", "n_nationkey BIGINT, n_name VARCHAR, n_regionkey BIGINT, n_comment VARCHAR");
        t.put(
                "supplier",
                "s_suppkey BIGINT, s_name VARCHAR, s_address VARCHAR, s_nationkey BIGINT, s_phone VARCHAR, "
                        + "s_acctbal DECIMAL(15,2), s_comment VARCHAR");
        t.put(
                "customer",
                "c_custkey BIGINT, c_name VARCHAR, c_address VARCHAR, c_nationkey BIGINT, c_phone VARCHAR, "
                        + "c_acctbal DECIMAL(15,2), c_mktsegment VARCHAR, c_comment VARCHAR");
        t.put(
                "part",
                "p_partkey BIGINT, p_name VARCHAR, p_mfgr VARCHAR, p_brand VARCHAR, p_type VARCHAR, p_size INTEGER, "
                        + "p_container VARCHAR, p_retailprice DECIMAL(15,2), p_comment VARCHAR");
        t.put(
                "partsupp",
                "ps_partkey BIGINT, ps_suppkey BIGINT, ps_availqty INTEGER, ps_supplycost DECIMAL(15,2), "
                        + "ps_comment VARCHAR");
        t.put(
                "orders",
                "o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus VARCHAR, o_totalprice DECIMAL(15,2), "
                        + "o_orderdate DATE, o_orderpriority VARCHAR, o_clerk VARCHAR, o_shippriority INTEGER, "
                        + "o_comment VARCHAR");
        t.put(
                "lineitem",
                "l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INTEGER, "
                        + "l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), "
                        + "l_tax DECIMAL(15,2), l_returnflag VARCHAR, l_linestatus VARCHAR, l_shipdate DATE, "
                        + "l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR, l_shipmode VARCHAR, "
                        + "l_comment VARCHAR");
        return t;
    }

    /** A row and its table. */
    record Row(String table, List<@Nullable Object> values) {}

    private static Row row(String table, @Nullable Object... values) {
        return new Row(table, java.util.Arrays.asList(values));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String one(String[] of) {
        return of[below(of.length)];
    }

    BigDecimal cents(long from, long to) {
        return BigDecimal.valueOf(from + (long) (random.nextDouble() * (to - from + 1)), 2);
    }

    private String comment() {
        return one(WORDS) + " " + one(WORDS) + " " + one(WORDS) + " " + one(WORDS);
    }

    private String phone(long nation) {
        return "%d-%03d-%03d-%04d".formatted(nation + 10, 100 + below(900), 100 + below(900), 1000 + below(9000));
    }

    /** All rows except orders and their lines. */
    List<Row> base() {
        List<Row> out = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            out.add(row("region", (long) i, REGIONS.get(i), comment()));
        }
        String[] nations = NATIONS.split(",");
        for (int i = 0; i < nations.length; i++) {
            int blank = nations[i].lastIndexOf(' ');
            long region = Long.parseLong(nations[i].substring(blank + 1));
            out.add(row("nation", (long) i, nations[i].substring(0, blank), region, comment()));
        }
        for (long k = 1; k <= suppliers; k++) {
            long nation = below(25);
            String text = below(10) == 0 ? "slow Customer some Complaints" : comment();
            out.add(row("supplier", k, "Supplier#%09d".formatted(k), "a" + k, nation, phone(nation), balance(), text));
        }
        for (long k = 1; k <= customers; k++) {
            long nation = below(25);
            String name = "Customer#%09d".formatted(k);
            String segment = one(SEGMENTS);
            out.add(row("customer", k, name, "b" + k, nation, phone(nation), balance(), segment, comment()));
        }
        for (long k = 1; k <= parts; k++) {
            part(k, out);
        }
        return out;
    }

    private BigDecimal balance() {
        return cents(-99_999, 999_999);
    }

    private static BigDecimal retailPrice(long part) {
        return BigDecimal.valueOf(90_000 + part / 10 % 20_001 + 100 * (part % 1000), 2);
    }

    private long supplierOf(long part, int i) {
        return (part + (long) i * (suppliers / 4 + (part - 1) / suppliers)) % suppliers + 1;
    }

    private void part(long k, List<Row> out) {
        String name = one(COLORS) + " " + one(COLORS) + " " + one(COLORS);
        int maker = 1 + below(5);
        String type = one(TYPES[0]) + " " + one(TYPES[1]) + " " + one(TYPES[2]);
        String container = one(CONTAINERS[0]) + " " + one(CONTAINERS[1]);
        out.add(row(
                "part",
                k,
                name,
                "Manufacturer#" + maker,
                "Brand#" + maker + (1 + below(5)),
                type,
                1 + below(50),
                container,
                retailPrice(k),
                comment()));
        for (int i = 0; i < 4; i++) {
            out.add(row("partsupp", k, supplierOf(k, i), 1 + below(9999), cents(100, 100_000), comment()));
        }
    }

    /** The next order with its lines. A third of the customers never orders; keys are sparse. */
    List<Row> order() {
        long key = orders / 8 * 32L + orders % 8 + 1;
        orders++;
        long customer = 1 + below(customers);
        customer = customer % 3 == 0 ? Math.max(1, customer - 1) : customer;
        LocalDate day = FIRST_DAY.plusDays(below(ORDER_DAYS));
        List<Row> out = new ArrayList<>();
        BigDecimal total = BigDecimal.ZERO;
        int open = 0;
        int lines = 1 + below(7);
        for (int n = 1; n <= lines; n++) {
            Row line = line(key, n, day);
            out.add(line);
            total = total.add((BigDecimal) line.values().get(5));
            open += "O".equals(line.values().get(9)) ? 1 : 0;
        }
        String status = open == lines ? "O" : open == 0 ? "F" : "P";
        String clerk = "Clerk#%09d".formatted(1 + below(10));
        out.add(row("orders", key, customer, status, total, day, one(PRIORITIES), clerk, 0, comment()));
        return out;
    }

    private Row line(long order, int number, LocalDate day) {
        long part = 1 + below(parts);
        int quantity = 1 + below(50);
        LocalDate shipped = day.plusDays(1 + below(121));
        LocalDate received = shipped.plusDays(1 + below(30));
        return row(
                "lineitem",
                order,
                part,
                supplierOf(part, below(4)),
                number,
                BigDecimal.valueOf(quantity * 100L, 2),
                retailPrice(part).multiply(BigDecimal.valueOf(quantity)),
                BigDecimal.valueOf(below(11), 2),
                BigDecimal.valueOf(below(9), 2),
                received.isAfter(TODAY) ? "N" : below(2) == 0 ? "R" : "A",
                shipped.isAfter(TODAY) ? "O" : "F",
                shipped,
                day.plusDays(30 + below(61)),
                received,
                one(INSTRUCTIONS),
                one(MODES),
                comment());
    }
}
