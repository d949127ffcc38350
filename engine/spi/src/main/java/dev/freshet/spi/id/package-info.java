/** Who owns what: tenants, pipelines and the generation that fences owners. */
@NullMarked
package dev.freshet.spi.id;

import org.jspecify.annotations.NullMarked;
