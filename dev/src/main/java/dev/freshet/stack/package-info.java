/**
 * The local stack: fetches, starts, watches and stops PostgreSQL with pgvector, Keycloak, Kafka and the control plane
 * as plain processes, without containers. Tests of other modules borrow its PostgreSQL.
 */
@NullMarked
package dev.freshet.stack;

import org.jspecify.annotations.NullMarked;
