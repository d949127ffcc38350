/** From a document's bytes to its structure: headings, paragraphs, lists, code, tables. What is not plain text or Markdown is read in a child process. */
@NullMarked
package dev.freshet.vector.parse;

import org.jspecify.annotations.NullMarked;
