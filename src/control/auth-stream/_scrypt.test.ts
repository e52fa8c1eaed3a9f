import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '#platform';
import { scrypt } from './_scrypt.ts';

const { signal } = new AbortController();

/** RFC 7914, section 12, but for the vector that takes a gibibyte. */
const vectors = [
  [
    '',
    '',
    16,
    1,
    1,
    '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
  ],
  [
    'password',
    'NaCl',
    1024,
    8,
    16,
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
  ],
  [
    'pleaseletmein',
    'SodiumChloride',
    16384,
    8,
    1,
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
  ],
] as const;

describe('scrypt', () => {
  it.each(vectors)(
    'scrypt, of %s with %s, is what RFC 7914 says',
    async (password, salt, cost, blockSize, parallelization, key) => {
      const derived = await scrypt(
        encodeText(password, 'utf8'),
        encodeText(salt, 'utf8'),
        { cost, blockSize, parallelization },
        64,
        signal,
      );
      expect(decodeText(derived, 'hex')).toBe(key);
    },
  );

  it('scrypt, when its signal aborts, stops', async () => {
    const control = new AbortController();
    const cost = { cost: 2 ** 16, blockSize: 8, parallelization: 16 };
    const work = scrypt(encodeText('a', 'utf8'), encodeText('b', 'utf8'), cost, 32, control.signal);
    control.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
  });
});
