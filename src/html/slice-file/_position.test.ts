import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECK_OF_NOTHING, checkBefore, formatInode, formatPosition, parsePosition } from './_position.ts';

describe('behaviour', () => {
  it('parsePosition, reads what formatPosition wrote, for any offset, inode and checksum', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.nat(0xffffffff), (offset, inode, check) => {
        const token = formatPosition(offset, formatInode(inode), check);
        expect(token).toMatch(/^[0-9a-z.]{5,34}$/);
        expect(parsePosition(token)).toEqual({ offset, inode: formatInode(inode), check });
      }),
    );
  });
  it('checkBefore, covers the last 64 bytes before the index and nothing else', () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => i);
    expect(checkBefore(bytes, 0)).toBe(CHECK_OF_NOTHING);
    expect(checkBefore(bytes, 150)).toBe(checkBefore(bytes.subarray(86), 64));
    expect(checkBefore(bytes, 150)).not.toBe(checkBefore(bytes.subarray(87), 63));
    expect(checkBefore(bytes, 10)).toBe(checkBefore(bytes.subarray(0, 10), 10));
  });
});

describe('errors', () => {
  it.each([
    undefined,
    null,
    7,
    {},
    [],
    ['1.1.1'],
    'x',
    '1.1',
    '1.1.1.1',
    '-1.1.1',
    '1.1.zzzzzzz',
    'zzzzzzzzzzz.1.1',
    ' 1.1.1',
    '1.1.1\n',
    '1'.repeat(1e6),
    '__proto__',
  ])('parsePosition, refuses what is not a token: %#', (token) => {
    expect(parsePosition(token)).toBeUndefined();
  });
  it('parsePosition, never throws, whatever it gets', () => {
    fc.assert(
      fc.property(fc.anything(), (token) => {
        parsePosition(token);
      }),
    );
  });
});
