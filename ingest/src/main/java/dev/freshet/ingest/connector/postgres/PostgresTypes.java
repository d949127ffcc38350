package dev.freshet.ingest.connector.postgres;

import dev.freshet.spi.data.Type;

/** How our types are called there; nested ones become jsonb. */
final class PostgresTypes {
    private PostgresTypes() {}

    static String of(Type type) {
        return switch (type) {
            case Type.Bool _ -> "boolean";
            case Type.Int(int bits) -> bits <= 16 ? "smallint" : bits == 32 ? "integer" : "bigint";
            case Type.Real _ -> "real";
            case Type.Double _ -> "double precision";
            case Type.Decimal(int p, int s) -> "numeric(" + p + "," + s + ")";
            case Type.Text(int n, boolean padded) -> n == 0 ? "text" : (padded ? "char(" : "varchar(") + n + ")";
            case Type.Bytes _ -> "bytea";
            case Type.Date _ -> "date";
            case Type.Time _ -> "time";
            case Type.Timestamp(boolean zoned) -> zoned ? "timestamptz" : "timestamp";
            case Type.Interval _ -> "interval";
            case Type.Uuid _ -> "uuid";
            case Type.Variant _, Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ -> "jsonb";
        };
    }
}
