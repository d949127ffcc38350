/** Runs whole command lines against a small service that speaks the contract. */
@NullMarked
package dev.freshet.cli;

import org.jspecify.annotations.NullMarked;
