package dev.freshet.server.deploy;

import dev.freshet.server.secrets.Envelope;
import java.util.HexFormat;
import java.util.UUID;

/** The secret that a worker's HTTP takes: minted for one (tenant, pipeline, generation). */
public final class Tokens {
    private Tokens() {}

    /** 256 unpredictable bits in hex. */
    public static String mint() {
        return HexFormat.of().formatHex(Envelope.randomBytes(32));
    }

    /** Where a sealed token belongs. */
    public static String place(String tenant, UUID pipeline, long generation) {
        return Envelope.secretPlace(tenant, "worker-" + pipeline, generation);
    }
}
