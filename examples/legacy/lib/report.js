// an object of stats goes in, a page of text comes out

var from = require('from');
var es = require('event-stream');

module.exports = function () {
    return es.through(function (stats) {
        var self = this;
        var names = Object.keys(stats.apps).sort();
        self.pause();

        es.pipeline(
            from(function (i, next) {
                if (i < names.length) this.emit('data', names[i]);
                else this.emit('end');
                next();
                return true;
            }),
            es.mapSync(row),
            es.join('\n'),
            es.wait(function (err, table) {
                self.queue('app      total errors   mean\n' + table + '\n');
                self.queue('slowest: ' + stats.slowest.text + ', ' + stats.slowest.ms + ' ms\n');
                if (stats.bad) self.queue('lines that made no sense: ' + stats.bad + '\n');
                self.resume();
            })
        );

        function row (name) {
            var app = stats.apps[name];
            return pad(name, -8) + pad(app.total, 6) + pad(app.errors, 7)
                + pad((app.ms / app.total).toFixed(1), 7);
        }
    });
};

function pad (value, width) {
    var text = String(value);
    while (text.length < Math.abs(width)) text = width < 0 ? text + ' ' : ' ' + text;
    return text;
}
