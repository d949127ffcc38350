/** What a worker tells its operators of single requests: spans from a push to the last sink. The only room that knows OpenTelemetry. */
@NullMarked
package dev.freshet.worker.observe;

import org.jspecify.annotations.NullMarked;
