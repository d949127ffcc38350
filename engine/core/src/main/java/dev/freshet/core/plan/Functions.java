package dev.freshet.core.plan;

/**
 * The catalog of scalar functions by the names that a stored Plan uses. NULL in gives NULL out unless said otherwise; an
 * error makes the row a rejected one. Where results leave a choice they are PostgreSQL's.
 *
 * <pre>
 * add sub mul div mod   Int×Int → Int of the result's bits (overflow: error; div truncates; by zero: error);
 *                       Decimal×Decimal (any precision and scale) → the result's Decimal, rounded half up, overflow: error;
 *                       Double×Double, Real×Real; add/sub: Date±Int → Date, Date−Date → Int, Timestamp/Date ± Interval →
 *                       Timestamp, Timestamp−Timestamp → Interval(µs), Interval±Interval; mul: Interval×Int/Double → Interval
 * neg abs sign floor ceil round(x[,n]) trunc(x[,n]) sqrt exp ln log10 power sin cos tan asin acos atan atan2 degrees radians pi
 * eq ne lt le gt ge     both sides the same type (Text with Text …); result Bool
 * is_distinct is_not_distinct is_null is_not_null is_true is_not_true is_false is_not_false      never NULL
 * and or not            three-valued; n-ary; an error on one side does not count where the other decides
 * case                  when₁ then₁ when₂ then₂ … else; only the chosen branch can fail
 * coalesce nullif greatest least   greatest/least ignore NULLs
 * cast                  from the argument's type to the call's type, by PostgreSQL's rules; failure: error bad_cast
 * try_cast              the same, NULL on failure
 * concat (the operator ||: NULL if any is NULL)  concat_ws  concat_fn (CONCAT(): NULLs are empty)
 * upper lower initcap char_length octet_length substring(x, from[, for]) position(needle, text) replace trim(x[, chars])
 * ltrim rtrim btrim lpad rpad left right repeat reverse split_part starts_with ascii chr md5 sha256 to_hex strpos translate
 * like(x, pattern[, escape])  ilike  similar_to  regexp_like(x, re[, flags])  regexp_replace  regexp_substr
 * extract(unit literal, x)  date_trunc(unit literal, x)  tumble_start(ts, size µs[, offset µs])  tumble_end(…)
 * date_part  to_timestamp(seconds)  make_date  and others: docs/reference/sql.md
 * array(e…)  array_get(a, i)  cardinality  array_contains(a, x)  array_concat
 * row(e…)  field(row, index literal)  map(k, v, …)  map_get  json_get(v, key)  json_get_text(v, key)  parse_json
 * memo(function literal, e…)    result of a costly function, read from the Memo; its failure is the row's error
 * raise(code, detail)   always fails: for divisions known at plan time and such
 * </pre>
 *
 * The evaluator's registry (one entry per name) is what is really there; a plan that names another function is refused
 * when the circuit is built.
 */
public final class Functions {
    public static final String ADD = "add";
    public static final String SUB = "sub";
    public static final String MUL = "mul";
    public static final String DIV = "div";
    public static final String MOD = "mod";
    public static final String NEG = "neg";
    public static final String EQ = "eq";
    public static final String NE = "ne";
    public static final String LT = "lt";
    public static final String LE = "le";
    public static final String GT = "gt";
    public static final String GE = "ge";
    public static final String AND = "and";
    public static final String OR = "or";
    public static final String NOT = "not";
    public static final String IS_NULL = "is_null";
    public static final String IS_NOT_NULL = "is_not_null";
    public static final String CASE = "case";
    public static final String COALESCE = "coalesce";
    public static final String CAST = "cast";
    public static final String MEMO = "memo";

    private Functions() {}
}
