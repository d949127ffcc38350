/** What runs inside the parser's child process: Tika, and nothing of the pipeline. */
@NullMarked
package dev.freshet.vector.parse.child;

import org.jspecify.annotations.NullMarked;
