import type { ComponentProps } from 'react';

/** A part of the page that scrolls by itself. It takes focus, so that the keyboard can scroll it too (WCAG 2.1.1). */
export function ScrollBox({ label, ...rest }: { label: string } & ComponentProps<'div'>) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
  // biome-ignore lint/a11y/useSemanticElements: a section per box would crowd the page's landmarks
  return <div role="group" aria-label={label} {...rest} tabIndex={0} />;
}
