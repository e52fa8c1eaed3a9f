// objects on one side, lines of JSON on the other

var split = require('split');
var through = require('through');
var duplexer = require('duplexer');

exports.parse = function () {
    return split(function (line) {
        if (!line) return undefined;
        try { return JSON.parse(line) }
        catch (err) { return { bad: line } }
    });
};

exports.stringify = function () {
    return through(function (obj) {
        this.queue(JSON.stringify(obj) + '\n');
    });
};

// what the other end of a socket says, and what it is told, as one stream of objects
exports.wrap = function (socket) {
    var out = exports.stringify();
    out.pipe(socket);
    return duplexer(out, socket.pipe(exports.parse()));
};
