import type { Duplex } from 'gardenhose/duplex';
import { duplex } from 'gardenhose/duplex';

/** Somebody who hits each ball back, until there are no more. */
function player(name: string): Duplex<number> {
  const self = duplex<number>(
    (balls) => {
      console.log(`${name}: ${balls}`);
      if (balls > 0) self._data(balls - 1);
      else self._end();
    },
    () => self._end(),
  );
  return self;
}

const ping = player('ping');
const pong = player('pong');
ping.pipe(pong).pipe(ping);
ping._data(3);
ping.on('close', () => console.log('game over'));
