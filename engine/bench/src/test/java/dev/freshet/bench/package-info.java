/** The benchmarks' answers, not their speed. */
@NullMarked
package dev.freshet.bench;

import org.jspecify.annotations.NullMarked;
