import { Stream } from 'gardenhose/stream';
import { spec } from 'gardenhose/stream-spec';

// A readable as it should not be: it goes on after its end.
const letters = new Stream();
spec(letters, 'letters').readable();

letters.emit('data', 'a');
letters.emit('end');
try {
  letters.emit('data', 'b');
} catch (error) {
  console.log((error as Error).message);
}
