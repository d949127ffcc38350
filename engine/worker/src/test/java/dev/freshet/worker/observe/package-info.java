@NullMarked
package dev.freshet.worker.observe;

import org.jspecify.annotations.NullMarked;
