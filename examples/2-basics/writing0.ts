process.stdout.write('beep boop\n');
