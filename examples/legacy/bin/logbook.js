#!/usr/bin/env node

// node logbook.js data/web.log data/mail.log

var path = require('path');
var concat = require('concat-stream');
var invert = require('invert-stream');
var es = require('event-stream');
var client = require('../client');
var report = require('../lib/report');
var server = require('../server')();

var files = process.argv.slice(2);

server.listen(0, '127.0.0.1', function () {
    var port = server.address().port;

    var watcher = client.watch(port);
    watcher.once('watching', self);
    watcher.on('open', function (name) { console.log('> ' + name) });
    watcher.on('entry', function (entry) {
        if (entry.level === 'error') console.log('! ' + entry.app + ': ' + entry.text);
    });

    // the logbook keeps a log itself, without the net between
    function self () {
        var stream = invert();
        server.accept(stream.other);
        stream.on('data', finished('logbook', next));
        es.readArray([
            { role: 'app', name: 'logbook' },
            { level: 'info', ms: 0, text: 'listening' }
        ]).pipe(stream);
    }

    // one file after the other, so that each run says the same
    function next () {
        var file = files.shift();
        if (!file) {
            watcher.on('finish', end);
            return server.finish();
        }
        var name = path.basename(file, '.log');
        client.send(port, name, file, finished(name, next));
    }

    // an app is done when it has its answer and the watcher has seen it go
    function finished (name, cb) {
        var received, seen;
        watcher.on('shut', function onshut (who, count) {
            if (who !== name) return;
            watcher.removeListener('shut', onshut);
            seen = count;
            check();
        });
        return function (answer) {
            received = answer.received;
            check();
        };
        function check () {
            if (received === undefined || seen === undefined) return;
            console.log('< ' + name + ': ' + seen + ' seen, ' + received + ' received');
            cb();
        }
    }

    function end () {
        server.stats().pipe(report()).pipe(concat(function (text) {
            process.stdout.write(text);
        }));
    }
});
