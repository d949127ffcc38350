/** The HTTP surface: the gate that every request passes, the resources behind it, the proxy to the workers. */
@NullMarked
package dev.freshet.server.rest;

import org.jspecify.annotations.NullMarked;
