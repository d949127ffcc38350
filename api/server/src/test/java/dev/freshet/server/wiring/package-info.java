/** The wiring's own parts, without the service around them. */
@org.jspecify.annotations.NullMarked
package dev.freshet.server.wiring;
