/**
 * The call forms of the segments that the handbook only names, as their own readmes have them.
 *
 * @module
 */
import type { CallForm } from './runner.ts';

const LATER_TAR = "npm's tar is a later package than the handbook's";

/** The forms, in the book's order. */
export const ORIGINALS: readonly CallForm[] = [
  {
    form: 'from(function (i, next) {',
    program: `
      var from = require('from');
      return all(from(function (i, next) {
        this.emit(i < 3 ? 'data' : 'end', i);
        next();
      }));`,
    gives: [0, 1, 2],
  },
  {
    form: "from(['beep', 'boop'])",
    program: `
      var from = require('from');
      return all(from(['beep', 'boop']));`,
    gives: ['beep', 'boop'],
  },
  {
    form: 'var ps = pause();',
    program: `
      var pause = require('pause-stream');
      var ps = pause();
      ps.pause();
      var seen = [ps.paused, ps.write('beep')];
      ps.end();
      var chunks = all(ps);
      ps.resume();
      return seen.concat(await chunks, typeof pause.through);`,
    gives: [true, false, 'beep', 'function'],
  },
  {
    form: "new concat({ encoding: 'string' }, function (body) {",
    program: `
      var concat = require('concat-stream');
      return new Promise(function (resolve) {
        var cs = new concat({ encoding: 'string' }, function (body) {
          resolve([body, cs.inferEncoding(Buffer.from('a'))]);
        });
        cs.end(Buffer.from('beep'));
      });`,
    gives: ['beep', 'buffer'],
  },
  {
    form: 'duplex(function (data) {',
    program: `
      var duplex = require('duplex');
      var d = duplex(function (data) { d._data(data + '!'); }, function () { d._end(); });
      var chunks = all(d);
      d.write('beep');
      d.end();
      return chunks;`,
    gives: ['beep!'],
  },
  {
    form: "duplex().on('_data', function (data) {",
    program: `
      var duplex = require('duplex');
      var d = duplex().on('_data', function (data) { d._data(data + '!'); }).on('_end', function () { this._end(); });
      var chunks = all(d);
      d.write('beep');
      d.end();
      return chunks;`,
    gives: ['beep!'],
  },
  {
    form: 'duplexer(writeStream, readStream)',
    program: `
      var duplexer = require('duplexer');
      var through = require('through');
      var readStream = through();
      var writeStream = through(function (s) { readStream.queue(s + '!'); }, function () { readStream.end(); });
      var d = duplexer(writeStream, readStream);
      var chunks = all(d);
      d.end('beep');
      return chunks;`,
    gives: ['beep!'],
  },
  {
    form: 'emitStream(ev)',
    program: `
      var EventEmitter = require('events').EventEmitter;
      var emitStream = require('emit-stream');
      var through = require('through');
      var ev = new EventEmitter;
      var seen = [];
      var there = emitStream(emitStream(ev).pipe(through()));
      there.on('upper', function (msg) { seen.push(msg); });
      ev.emit('upper', 'abc');
      emitStream.fromStream(emitStream.toStream(ev)).on('lower', function (msg) { seen.push(msg); });
      ev.emit('lower', 'def');
      return seen;`,
    gives: ['abc', 'def'],
  },
  {
    form: 'invert()',
    program: `
      var invert = require('invert-stream');
      var a = invert();
      var b = a.other;
      var chunks = all(b);
      a.write('beep');
      a.end();
      return (await chunks).concat(b.other === a, a instanceof invert.InvertStream);`,
    gives: ['beep', true, true],
  },
  {
    form: 'map(function (data, callback) {',
    program: `
      var map = require('map-stream');
      var stream = map(function (data, callback) {
        if (data === 'drop') callback();
        else process.nextTick(callback, null, data.toUpperCase());
      });
      var chunks = all(stream);
      stream.write('beep');
      stream.write('drop');
      stream.end();
      return chunks;`,
    gives: ['BEEP'],
  },
  {
    form: '{ failures: true }',
    program: `
      var map = require('map-stream');
      var seen = [];
      var stream = map(function (data, callback) { callback(new Error(data)); }, { failures: true });
      stream.on('failure', function (error) { seen.push(error.message); });
      stream.write('beep');
      return seen;`,
    gives: ['beep'],
  },
  {
    form: 'new RemoteEvents()',
    program: `
      var RemoteEvents = require('remote-events');
      var here = new RemoteEvents();
      var there = new RemoteEvents();
      var stream = here.getStream();
      stream.pipe(there.getStream()).pipe(stream);
      await new Promise(function (next) { here.on('connect', next); });
      var seen = [here.connected];
      there.on('hello', function (name) { seen.push(name); });
      here.emit('hello', 'world');
      here.disconnect();
      return seen.concat(here.connected);`,
    gives: [true, 'world', false],
  },
  {
    form: 'BufferStream()',
    program: `
      var BufferStream = require('buffer-stream');
      var through = require('through');
      var stream = BufferStream().buffer();
      stream.write('early');
      var chunks = all(stream);
      stream.empty(through(function (s) { this.queue(s + '!'); }));
      stream.end('late');
      return chunks;`,
    gives: ['early!', 'late!'],
  },
  {
    form: 'es.pipeline(',
    program: `
      var es = require('event-stream');
      var lines = es.pipeline(
        es.split(),
        es.map(function (line, cb) { cb(null, line); }),
        es.mapSync(function (line) { return line + ';'; }),
        es.join('|')
      );
      var chunks = all(lines);
      lines.end('beep\\nboop');
      return (await chunks).join('');`,
    gives: 'beep;|boop;',
  },
  {
    form: 'es.readArray([1, 2, 3]).pipe(es.writeArray(function (err, array) {',
    program: `
      var es = require('event-stream');
      return new Promise(function (resolve) {
        es.readArray([1, 2, 3]).pipe(es.writeArray(function (err, array) {
          resolve([err].concat(array));
        }));
      });`,
    gives: [null, 1, 2, 3],
  },
  {
    form: 'es.merge(',
    program: `
      var es = require('event-stream');
      var both = await all(es.merge(es.readArray(['a']), es.readArray(['b'])));
      var same = [es.connect === es.pipeline, es.concat === es.merge, es.collect === es.writeArray];
      return both.sort().concat(same);`,
    gives: ['a', 'b', true, true, true],
  },
  {
    form: 'Auth(user, pass, stream)',
    program: `
      var Auth = require('auth-stream');
      var invert = require('invert-stream');
      var through = require('through');
      var [user, pass, stream] = ['steve', 'jones', invert()];
      var server = stream.other;
      server.pipe(Auth(through(), function (user) { return { password: 'jones' }; }, { cost: 16384 })).pipe(server);
      var client = Auth(user, pass, stream);
      client.write('beep');
      return new Promise(function (resolve, reject) {
        client.on('error', reject);
        client.on('data', function (data) { resolve(String(data)); });
      });`,
    gives: 'beep',
  },
  {
    form: "Auth(through(), function (user, pass) { return pass === 'jones'; }, { legacy: true })",
    program: `
      var Auth = require('auth-stream');
      var invert = require('invert-stream');
      var through = require('through');
      var stream = invert();
      var server = stream.other;
      server.pipe(Auth(through(), function (user, pass) { return pass === 'jones'; }, { legacy: true })).pipe(server);
      var client = Auth('steve', 'jones', stream, { legacy: true });
      client.write('beep');
      return new Promise(function (resolve, reject) {
        client.on('error', reject);
        client.on('data', function (data) { resolve(String(data)); });
      });`,
    gives: 'beep',
  },
  {
    form: 'split(JSON.parse)',
    program: `
      var split = require('split');
      var objects = split(JSON.parse);
      var lines = split();
      var words = split(/\\s+/);
      var bare = split(null, null, { trailing: false });
      var chunks = Promise.all([objects, lines, words, bare].map(all));
      objects.end('{"beep":"boop"}');
      lines.end('a\\r\\nb');
      words.end('c  d');
      bare.end('e\\nf');
      return chunks;`,
    gives: [[{ beep: 'boop' }], ['a', 'b'], ['c', 'd'], ['e']],
  },
  {
    form: 'spec(stream).through().pausable().validateOnExit()',
    program: `
      var spec = require('stream-spec');
      var through = require('through');
      var stream = through();
      spec(stream).through().pausable().validateOnExit();
      stream.end('beep');
      var Stream = require('stream');
      var broken = spec(new Stream, { name: 'mine', strict: true });
      var names = ['all', 'basic', 'drainable', 'duplex', 'pausable', 'readable', 'strictPause', 'through', 'writable'];
      var isThere = names.every(function (name) { return typeof broken[name] === 'function'; });
      try { broken.readable().validate(); } catch (error) { return [isThere, error instanceof Error]; }`,
    gives: [true, true],
  },
  {
    form: "test('beep', function (t) {",
    program: `
      var test = require('tap').test;
      var parser = require('tap/parser');
      return new Promise(function (resolve) {
        test.createStream().pipe(parser(function (results) {
          resolve([results.ok, results.pass, results.fail]);
        }));
        test('beep', function (t) {
          t.plan(2);
          t.ok(true, 'is fine');
          t.equal(1 + 1, 2);
        });
        test('boop', function (t) {
          t.deepEqual([1], [1]);
          t.end();
        });
      });`,
    gives: [true, 2, 0],
  },
  {
    form: "tape('beep', function (t) {",
    program: `
      var tape = require('tap/tape');
      var concat = require('concat-stream');
      return new Promise(function (resolve) {
        tape.createStream().pipe(concat(function (body) {
          resolve(String(body));
        }));
        tape('beep', function (t) {
          t.equal(1 + 1, 2, 'two');
          t.end();
        });
      });`,
    gives: 'TAP version 13\n# beep\nok 1 two\n\n1..1\n# tests 1\n# pass  1\n\n# ok\n',
  },
  {
    form: "JSONStream.parse('rows.*')",
    program: `
      var JSONStream = require('JSONStream');
      var parser = JSONStream.parse('rows.*');
      var rows = all(parser);
      parser.write('{"total":2,"rows":[{"id":1},{"i');
      parser.end('d":2}]}');
      return rows;`,
    gives: [{ id: 1 }, { id: 2 }],
  },
  {
    form: "JSONStream.parse(['rows', true, 'doc'], function (doc, path) {",
    program: `
      var JSONStream = require('JSONStream');
      var parser = JSONStream.parse(['rows', true, 'doc'], function (doc, path) {
        if (doc !== 'b') return [path.join('/'), doc];
      });
      var docs = all(parser);
      parser.end('{"rows":[{"doc":"a"},{"doc":"b"},{"doc":"c"}]}');
      return docs;`,
    gives: [
      ['rows/0/doc', 'a'],
      ['rows/2/doc', 'c'],
    ],
  },
  {
    form: 'JSONStream.stringify(false)',
    program: `
      var JSONStream = require('JSONStream');
      var lines = JSONStream.stringify(false);
      var text = all(lines);
      lines.write({ beep: 'boop' });
      lines.end([1]);
      var object = JSONStream.stringifyObject();
      var rest = all(object);
      object.write(['a', 1]);
      object.end();
      return [(await text).join(''), (await rest).join('')];`,
    gives: ['{"beep":"boop"}\n[1]', '{\n"a":1\n}\n'],
  },
  {
    form: "tr.select('.beep').createWriteStream()",
    program: `
      var trumpet = require('trumpet');
      var tr = trumpet();
      var page = all(tr);
      tr.select('.beep').createWriteStream().end('boop');
      tr.selectAll('a', function (link) {
        link.setAttribute('href', link.getAttribute('href') + '#');
      });
      tr.end('<a href="/"><b class="beep"></b></a>');
      return Buffer.concat(await page).toString();`,
    gives: '<a href="/#"><b class="beep">boop</b></a>',
  },
  {
    form: "serializer('json')(",
    program: `
      var serializer = require('stream-serializer');
      var through = require('through');
      var stream = serializer('json')(through(function (value) { this.queue(value * 2); }));
      var lines = all(stream);
      stream.write('1\\n2\\n');
      stream.end();
      return lines;`,
    gives: ['2\n', '4\n'],
  },
  {
    form: 'serializer(cbor)(through())',
    program: `
      var serializer = require('stream-serializer');
      var cbor = require('stream-serializer/cbor');
      var msgpack = require('stream-serializer/msgpack');
      var through = require('through');
      return [
        serializer(cbor)(through()).writable,
        cbor.decode(cbor.encode({ beep: 1 })),
        msgpack.decode(msgpack.encode(['boop'])),
      ];`,
    gives: [true, { beep: 1 }, ['boop']],
  },
  {
    form: 'var tape = new Tar();',
    program: `
      var fs = require('fs');
      var Tar = require('tar').Tar;
      var extract = require('tar').extract;
      fs.mkdirSync(__dirname + '/tape', { recursive: true });
      fs.writeFileSync(__dirname + '/tape/a.txt', 'beep');
      var tape = new Tar();
      tape.append(__dirname + '/tape/a.txt', { fileName: 'b.txt' });
      tape.addDirectory(__dirname + '/tape', { fileName: 'd' }, function () { tape.close(); });
      var names = [];
      var reader = extract();
      reader.on('entry', function (header, stream, next) {
        names.push(header.name);
        stream.on('end', next);
        stream.resume();
      });
      tape.pipe(reader);
      await new Promise(function (next) { reader.on('finish', next); });
      return names;`,
    gives: ['b.txt', 'd/', 'd/a.txt'],
    mends: LATER_TAR,
  },
  {
    form: "pack.entry({ name: 'a.txt' }, 'beep', function () {",
    program: `
      var tar = { pack: require('tar').pack, extract: require('tar').extract };
      var pack = tar.pack();
      pack.entry({ name: 'a.txt' }, 'beep', function () { pack.finalize(); });
      var sizes = {};
      for await (var entry of pack.pipe(tar.extract())) sizes[entry.header.name] = entry.header.size;
      return sizes;`,
    gives: { 'a.txt': 4 },
    mends: LATER_TAR,
  },
  {
    form: 'var scraper = createScraper();',
    program: `
      var createScraper = require('json-scrape');
      var scraper = createScraper();
      var found = all(scraper);
      scraper.write('beep {"x":5,"y":[5,6');
      scraper.end(',7]} boop [1] robot ');
      return found;`,
    gives: [{ x: 5, y: [5, 6, 7] }, [1]],
  },
  {
    form: "new HTMLRewriter().on('b', {",
    program: `
      var HTMLRewriter = require('trumpet/html-rewriter');
      var rewriter = new HTMLRewriter().on('b', {
        element: function (element) { element.setInnerContent('beep & boop'); }
      });
      return (await all(rewriter.transform('<p><b></b></p>'))).join('');`,
    gives: '<p><b>beep &amp; boop</b></p>',
    mends: "npm's trumpet has no such face",
  },
];
