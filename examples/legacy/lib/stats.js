// entries go in, and when they are over one object with what they come to comes out

var through = require('through');

module.exports = function () {
    var apps = {}, slowest = null, bad = 0;

    return through(write, end);

    function write (entry) {
        if (entry.bad) return void bad ++;
        var app = apps[entry.app] || (apps[entry.app] = { total: 0, errors: 0, ms: 0 });
        app.total ++;
        app.ms += entry.ms;
        if (entry.level === 'error') app.errors ++;
        if (!slowest || entry.ms > slowest.ms) slowest = entry;
    }

    function end () {
        this.queue({ apps: apps, slowest: slowest, bad: bad });
        this.queue(null);
    }
};
