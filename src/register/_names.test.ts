import { describe, expect, it } from 'vitest';
import { namesOf, substituteFor } from './_names.ts';
import { PACKAGES } from './_packages.ts';

const all = namesOf('all');

describe('namesOf', () => {
  it('is every package but stream where nothing is asked for', () => {
    const packages = Object.keys(PACKAGES).sort();
    for (const list of [undefined, '', ' , ']) expect(namesOf(list)).toEqual(packages);
  });

  it('is exactly what is listed, once and sorted', () => {
    expect(namesOf('through, split,through')).toEqual(['split', 'through']);
  });

  it('has stream where it is listed, or all is', () => {
    expect(namesOf('stream')).toEqual(['stream']);
    expect(namesOf('split,all')).toEqual([...Object.keys(PACKAGES), 'stream'].sort());
  });

  it.each(['nothing', 'node:stream', 'through2', '__proto__', 'toString'])('refuses %s', (name) => {
    expect(() => namesOf(`through,${name}`)).toThrow(
      expect.objectContaining({ code: 'ERR_REGISTER_UNKNOWN_NAME' }),
    );
  });
});

describe('substituteFor', () => {
  it.each([
    ['through', 'gardenhose/through'],
    ['through/', 'gardenhose/through'],
    ['concat-stream/index', 'gardenhose/concat-stream'],
    ['concat-stream/index.js', 'gardenhose/concat-stream'],
    ['readable-stream/transform', 'gardenhose/readable-stream/transform'],
    ['readable-stream/duplex.js', 'gardenhose/readable-stream/duplex'],
    ['stream', 'gardenhose/stream'],
    ['node:stream', 'gardenhose/stream'],
    ['stream/promises', 'gardenhose/stream/promises'],
    ['node:stream/consumers', 'gardenhose/stream/consumers'],
  ])('%s is %s', (specifier, ours) => {
    expect(substituteFor(specifier, all)?.specifier).toBe(ours);
  });

  it.each(['through/package.json', 'through/lib/x.js', 'split/index.json', 'from/__proto__'])(
    'knows that gardenhose has no %s',
    (specifier) => {
      expect(substituteFor(specifier, all)).toEqual({ name: specifier.split('/')[0], specifier: undefined });
    },
  );

  it.each([
    './through',
    '../split',
    '/through',
    'file:///through',
    'node:through',
    'through2',
    '@scope/through',
    'Through',
    'gardenhose/through',
    '#through',
    'stream/',
    'stream/web',
    'node:stream/web',
    'fs',
    '__proto__',
    '',
  ])('has nothing for %s', (specifier) => {
    expect(substituteFor(specifier, all)).toBeUndefined();
  });

  it('has nothing for a package that was not asked for', () => {
    expect(substituteFor('split', ['through'])).toBeUndefined();
  });
});
