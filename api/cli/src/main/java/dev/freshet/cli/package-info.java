/** The client of the service for people and scripts: what starts it, and what it may touch of the machine. */
@NullMarked
package dev.freshet.cli;

import org.jspecify.annotations.NullMarked;
