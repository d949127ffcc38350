/** Workload benchmarks: each measures Freshet beside a plain loop written for that one question, on the same data. */
@NullMarked
package dev.freshet.bench;

import org.jspecify.annotations.NullMarked;
