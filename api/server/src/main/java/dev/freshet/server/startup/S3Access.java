package dev.freshet.server.startup;

import org.jspecify.annotations.Nullable;

/**
 * How the S3 service of an {@code s3:} warehouse is reached. Where something is null the AWS SDK's own rules apply
 * (environment, profile, the task's role).
 *
 * @param endpoint address of a service other than AWS
 * @param tenantRole role that is taken on for a tenant's part; null: none
 * @param pathStyle bucket in the path instead of the host's name
 */
public record S3Access(
        @Nullable String endpoint,
        @Nullable String region,
        boolean pathStyle,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        @Nullable String tenantRole) {

    /** Without the secret, so that it may be logged. */
    @Override
    public String toString() {
        return "S3 at " + (endpoint == null ? "AWS" : endpoint) + " in " + region;
    }
}
