/** Envelope encryption: a data key per tenant, wrapped by the service's master key. JDK only. */
@NullMarked
package dev.freshet.server.secrets;

import org.jspecify.annotations.NullMarked;
