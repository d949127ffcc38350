package dev.freshet.sql.query;

import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Schema;

/** A query's plan and the columns that its reader sees. */
public record CompiledQuery(PlanNode root, Schema schema) {}
