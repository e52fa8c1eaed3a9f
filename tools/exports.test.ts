import { describe, expect, it } from 'vitest';
import { compareMaps, entriesOf, exportsMap } from './exports.ts';

const nothing = () => false;
const everything = () => true;

function names(files: string[], isForRequire: (file: string) => boolean = nothing): string[] {
  return entriesOf(files, isForRequire).map(({ name }) => name);
}

describe('entriesOf', () => {
  it('names the top of src, the chapters and the segment folders flatly', () => {
    const files = ['src/index.ts', 'src/stream.ts', 'src/control/split.ts', 'src/html/ecstatic.node.ts'];
    expect(names([...files, 'src/meta/mux-demux/index.ts'])).toEqual([
      '.',
      './ecstatic',
      './mux-demux',
      './split',
      './stream',
    ]);
  });

  it('leaves out the core, private files and the parts of a segment', () => {
    const files = ['src/core/readable.ts', 'src/control/_pair.ts', 'src/_x.ts', 'src/meta/_a/index.ts'];
    expect(names([...files, 'src/parser/tar/encode.ts'])).toEqual([]);
  });

  it('names a part of a segment that is made for require below the segment', () => {
    expect(names(['src/state/scuttlebutt/model.ts'], everything)).toEqual(['./scuttlebutt/model']);
  });

  it('names the files of a folder below the file that has its name, and that file as before', () => {
    const files = ['src/stream.ts', 'src/stream/consumers.ts', 'src/stream/promises.ts', 'src/stream/_x.ts'];
    expect(names(files)).toEqual(['./stream', './stream/consumers', './stream/promises']);
  });

  it('joins the Node file and the portable file of one name', () => {
    expect(entriesOf(['src/browser/shoe/index.node.ts', 'src/browser/shoe/index.ts'], nothing)).toEqual([
      { name: './shoe', node: 'src/browser/shoe/index.node.ts', portable: 'src/browser/shoe/index.ts' },
    ]);
  });

  it('refuses two files of one public name', () => {
    expect(() => names(['src/control/split.ts', 'src/parser/split.ts'])).toThrow(
      'src/control/split.ts and src/parser/split.ts would both be exported as "./split"',
    );
  });
});

describe('exportsMap', () => {
  it('puts the source first and the types before the default', () => {
    expect(JSON.stringify(exportsMap(entriesOf(['src/control/split.ts'], nothing))['./split'])).toBe(
      JSON.stringify({
        '@gardenhose/source': './src/control/split.ts',
        types: './dist/control/split.d.ts',
        default: './dist/control/split.js',
      }),
    );
  });

  it('asks for node before the default where a name has two files', () => {
    const map = exportsMap(
      entriesOf(['src/browser/shoe/index.node.ts', 'src/browser/shoe/index.ts'], nothing),
    );
    expect(JSON.stringify(map['./shoe'])).toBe(
      JSON.stringify({
        '@gardenhose/source': {
          node: './src/browser/shoe/index.node.ts',
          default: './src/browser/shoe/index.ts',
        },
        node: {
          types: './dist/browser/shoe/index.node.d.ts',
          default: './dist/browser/shoe/index.node.js',
        },
        default: { types: './dist/browser/shoe/index.d.ts', default: './dist/browser/shoe/index.js' },
      }),
    );
  });
});

describe('compareMaps', () => {
  it('tells what is missing, what is too much and what is in the wrong order', () => {
    const faults = compareMaps(
      { './a': { default: 'a.js', types: 'a.d.ts' }, './b': 'b.js' },
      { './a': { types: 'a.d.ts', default: 'a.js' }, './c': 'c.js' },
    );
    expect(faults).toEqual([
      'package.json exports "./a" as {"default":"a.js","types":"a.d.ts"}, expected {"types":"a.d.ts","default":"a.js"}',
      'package.json does not export "./c": "c.js"',
      'package.json exports "./b", which no source file stands for: "b.js"',
    ]);
  });
});
