import { describe, expect, it, vi } from 'vitest';
import { HeldText } from '../../control/_held.ts';
import { toStrictText } from './_lenient.ts';

describe('toStrictText', () => {
  it.each([
    ['[1 , ]', '[1 ]'],
    ['[[1,],{"a":[],},]', '[[1],{"a":[]}]'],
    ['{"a":}', '{}'],
    ['{"a" : 1, "b" : }', '{"a" : 1}'],
    ['[{"a":},{"b":"c",},"d",]', '[{},{"b":"c"},"d"]'],
    ['{"a,":"]","b\\"}":"\\\\",}', '{"a,":"]","b\\"}":"\\\\"}'],
    ['[01,-01,2.,-.5,0.e1,true,null]', '["01",-1,2,-0.5,0,true,null]'],
    ['[12345678901234567890,1e400,-1e400,-00]', '["12345678901234567890",1e999,-1e999,-0]'],
    ['01', '"01"'],
    ['"01,"', '"01,"'],
  ])('%s is %s', (text, strict) => {
    expect(toStrictText(text)).toBe(strict);
  });

  it('what is right is taken over in long pieces', () => {
    const added = vi.spyOn(HeldText.prototype, 'add');
    const row = '{"id":1,"tags":["a","b",true,null]},';
    const text = row.repeat(5000);
    expect(toStrictText(`[${text}]`)).toBe(`[${text.slice(0, -1)}]`);
    expect(added.mock.calls.length).toBeLessThan(5);
    added.mockRestore();
  });
});
