package dev.freshet.spi.id;

import java.util.UUID;

/** A pipeline: its tenant, its name (unique within the tenant) and the uid that outlives the name. */
public record PipelineId(TenantId tenant, String name, UUID uid) {
    @Override
    public String toString() {
        return tenant + "/" + name;
    }
}
