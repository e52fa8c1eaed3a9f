import { describe, expect, it } from 'vitest';
import { code, send, slowly } from './_test.ts';
import { hyperstream } from './index.ts';

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let read = '';
  for await (const chunk of stream) read += decoder.decode(chunk, { stream: true });
  return read;
}

describe('hyperstream', () => {
  describe('behaviour', () => {
    it('select and its kin, change the page before it is filled', async () => {
      const stream = hyperstream({ b: slowly('new'), '.late': { _append: '!' } });
      stream.select('i').setAttribute('class', 'late');
      const old = text(stream.createReadStream('b'));
      stream.createWriteStream('ul').end('<li class=late>');
      const page = await send(['<b>old</b><i></i><ul></ul>'], stream);
      expect(await old).toBe('old');
      expect(new TextDecoder().decode(page)).toBe('<b>new</b><i class="late">!</i><ul><li class=late>!</ul>');
    });

    it('select, reads the page if nobody does', async () => {
      const stream = hyperstream();
      const ended = new Promise((resolve) => stream.on('end', resolve));
      const read = text(stream.createReadStream('b'));
      stream.write(`<i>${'x'.repeat(200_000)}</i>`);
      stream.end('<b>found</b>');
      expect(await read).toBe('found');
      await ended;
    });
  });

  describe('errors', () => {
    it('readers of elements hear of the error of the page', async () => {
      const stream = hyperstream().on('error', () => {});
      const failed = text(stream.createReadStream('b'));
      stream.write('<b>x');
      const error = new Error('boom');
      stream.destroy(error);
      await expect(failed).rejects.toBe(error);
    });

    it('select, when the page has begun without handles, throws', () => {
      const stream = hyperstream();
      stream.write('<p>');
      expect(() => stream.select('b')).toThrow(code('ERR_TRUMPET_TOO_LATE'));
    });
  });
});
