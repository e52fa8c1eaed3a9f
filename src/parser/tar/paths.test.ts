import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldName, joinName, splitName, whyOutside } from './_paths.ts';

const rules = { maxNameBytes: 4096, maxDepth: 256, portableNames: false };
const portable = { ...rules, portableNames: true };
const unsafe = expect.objectContaining({ code: 'ERR_TAR_UNSAFE_NAME' });

describe('splitName', () => {
  it.each([
    ['a', ['a']],
    ['a/b', ['a', 'b']],
    ['./a//b/./c/', ['a', 'b', 'c']],
    ['/etc/passwd', ['etc', 'passwd']],
    ['////etc/passwd', ['etc', 'passwd']],
    ['', []],
    ['./', []],
    ['/', []],
    ['...', ['...']],
    ['..a/b..', ['..a', 'b..']],
  ])('splitName gives the parts of %j', (name, parts) => {
    expect(splitName(name, rules)).toEqual(parts);
  });

  it.each(['..', '../a', 'a/..', 'a/../b', '/../a', './../a', 'a/../../b', 'a\0b', '\0', '../'])(
    'splitName refuses %j',
    (name) => {
      expect(() => splitName(name, rules)).toThrow(unsafe);
    },
  );

  it('splitName takes what is special on Windows for names, where it is none', () => {
    for (const name of ['C:a', 'C:..\\a', 'a\\b', 'NUL', 'con.txt', 'a.', 'a ', 'a:b', '\\\\host\\share']) {
      expect(splitName(name, rules)).toEqual([name]);
    }
  });

  it.each([
    ...['C:a', 'C:../a', 'C:/a', 'C:\\a', 'c:', 'x/C:y', 'C:..\\a'],
    ...['a\\b', '..\\a', '\\a', '\\\\host\\share', '\\\\?\\C:\\a'],
    ...['NUL', 'nul', 'con.txt', 'a/COM1', 'LPT9.tar.gz', 'com\u00b9', 'aux ', 'CONIN$', 'PRN .txt'],
    ...['a.', 'a ', 'a./b', 'a:b', 'a<b', 'a|b', 'a?', 'a*', 'a"b', 'a\u0001b'],
  ])('splitName, for portable names, refuses %j', (name) => {
    expect(() => splitName(name, portable)).toThrow(unsafe);
  });

  it('splitName, for portable names, takes what only begins like a device', () => {
    for (const name of ['console', 'nullable.txt', 'com', 'com10', 'auxiliary', '.con', 'a.con']) {
      expect(splitName(name, portable)).toEqual([name]);
    }
  });

  it('splitName counts bytes and parts', () => {
    expect(() => splitName('é'.repeat(3), { ...rules, maxNameBytes: 5 })).toThrow(unsafe);
    expect(splitName('é'.repeat(3), { ...rules, maxNameBytes: 6 })).toEqual(['ééé']);
    expect(() => splitName('a/b/c', { ...rules, maxDepth: 2 })).toThrow(unsafe);
    expect(splitName('a//b/./', { ...rules, maxDepth: 2 })).toEqual(['a', 'b']);
    expect(splitName('x'.repeat(255), rules)).toEqual(['x'.repeat(255)]);
    expect(() => splitName('x'.repeat(256), rules)).toThrow(unsafe);
    expect(() => splitName('é'.repeat(128), rules)).toThrow(unsafe);
  });

  it('splitName never gives a part that leads anywhere', () => {
    const name = fc
      .array(fc.constantFrom('.', '..', '/', 'a', '\\', 'C:', '\0', 'é', ' '))
      .map((p) => p.join(''));
    fc.assert(
      fc.property(name, (name) => {
        let parts: string[];
        try {
          parts = splitName(name, rules);
        } catch (error) {
          expect(error).toEqual(unsafe);
          return;
        }
        for (const part of parts) expect(part).not.toMatch(/^$|^\.\.?$|\/|\0/);
        expect(splitName(joinName(parts), rules)).toEqual(parts);
      }),
    );
  });
});

describe('whyOutside', () => {
  it.each([
    [[], 'a'],
    [[], './a/b'],
    [['a'], '../b'],
    [['a', 'b'], '../../c/d'],
    [['a', 'b'], '../..'],
    [['a'], '..'],
    [['a'], './../b'],
  ])('whyOutside, in %j, says nothing of %j', (parents, target) => {
    expect(whyOutside(parents, target, false)).toBeUndefined();
  });

  it.each([
    [[], ''],
    [[], '/etc'],
    [[], '//etc'],
    [[], '..'],
    [[], './..'],
    [['a'], '../..'],
    [['a'], '../../a/b'],
    [['a'], 'b/..'],
    [[], 'a/b/../../..'],
    [['a'], '../b/../../..'],
    [[], 'a\0b'],
  ])('whyOutside, in %j, says why not %j', (parents, target) => {
    expect(whyOutside(parents, target, false)).toEqual(expect.any(String));
  });

  it('whyOutside, for portable names, says why not a drive or a backslash', () => {
    for (const target of ['C:a', '\\a', '..\\..\\a', 'C:../../a']) {
      expect(whyOutside(['a', 'b', 'c'], target, true)).toEqual(expect.any(String));
    }
  });
});

describe('foldName', () => {
  it.each([
    ['README', 'readme'],
    ['caf\u00e9', 'cafe\u0301'],
    ['CAF\u00c9', 'cafe\u0301'],
    ['stra\u00dfe', 'STRASSE'],
    ['\u1e9e', 'ss'],
    ['\ufb00', 'ff'],
    ['\u212a', 'k'],
    ['\u01c6', '\u01c4'],
  ])('foldName makes one of %j and %j', (a, b) => {
    expect(foldName(a)).toBe(foldName(b));
  });

  it('foldName tells others apart', () => {
    expect(foldName('a')).not.toBe(foldName('b'));
    expect(foldName('\u00e9')).not.toBe(foldName('e'));
  });
});
