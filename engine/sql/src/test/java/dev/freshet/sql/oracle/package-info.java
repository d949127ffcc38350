/** Views maintained by the circuit, held against PostgreSQL's fresh answers after every epoch. */
@NullMarked
package dev.freshet.sql.oracle;

import org.jspecify.annotations.NullMarked;
