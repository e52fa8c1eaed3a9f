import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, decodeText, encodeText, isEncoding } from './_encoding.ts';
import type { Encoding } from './types.ts';

const REVERSIBLE = ['latin1', 'hex', 'base64', 'base64url'] as const;

describe('behaviour', () => {
  it.each<[Encoding, string, number[]]>([
    ['utf8', 'aé€😀', [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]],
    ['utf-8', '\ufeffa', [0xef, 0xbb, 0xbf, 0x61]],
    ['utf16le', 'a😀', [0x61, 0, 0x3d, 0xd8, 0x00, 0xde]],
    ['ucs-2', '\ud800x', [0x00, 0xd8, 0x78, 0]],
    ['latin1', 'aéÿ', [0x61, 0xe9, 0xff]],
    ['binary', '\x80\x9f', [0x80, 0x9f]],
    ['ascii', 'az\x7f', [0x61, 0x7a, 0x7f]],
    ['hex', '00ff1a', [0, 0xff, 0x1a]],
    ['base64', '+/8=', [0xfb, 0xff]],
    ['base64url', '-_8', [0xfb, 0xff]],
    ['base64url', 'YQ', [0x61]],
  ])('encodeText and decodeText, are each other’s inverse, for %s %j', (encoding, text, bytes) => {
    expect([...encodeText(text, encoding)]).toEqual(bytes);
    expect(decodeText(Uint8Array.from(bytes), encoding)).toBe(text);
  });

  it.each(REVERSIBLE)(
    'decodeText, gives text that encodes to the same bytes, for any bytes as %s',
    (encoding) => {
      fc.assert(
        fc.property(fc.uint8Array(), (bytes) => {
          expect(encodeText(decodeText(bytes, encoding), encoding)).toEqual(bytes);
        }),
      );
    },
  );

  it('encodeText, gives bytes that decode to the same text, for any text as utf16le', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeText(encodeText(text, 'utf16le'), 'utf16le')).toBe(text);
      }),
    );
  });

  it('decodeText, decodes more than fits one call’s arguments', () => {
    const bytes = new Uint8Array(1 << 20).fill(0x61);
    for (const encoding of ['utf8', 'latin1', 'ascii'] as const) {
      expect(decodeText(bytes, encoding)).toBe('a'.repeat(bytes.length));
    }
    expect(decodeText(bytes, 'base64')).toHaveLength(Math.ceil(bytes.length / 3) * 4);
    expect(decodeText(bytes, 'hex')).toBe('61'.repeat(bytes.length));
  });

  it('decodeText, decodes a part of a buffer, also one at an odd offset', () => {
    const bytes = Uint8Array.from([0xff, 0x61, 0, 0x62, 0]).subarray(1);
    expect(decodeText(bytes, 'utf16le')).toBe('ab');
    expect(decodeText(bytes, 'latin1')).toBe('a\0b\0');
  });

  it('isEncoding and canonical, know every name in any letter case', () => {
    const names = [
      'UTF8',
      'Utf-8',
      'UCS2',
      'ucs-2',
      'UTF16LE',
      'utf-16LE',
      'Latin1',
      'BINARY',
      'ASCII',
      'Hex',
    ];
    expect([...names, 'Base64', 'BASE64URL'].every(isEncoding)).toBe(true);
    expect(names.map((name) => canonical(name as Encoding))).toEqual([
      ...['utf8', 'utf8', 'utf16le', 'utf16le', 'utf16le', 'utf16le', 'latin1', 'latin1', 'ascii', 'hex'],
    ]);
  });

  it.each(['', 'utf', 'utf16', 'us-ascii', 'buffer', 'toString', '__proto__', null, undefined, 8, {}])(
    'isEncoding, does not know %j',
    (name) => {
      expect(isEncoding(name)).toBe(false);
    },
  );
});

describe('leniency', () => {
  it('decodeText, puts U+FFFD for what is not UTF-8', () => {
    const bytes = Uint8Array.from([0x61, 0xff, 0xc3, 0x62, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98]);
    expect(decodeText(bytes, 'utf8')).toBe('a\ufffd\ufffdb\ufffd\ufffd\ufffd\ufffd');
    expect([...encodeText('\ud800', 'utf8')]).toEqual([0xef, 0xbf, 0xbd]);
  });

  it('decodeText, leaves out the last byte of an odd number, as utf16le', () => {
    expect(decodeText(Uint8Array.from([0x61, 0, 0x62]), 'utf16le')).toBe('a');
  });

  it('decodeText, leaves out the eighth bit, as ascii', () => {
    expect(decodeText(Uint8Array.from([0xe1, 0x80]), 'ascii')).toBe('a\0');
  });

  it('encodeText, takes the low byte of each character, as latin1 and ascii', () => {
    expect([...encodeText('é\u0141', 'latin1')]).toEqual([0xe9, 0x41]);
    expect([...encodeText('é\u0141', 'ascii')]).toEqual([0xe9, 0x41]);
  });

  it.each([
    ['abc', 'ab'],
    ['abzzcd', 'ab'],
    ['a', ''],
    ['0x12', ''],
    ['12 34', '12'],
    ['12ag', '12'],
    ['1\u0132', '12'],
    ['ABef', 'abef'],
  ])('encodeText, stops at the first bad pair, for %j as hex', (text, hex) => {
    expect(decodeText(encodeText(text, 'hex'), 'hex')).toBe(hex);
  });

  it.each([
    ['YQ', 'a'],
    ['YQ==', 'a'],
    ['Y Q\n=\t=', 'a'],
    ['Y*Q', 'a'],
    ['YQ==Yg==', 'a'],
    ['Y', ''],
    ['Y\u0151', 'a'],
    ['=', ''],
    ['-_-_', '\xfb\xff\xbf'],
    ['+/-_', '\xfb\xff\xbf'],
    ['', ''],
  ])('encodeText, skips what is not of the alphabet and ends at "=", for %j as base64', (text, decoded) => {
    expect(decodeText(encodeText(text, 'base64'), 'latin1')).toBe(decoded);
    expect(decodeText(encodeText(text, 'base64url'), 'latin1')).toBe(decoded);
  });
});

describe('errors', () => {
  it('encodeText and decodeText, throw ERR_UNKNOWN_ENCODING, for another name', () => {
    const unknown = expect.objectContaining({
      code: 'ERR_UNKNOWN_ENCODING',
      message: 'Unknown encoding: utf7',
    });
    expect(() => encodeText('a', 'utf7' as never)).toThrow(unknown);
    expect(() => decodeText(new Uint8Array(), 'utf7' as never)).toThrow(unknown);
  });
});
