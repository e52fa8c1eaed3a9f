import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from './_edits.ts';
import { editDependencies } from './_manifest.ts';

const added = { name: 'gardenhose', range: '^0.1.0' };

function edited(text: string, ...removed: string[]): string {
  return applyEdits(text, editDependencies(text, { isRemoved: (name) => removed.includes(name), added }));
}

describe('editDependencies', () => {
  it('takes out what is replaced and puts gardenhose in its place by the alphabet', () => {
    const text = `{
  "name": "x",
  "dependencies": {
    "concat-stream": "1",
    "express": "4",
    "split": "~0.3",
    "through": "2",
    "ws": "1"
  }
}
`;
    expect(edited(text, 'concat-stream', 'split', 'through')).toBe(`{
  "name": "x",
  "dependencies": {
    "express": "4",
    "gardenhose": "^0.1.0",
    "ws": "1"
  }
}
`);
  });

  it('keeps the way in which the text is laid out', () => {
    expect(edited('{"dependencies":{"a":"1","through":"2"}}', 'through')).toBe(
      '{"dependencies":{"a":"1","gardenhose":"^0.1.0"}}',
    );
    expect(edited('{ "devDependencies" : { "through" : "2" , "z" : "1" } }', 'through')).toBe(
      '{ "devDependencies" : { "gardenhose" : "^0.1.0", "z" : "1" } }',
    );
    expect(edited('{\r\n\t"dependencies": {\r\n\t\t"through": "2"\r\n\t}\r\n}', 'through')).toBe(
      '{\r\n\t"dependencies": {\r\n\t\t"gardenhose": "^0.1.0"\r\n\t}\r\n}',
    );
  });

  it('puts it in once, where the first is taken out', () => {
    const text = '{"devDependencies":{"split":"1"},"dependencies":{"through":"1"}}';
    expect(edited(text, 'split', 'through')).toBe(
      '{"devDependencies":{"gardenhose":"^0.1.0"},"dependencies":{}}',
    );
  });

  it('does not put it in where it is, and leaves peers and nested objects alone', () => {
    const text =
      '{"peerDependencies":{"through":"1"},"x":{"dependencies":{"through":"1"}},"dependencies":{"gardenhose":"*","through":"1"}}';
    expect(edited(text, 'through')).toBe(
      text.replace(',"through":"1"}}', '}}').replace('"*","through":"1"', '"*"'),
    );
  });

  it('puts it in where nothing is taken out but the sources need it', () => {
    expect(edited('{"dependencies":{"a":"1"}}')).toBe('{"dependencies":{"a":"1","gardenhose":"^0.1.0"}}');
    expect(edited('{"dependencies": {}}')).toBe('{"dependencies": { "gardenhose": "^0.1.0" }}');
    expect(edited('{"name":"x"}')).toBe('{"name":"x"}');
  });

  it('is valid, has what it should have, and changes nothing besides, whatever the text', () => {
    const name = fc.constantFrom('a', 'split', 'through', 'gardenhose', 'z', '{"}', '\\"');
    const section = fc.dictionary(name, fc.constantFrom('1', '^2', '"}'));
    const manifest = fc.record(
      { name: fc.string(), dependencies: section, other: fc.jsonValue(), devDependencies: section },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(manifest, fc.constantFrom(undefined, 2, '\t'), (manifest, indent) => {
        const text = JSON.stringify(manifest, null, indent);
        const after = JSON.parse(edited(text, 'split', 'through'));
        const expected = JSON.parse(text);
        const sections = ['dependencies', 'devDependencies'].filter((key) => key in expected);
        const order = Object.keys(expected).filter((key) => sections.includes(key));
        const isThere = order.some((key) => 'gardenhose' in expected[key]);
        const gaining =
          order.find((key) => 'split' in expected[key] || 'through' in expected[key]) ?? order[0];
        for (const key of order) {
          delete expected[key].split;
          delete expected[key].through;
        }
        if (!isThere && gaining !== undefined) expected[gaining].gardenhose = '^0.1.0';
        expect(after).toEqual(expected);
        expect(Object.keys(after)).toEqual(Object.keys(expected));
      }),
    );
  });
});
