var fs = require('fs');
var net = require('net');
var map = require('map-stream');
var split = require('split');
var emitStream = require('emit-stream');
var lines = require('./lib/lines');

// sends a log file; calls back with what the server answers
exports.send = function (port, name, file, cb) {
    var peer = lines.wrap(net.connect(port, '127.0.0.1'));
    peer.on('data', cb);
    peer.write({ role: 'app', name: name });

    fs.createReadStream(file, { highWaterMark: 16 })
        .pipe(split())
        .pipe(map(function (line, cb) {
            if (!line) return cb();
            // as if it were looked up somewhere
            setImmediate(function () { cb(null, entryOf(line)) });
        }))
        .pipe(peer)
    ;
};

// an emitter of what the server sees
exports.watch = function (port) {
    var peer = lines.wrap(net.connect(port, '127.0.0.1'));
    peer.write({ role: 'watch' });
    return emitStream(peer);
};

function entryOf (line) {
    var m = /^(\S+) (\d+)ms (.*)$/.exec(line);
    return m ? { level: m[1], ms: Number(m[2]), text: m[3] } : { bad: line };
}
