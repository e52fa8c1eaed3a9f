import { createScraper } from 'gardenhose/json-scrape';

// Finds what is JSON in what is mostly not.
const scraper = createScraper();
scraper.on('data', (value) => console.log(value));
process.stdin.pipe(scraper);
