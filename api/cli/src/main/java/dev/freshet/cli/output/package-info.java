/** What people and scripts read: tables, JSON, YAML, and refusals with the place in the source. */
@NullMarked
package dev.freshet.cli.output;

import org.jspecify.annotations.NullMarked;
