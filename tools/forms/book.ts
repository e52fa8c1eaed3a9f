/**
 * The call forms that the handbook prints.
 *
 * @module
 */
import type { CallForm } from './runner.ts';

/** The forms, in the book's order. */
export const BOOK: readonly CallForm[] = [
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
    form: 'var sock = shoe(function (stream) {',
    program: `
      var EventEmitter = require('events').EventEmitter;
      var http = require('http');
      var shoe = require('shoe');
      var emitStream = require('emit-stream');
      var JSONStream = require('JSONStream');
      var over;
      var gone = new Promise(function (resolve) { over = resolve; });
      var sock = shoe(function (stream) {
        var ev = new EventEmitter;
        emitStream(ev)
          .pipe(JSONStream.stringify())
          .pipe(stream)
        ;
        ev.emit('upper', 'abc');
        stream.on('end', over);
      });
      var server = http.createServer(require('ecstatic')(__dirname));
      await new Promise(function (next) { server.listen(0, '127.0.0.1', next); });
      sock.install(server, '/sock');
      var parser = JSONStream.parse([true]);
      var socket = shoe('http://127.0.0.1:' + server.address().port + '/sock');
      var stream = parser.pipe(socket).pipe(parser);
      var ev = emitStream(stream);
      var msg = await new Promise(function (resolve) { ev.on('upper', resolve); });
      socket.end();
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
    mends: 'slice-file reads before the beginning of a file of fewer lines',
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
