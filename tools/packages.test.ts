import { describe, expect, it } from 'vitest';
import { PACKAGES } from '../src/register/_packages.ts';
import { read } from './_tree.ts';
import { entries, entriesOf } from './exports.ts';
import { packagesOf, TABLE, tableOf } from './packages.ts';

describe('packagesOf', () => {
  const files = ['src/control/split.ts', 'src/stream.ts', 'src/state/scuttlebutt/index.ts'];
  const all = entriesOf([...files, 'src/state/scuttlebutt/model.ts'], () => true);

  it('takes the version from the docstring, and the entries below as parts', () => {
    const texts: Record<string, string> = {
      'src/control/split.ts': '/** Behaves as npm split@1.0.1. */',
      'src/state/scuttlebutt/index.ts':
        '/** Compatible with r-scuttlebutt@9.9.9, that is scuttlebutt@5.6.15. */',
    };
    expect(packagesOf(all, (file) => texts[file] ?? '')).toEqual({
      packages: [
        { name: 'scuttlebutt', version: '5.6.15', parts: ['model'] },
        { name: 'split', version: '1.0.1', parts: [] },
      ],
      faults: [],
    });
  });

  it('complains of an entry that names no version, and is not known as ours', () => {
    const { packages, faults } = packagesOf(all, () => '/** Splits. */ // split@1.0.1');
    expect(packages).toEqual([]);
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'src/state/scuttlebutt/index.ts',
      'src/control/split.ts',
    ]);
  });
});

describe('the table of packages', () => {
  const { packages, faults } = packagesOf(entries());

  it('forgets no entry', () => {
    expect(faults).toEqual([]);
  });

  it('is what the entries say: "npm run fix" writes it', () => {
    expect(read(TABLE)).toBe(tableOf(packages));
  });

  it('has what package.json exports, and nothing else', () => {
    const { exports } = JSON.parse(read('package.json'));
    const specifiers = Object.entries(PACKAGES).flatMap(([name, { parts }]) =>
      ['', ...parts.map((part) => `/${part}`)].map((rest) => `./${name}${rest}`),
    );
    expect(specifiers.filter((specifier) => !(specifier in exports))).toEqual([]);
  });
});
