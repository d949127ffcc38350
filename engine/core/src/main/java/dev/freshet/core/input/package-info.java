/** Where intakes become weighted changes: upserts and deletes by key, presence checks, lateness. One owner thread. */
@NullMarked
package dev.freshet.core.input;

import org.jspecify.annotations.NullMarked;
