package dev.freshet.server.startup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says (FRESHET_*).
 *
 * @param masterKey 32 bytes that wrap the tenants' data keys
 * @param warehouse file or S3 URL below which all tenants' tables and objects lie
 * @param s3 how S3 is reached, for an {@code s3:} warehouse
 * @param home folder of logs, scratch space and run files
 * @param workerClasspath class path of the worker process; empty: pipelines cannot run here
 * @param allowedRoots folders below which file sources may read
 * @param barredPaths what stays closed there: the installation's secrets and all tenants' tables
 * @param jdbcUrl address of the database for workers
 * @param devKafka bootstrap servers of the local stack's broker
 * @param workerJvmOptions further options of the workers' JVMs
 * @param seed JSON file with ready-made tenants and members
 * @param uiDir folder of the built console, when it is not inside the jar
 * @param traces base address of the OTLP collector that workers send their spans to
 * @param look how long a control plane without anything to do waits before it looks round; null: until it is called
 * @param place where workers run
 * @param aws how AWS is reached, but for S3
 */
public record Settings(
        byte[] masterKey,
        String warehouse,
        S3Access s3,
        Path home,
        String workerClasspath,
        List<Path> allowedRoots,
        List<Path> barredPaths,
        String jdbcUrl,
        @Nullable String devKafka,
        List<String> workerJvmOptions,
        @Nullable Path seed,
        @Nullable Path uiDir,
        @Nullable String traces,
        @Nullable Duration look,
        WorkerPlace place,
        AwsAccess aws) {

    public Settings {
        if (masterKey.length != 32) {
            throw new IllegalArgumentException("FRESHET_MASTER_KEY must be 256 bits in base64");
        }
        masterKey = masterKey.clone();
        allowedRoots = List.copyOf(allowedRoots);
        barredPaths = List.copyOf(barredPaths);
        workerJvmOptions = List.copyOf(workerJvmOptions);
    }
}
