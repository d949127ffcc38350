/** Makes the service's OCI image without a container engine: Debian packages, a linked Java runtime, our own files. */
@NullMarked
package dev.freshet.stack.image;

import org.jspecify.annotations.NullMarked;
