package dev.freshet.server.access;

/**
 * What a transaction may see: one tenant (empty: none) and the memberships of one caller. Becomes the settings
 * {@code app.tenant}, {@code app.issuer} and {@code app.subject} that the row-level policies read.
 */
public record Scope(String tenant, String issuer, String subject) {}
