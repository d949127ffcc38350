/** The control plane's rows and how they are read and written: always in a transaction that names what it may see. */
@NullMarked
package dev.freshet.server.wiring.db;

import org.jspecify.annotations.NullMarked;
