/** Which service, which tenant and as whom: flags, environment, a stored login, or the dev stack. */
@NullMarked
package dev.freshet.cli.identity;

import org.jspecify.annotations.NullMarked;
