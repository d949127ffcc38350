package dev.freshet.server.startup;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How AWS is reached, but for S3; region and credentials come by the AWS SDK's own rules.
 *
 * @param endpoint of all its services, for an emulator; null: AWS
 * @param wakeQueue URL of the SQS queue whose messages wake pipelines; null: there is none
 */
public record AwsAccess(@Nullable URI endpoint, @Nullable URI wakeQueue) {}
