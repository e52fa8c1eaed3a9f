// who connects says first what he is: an app, that sends its entries, or a watcher, that gets everybody's

var net = require('net');
var EventEmitter = require('events').EventEmitter;
var through = require('through');
var emitStream = require('emit-stream');
var pauseStream = require('pause-stream');
var lines = require('./lib/lines');
var stats = require('./lib/stats');

module.exports = function () {
    var journal = new EventEmitter;
    var server = net.createServer(function (socket) {
        server.accept(lines.wrap(socket));
    });

    // entries wait here until somebody has asked for the stats
    server.entries = pauseStream();
    server.entries.pause();

    server.stats = function () {
        var s = server.entries.pipe(stats());
        process.nextTick(function () { server.entries.resume() });
        return s;
    };

    // takes any stream of objects, be it from the net or not
    server.accept = function (peer) {
        peer.once('data', function (hello) {
            if (hello.role === 'watch') watch(peer);
            else collect(peer, hello.name);
        });
    };

    server.finish = function () {
        journal.emit('finish');
        server.entries.end();
        server.close();
    };

    function collect (peer, name) {
        var count = 0;
        journal.emit('open', name);
        peer.pipe(through(
            function (entry) {
                entry.app = name;
                count ++;
                journal.emit('entry', entry);
                server.entries.write(entry);
            },
            function () {
                journal.emit('shut', name, count);
                peer.write({ received: count });
                peer.end();
            }
        ));
    }

    function watch (peer) {
        emitStream(journal).pipe(peer);
        journal.on('finish', function () { peer.end() });
        peer.write([ 'watching' ]);
    }

    return server;
};
