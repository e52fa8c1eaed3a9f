import { scrypt } from 'node:crypto';
import { Transform } from 'gardenhose';

const SALT = 'garden salt';
const KEY_BYTES = 32;

// Strings arrive as strings (decodeStrings), and keys leave as hexadecimal text (encoding).
const keys = new Transform<string, string | Buffer>({
  decodeStrings: false,
  encoding: 'hex',
  transform(password, _encoding, next) {
    scrypt(password, SALT, KEY_BYTES, next);
  },
});

keys.on('data', (key) => {
  console.log(`key: ${key}`);
});

const passwords = ['tulip', 'daffodil', 'crocus'];
for (const password of passwords) keys.write(password);
keys.end();
