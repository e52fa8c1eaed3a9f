import { hyperglue } from 'gardenhose/hyperglue';

const html = '<article><h2></h2><ul><li><b class="who"></b>: <i class="what"></i></li></ul></article>';

// The same function makes text here and elements in a page.
const { outerHTML } = hyperglue(html, {
  h2: 'Said today',
  li: [
    { '.who': 'substack', '.what': 'streams & pipes' },
    { '.who': '<zoltar>', '.what': { _html: '<em>beep</em>' } },
  ],
});
console.log(outerHTML);
