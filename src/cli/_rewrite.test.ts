// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source texts are the subject

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesOf } from '../register/_names.ts';
import { applyEdits } from './_edits.ts';
import { rewrite } from './_rewrite.ts';

const names = namesOf(undefined);

function rewritten(file: string, source: string): string {
  return applyEdits(source, rewrite(file, source, names).edits);
}

describe('rewrite', () => {
  it('changes what names a package, and keeps its quotes', () => {
    expect(rewritten('a.js', `var t = require("through"), s = require('split/index.js')`)).toBe(
      `var t = require("gardenhose/through"), s = require('gardenhose/split')`,
    );
  });

  it('leaves other packages, Node’s modules, relative files and its own work as they are', () => {
    const source = `
      require('through2'); require('stream'); import('node:stream'); import './split';
      export * from 'gardenhose/through'; require('thr\\u006fugh');`;
    expect(rewrite('a.ts', source, names)).toEqual({ edits: [], left: [] });
  });

  it('leaves a file that gardenhose has not, and says where', () => {
    expect(rewrite('a.js', "\n\nrequire('through/package.json')", names)).toEqual({
      edits: [],
      left: [
        { file: 'a.js', line: 3, reason: "gardenhose has no 'through/package.json'", names: ['through'] },
      ],
    });
  });

  it('leaves a file that cannot be read, with the packages that it may use', () => {
    expect(rewrite('a.js', "require('through'); 'split", names)).toEqual({
      edits: [],
      left: [
        {
          file: 'a.js',
          reason: 'The file cannot be read: line 1: a string is not closed',
          names: ['split', 'through'],
        },
      ],
    });
  });

  it('reads markup only where the file may hold it', () => {
    const source = "const a = <any>require('through'); // </any>";
    expect(rewritten('a.ts', source)).toContain("require('gardenhose/through')");
    expect(rewrite('a.tsx', source.replace(' // </any>', ''), names).left).toHaveLength(1);
  });

  /** Pieces of programs, with `@` for a specifier that changes. */
  const piece = fc.constantFrom(
    "var a = require('@');",
    'const { b } = require("@")(c);',
    "import '@';",
    "import d, { e } from '@';",
    "export * from '@';",
    "await import('@');",
    "require.resolve('@');",
    'f(`${require(`@`)}`);',
    "g = <p title=\"it's require('through')\">import 'through' {require('@')}</p>;",
    "// require('through')",
    "/* import 'through' */",
    '"require(\'through\')";',
    "`require('through') ${1}`;",
    "/['\"`]require('through')/.test(h);",
    'i = j / k / l;',
    "(function (require) { require('through') })();",
    "m.require('through');",
    "if (n) /'/.exec(o);",
    "'\\'';",
    '{ }',
    '\r\n',
    '\ufeff\u2028\t',
    "require('other');",
    'let emoji = "😀";',
  );

  it('changes the specifiers and not a byte besides, and nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(piece, fc.constantFrom('through', 'split/index', 'concat-stream')), {
          maxLength: 30,
        }),
        (pieces) => {
          const fill = (of: (name: string) => string) =>
            pieces.map(([text, name]) => text.replaceAll('@', of(name))).join('\n');
          const source = fill((name) => name);
          const expected = fill((name) => `gardenhose/${name.replace('/index', '')}`);
          expect(rewritten('a.jsx', source)).toBe(expected);
          expect(rewrite('a.jsx', expected, names)).toEqual({ edits: [], left: [] });
        },
      ),
    );
  });
});
