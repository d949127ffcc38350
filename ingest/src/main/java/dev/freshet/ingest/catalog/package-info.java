/** Names, settings and JSON Schemas of all connectors, and the check of settings; opens nothing. */
@NullMarked
package dev.freshet.ingest.catalog;

import org.jspecify.annotations.NullMarked;
