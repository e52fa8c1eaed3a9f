import { from } from 'gardenhose/from';
import { spec } from 'gardenhose/stream-spec';
import { test } from 'gardenhose/tap';
import { through } from 'gardenhose/through';

test('through keeps what a stream promises', (t) => {
  t.plan(2);
  const stream = through<string>(function (text) {
    this.queue(text.toUpperCase());
  });
  const contract = spec(stream).through().pausable();
  stream.on('data', (text) => t.equal(text, 'BEEP', 'in upper case'));
  stream.on('close', () => t.doesNotThrow(() => contract.validate(), 'data, then end, then close'));
  stream.end('beep');
});

test('from gives what is in an array', async (t) => {
  const words: string[] = [];
  for await (const word of from(['beep', 'boop'])) words.push(word);
  t.same(words, ['beep', 'boop'], 'word by word');
});
