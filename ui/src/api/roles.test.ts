import { expect, it } from 'vitest';
import { allows, refusal } from './roles';
import { ROLES } from './types';

it('gives each role what the ones before it have', () => {
  const table = ROLES.map((have) => ROLES.map((needed) => allows(have, needed)));
  expect(table).toEqual([
    [true, false, false, false],
    [true, true, false, false],
    [true, true, true, false],
    [true, true, true, true],
  ]);
  expect(allows(null, 'viewer')).toBe(false);
});

it('says what is missing', () => {
  expect(refusal('viewer', 'operator', 'acme')).toContain(
    'You are a viewer in acme; this needs the role operator',
  );
  expect(refusal(null, 'viewer', 'acme')).toContain('no role in acme');
  expect(refusal('admin', 'operator', 'acme')).toBeNull();
});
