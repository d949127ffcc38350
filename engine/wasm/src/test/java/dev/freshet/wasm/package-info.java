/** Users' functions as WebAssembly modules: no imports, bounded fuel and memory, nothing kept from call to call. */
@org.jspecify.annotations.NullMarked
package dev.freshet.wasm;
