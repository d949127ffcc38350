package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.server.access.Problem.Slip;
import dev.freshet.server.pipeline.DefinitionCompiler.Change;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What goes in and out as JSON, in snake_case; absent means null. */
public final class Shapes {
    private Shapes() {}

    /** The caller. */
    public record Me(String issuer, String subject, String name, boolean platformAdmin, List<Tenant> tenants) {}

    /** A tenant with the caller's role in it. */
    public record Tenant(String id, String name, String role, Instant createdAt) {}

    /** Tenants. */
    public record Tenants(List<Tenant> items, @Nullable String nextPageToken) {}

    /** A tenant to be made. */
    public record TenantCreate(String id, @Nullable String name) {}

    /** The one-time token that makes the first platform admin. */
    public record AdminClaim(String token) {}

    /** What is observed of a pipeline. */
    public record Status(
            String state,
            @Nullable String reason,
            @Nullable String reasonCode,
            boolean reconciling,
            long currentEpoch,
            int version,
            @Nullable Long freshnessMs,
            Lake lake) {}

    /** How far the lake's tables reach, and since which epoch they hold history. */
    public record Lake(long epoch, long since) {}

    /** A pipeline. */
    public record Pipeline(
            String name,
            UUID uid,
            @Nullable String description,
            JsonNode tags,
            JsonNode spec,
            Status status,
            Instant createdAt,
            Instant updatedAt) {}

    /** Pipelines. */
    public record Pipelines(List<Pipeline> items, @Nullable String nextPageToken) {}

    /** An immutable definition. */
    public record Version(
            int version, String contentHash, JsonNode spec, String createdBy, Instant createdAt, boolean active) {}

    /** Definitions, newest first. */
    public record Versions(List<Version> items, @Nullable String nextPageToken) {}

    /** What ran when. */
    public record Deployment(
            UUID id,
            int version,
            long generation,
            String state,
            @Nullable Integer exitCode,
            Instant startedAt,
            @Nullable Instant endedAt) {}

    /** Deployments, newest first. */
    public record Deployments(
            List<Deployment> items, @Nullable String nextPageToken) {}

    /** Something to be done. */
    public record OperationCreate(
            String type,
            @Nullable Long epoch,
            @Nullable String name,
            @Nullable Integer version) {}

    /** Something being done. */
    public record Operation(
            UUID id,
            String type,
            String target,
            String state,
            Progress progress,
            List<String> steps,
            @Nullable JsonNode error,
            String createdBy,
            Instant createdAt,
            @Nullable Instant finishedAt) {}

    /** How far. */
    public record Progress(long done, long total) {}

    /** Operations, newest first. */
    public record Operations(
            List<Operation> items, @Nullable String nextPageToken) {}

    /** A connection without its secrets. */
    public record Connection(
            String name,
            String connector,
            @Nullable String description,
            JsonNode settings,
            Instant createdAt,
            Instant updatedAt) {}

    /** A connection to be made or changed. */
    public record ConnectionPut(
            @Nullable String name,
            String connector,
            @Nullable String description,
            @Nullable JsonNode settings) {}

    /** Connections. */
    public record Connections(
            List<Connection> items, @Nullable String nextPageToken) {}

    /** A secret without its value. */
    public record Secret(String name, long secretVersion, Instant createdAt, Instant updatedAt) {}

    /** A secret's value; never given out again. */
    public record SecretPut(@Nullable String name, String value) {}

    /** Secrets. */
    public record Secrets(List<Secret> items, @Nullable String nextPageToken) {}

    /** Verdict on a document. */
    public record Validation(
            boolean valid, List<Slip> diagnostics, @Nullable JsonNode plan, List<Change> changes) {}

    /** What a version changes against another. */
    public record Diff(int version, int against, List<Change> changes) {}

    /** A committed epoch. */
    public record Epoch(long epoch, Instant committedAt, int version, long generation, JsonNode counts) {}

    /** Epochs, newest first. */
    public record Epochs(List<Epoch> items, @Nullable String nextPageToken) {}

    /** What outside readers open. */
    public record LakeTables(long epoch, long since, List<LakeTable> tables) {}

    /** An Iceberg table. */
    public record LakeTable(String name, String metadataLocation) {}

    /** An input or row that could not be used. */
    public record BadRecord(
            String id,
            long epoch,
            String source,
            String code,
            String detail,
            JsonNode origin,
            String payload,
            String payloadEncoding,
            String kind,
            String state) {}

    /** Bad records, newest first. */
    public record BadRecords(
            List<BadRecord> items, @Nullable String nextPageToken) {}

    /** A connector and the JSON Schema of its settings. */
    public record ConnectorType(
            String name,
            String kind,
            String title,
            JsonNode schema,
            @Nullable JsonNode connection) {}

    /** Connectors. */
    public record ConnectorTypes(
            List<ConnectorType> items, @Nullable String nextPageToken) {}

    /** A document to start from. */
    public record Template(String name, String title, String description, String document) {}

    /** Templates. */
    public record Templates(List<Template> items, @Nullable String nextPageToken) {}
}
