/**
 * Every call form that the handbook prints, and those of the originals' readmes for the segments that it only names.
 *
 * tools/pack.ts runs them on the package as its users install it; forms.test.ts on the source.
 *
 * @module
 */
import type { CallForm } from './_forms.ts';

/** The forms, in the book's order. */
export const FORMS: readonly CallForm[] = [
  {
    form: 'stream.pipe(oppressor(req)).pipe(res)',
    program: `
      var http = require('http');
      var fs = require('fs');
      var oppressor = require('oppressor');
      fs.writeFileSync(__dirname + '/data.txt', 'beep boop');
      var server = http.createServer(function (req, res) {
        var stream = fs.createReadStream(__dirname + '/data.txt');
        stream.pipe(oppressor(req)).pipe(res);
      });
      await new Promise(function (next) { server.listen(0, '127.0.0.1', next); });
      var options = { port: server.address().port, agent: false, headers: { 'accept-encoding': 'gzip' } };
      var res = await new Promise(function (next) { http.get(options, next); });
      var body = require('zlib').gunzipSync(Buffer.concat(await all(res))).toString();
      server.close();
      return [res.headers['content-encoding'], body];`,
    gives: ['gzip', 'beep boop'],
  },
  {
    form: 'var rs = new Readable;',
    program: `
      var Readable = require('stream').Readable;
      var rs = new Readable;
      rs.push('beep ');
      rs.push('boop\\n');
      rs.push(null);
      return (await all(rs)).join('');`,
    gives: 'beep boop\n',
  },
  {
    form: 'var rs = Readable();',
    program: `
      var Readable = require('stream').Readable;
      var rs = Readable();
      var c = 97;
      rs._read = function () {
        rs.push(String.fromCharCode(c++));
        if (c > 'z'.charCodeAt(0)) rs.push(null);
      };
      return (await all(rs)).join('');`,
    gives: 'abcdefghijklmnopqrstuvwxyz',
  },
  {
    form: 'Readable({ objectMode: true })',
    program: `
      var Readable = require('stream').Readable;
      var rs = Readable({ objectMode: true });
      rs.push({ beep: 'boop' });
      rs.push(null);
      return all(rs);`,
    gives: [{ beep: 'boop' }],
  },
  {
    form: 'var ws = Writable();',
    program: `
      var Writable = require('stream').Writable;
      var ws = Writable();
      var seen = [];
      ws._write = function (chunk, enc, next) {
        seen.push(Buffer.isBuffer(chunk), chunk.toString());
        next();
      };
      ws.end('beep');
      await new Promise(function (next) { ws.on('finish', next); });
      return seen;`,
    gives: [true, 'beep'],
  },
  {
    form: 'Writable({ decodeStrings: false })',
    program: `
      var Writable = require('stream').Writable;
      var ws = Writable({ decodeStrings: false });
      return new Promise(function (resolve) {
        ws._write = function (chunk, enc, next) { resolve([chunk, enc]); next(); };
        ws.end('beep');
      });`,
    gives: ['beep', 'utf8'],
  },
  {
    form: 'var stream = new Stream;',
    program: `
      var Stream = require('stream');
      var stream = new Stream;
      stream.readable = true;
      var chunks = all(stream.pipe(Stream.PassThrough({ encoding: 'utf8' })));
      stream.emit('data', 'A');
      stream.emit('end');
      return chunks;`,
    gives: ['A'],
  },
  {
    form: 'through(write, end)',
    program: `
      var through = require('through');
      var seen = [];
      var stream = through(write, end);
      stream.write('beep');
      stream.end();
      return seen.concat(through.through === through, through(write) instanceof require('stream'));
      function write (buf) { seen.push(buf); }
      function end () { seen.push('__END__'); }`,
    gives: ['beep', '__END__', true, true],
  },
  {
    form: "require('readable-stream')",
    program: `
      var Readable = require('readable-stream').Readable;
      var names = ['Duplex', 'PassThrough', 'Stream', 'Transform', 'Writable', 'finished', 'pipeline'];
      var main = require('readable-stream');
      var parts = [
        require('readable-stream/duplex'),
        require('readable-stream/passthrough'),
        require('readable-stream/transform'),
        require('readable-stream/writable'),
        require('readable-stream/readable'),
      ];
      var own = [main.Duplex, main.PassThrough, main.Transform, main.Writable, Readable];
      var rs = Readable();
      rs.push('beep');
      rs.push(null);
      return [
        names.every(function (name) { return typeof main[name] === 'function'; }),
        main === Readable,
        parts.every(function (part, i) { return part === own[i]; }),
        (await all(rs)).join(''),
      ];`,
    gives: [true, true, true, 'beep'],
  },
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
    form: 'concat(function (body) {',
    program: `
      var concat = require('concat-stream');
      return new Promise(function (resolve) {
        var cs = concat(function (body) {
          resolve(body.toUpperCase());
        });
        cs.write('beep ');
        cs.write('boop. ');
        cs.end();
      });`,
    gives: 'BEEP BOOP. ',
  },
  {
    form: 'req.pipe(concat(function (body) {',
    program: `
      var http = require('http');
      var qs = require('querystring');
      var concat = require('concat-stream');
      var server = http.createServer(function (req, res) {
        req.pipe(concat(function (body) {
          var params = qs.parse(body.toString());
          res.end(JSON.stringify(params) + '\\n');
        }));
      });
      await new Promise(function (next) { server.listen(0, '127.0.0.1', next); });
      var options = { port: server.address().port, agent: false, method: 'POST' };
      var res = await new Promise(function (next) {
        http.request(options, next).end('beep=boop&dinosaur=trex');
      });
      var body = (await all(res)).join('');
      server.close();
      return body;`,
    gives: '{"beep":"boop","dinosaur":"trex"}\n',
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
    form: 'var sock = shoe(function (stream) {',
    program: `
      var EventEmitter = require('events').EventEmitter;
      var http = require('http');
      var shoe = require('shoe');
      var emitStream = require('emit-stream');
      var through = require('through');
      var over;
      var gone = new Promise(function (resolve) { over = resolve; });
      var sock = shoe(function (stream) {
        var ev = new EventEmitter;
        emitStream(ev)
          .pipe(through(function (event) { this.queue(JSON.stringify(event)); }))
          .pipe(stream)
        ;
        ev.emit('upper', 'abc');
        stream.on('end', over);
      });
      var server = http.createServer(require('ecstatic')(__dirname));
      await new Promise(function (next) { server.listen(0, '127.0.0.1', next); });
      sock.install(server, '/sock');
      var stream = shoe('http://127.0.0.1:' + server.address().port + '/sock');
      var ev = emitStream(stream.pipe(through(function (text) { this.queue(JSON.parse(text)); })));
      var msg = await new Promise(function (resolve) { ev.on('upper', resolve); });
      stream.end();
      await gone;
      server.close();
      return msg;`,
    gives: 'abc',
  },
  {
    form: "hyperstream({\n          '#rows': sf.slice(-5).pipe(render())",
    program: `
      var fs = require('fs');
      var through = require('through');
      var hyperglue = require('hyperglue');
      var hyperstream = require('hyperstream');
      var sliceFile = require('slice-file');
      fs.writeFileSync(__dirname + '/row.html', '<b class="who"></b>');
      fs.writeFileSync(__dirname + '/rows.txt', '{"who":"substack"}\\n{"who":"<zoltar>"}\\n');
      var html = fs.readFileSync(__dirname + '/row.html');
      var sf = sliceFile(__dirname + '/rows.txt');
      var hs = hyperstream({
          '#rows': sf.slice(-5).pipe(render())
      });
      hs.end('<div id="rows"></div>');
      var page = (await all(hs)).join('');
      var follower = sf.follow(-1, 0);
      follower.on('data', function () {});
      sf.close();
      return page;
      function render () {
        return through(function (line) {
          try { var row = JSON.parse(line) }
          catch (err) { return this.emit('error', err) }
          this.queue(hyperglue(html, { '.who': row.who }).outerHTML);
        });
      }`,
    gives: '<div id="rows"><b class="who">substack</b><b class="who">&lt;zoltar&gt;</b></div>',
  },
  {
    form: "require('ecstatic')(__dirname + '/static')",
    program: `
      var fs = require('fs');
      var http = require('http');
      var ecstatic = require('ecstatic')(__dirname + '/static');
      fs.mkdirSync(__dirname + '/static', { recursive: true });
      fs.writeFileSync(__dirname + '/static/a.txt', 'beep');
      var server = http.createServer(function (req, res) {
        if (req.url === '/') res.end('home');
        else ecstatic(req, res)
      });
      await new Promise(function (next) { server.listen(0, '127.0.0.1', next); });
      var options = { port: server.address().port, agent: false, path: '/a.txt' };
      var body = (await all(await new Promise(function (next) { http.get(options, next); }))).join('');
      server.close();
      return body;`,
    gives: 'beep',
  },
];
