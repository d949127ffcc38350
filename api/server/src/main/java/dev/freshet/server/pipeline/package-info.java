/** The tenant's objects: documents, versions, preconditions of a change. Knows no framework. */
@NullMarked
package dev.freshet.server.pipeline;

import org.jspecify.annotations.NullMarked;
