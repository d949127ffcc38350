/** Who the tenants are and what a member may do. JDK only. */
@NullMarked
package dev.freshet.server.tenant;

import org.jspecify.annotations.NullMarked;
