/** One operator a file: takes its whole input change, gives its whole output change, touches only affected keys. */
@NullMarked
package dev.freshet.core.operator;

import org.jspecify.annotations.NullMarked;
