/** A stand-in for the worker: the agreed start, ledger and HTTP, and no engine. */
@NullMarked
package dev.freshet.worker.startup;

import org.jspecify.annotations.NullMarked;
