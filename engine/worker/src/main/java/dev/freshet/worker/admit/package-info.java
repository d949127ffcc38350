/** What happens to an intake before it may enter an epoch: costly calls are made and remembered. */
@NullMarked
package dev.freshet.worker.admit;

import org.jspecify.annotations.NullMarked;
