/** The worker's HTTP on loopback: pushes, rows, changes, searches, state. Speaks to the control plane only. */
@NullMarked
package dev.freshet.worker.serve;

import org.jspecify.annotations.NullMarked;
