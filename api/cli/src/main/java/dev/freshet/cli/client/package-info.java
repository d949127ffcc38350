/** Speaks HTTP with the service: tokens, requests, repeats, refusals and event streams. Prints nothing. */
@NullMarked
package dev.freshet.cli.client;

import org.jspecify.annotations.NullMarked;
