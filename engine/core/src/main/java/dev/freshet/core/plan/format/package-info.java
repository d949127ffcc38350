/** The stored form of a Plan, versioned by class name. */
@NullMarked
package dev.freshet.core.plan.format;

import org.jspecify.annotations.NullMarked;
