/**
 * How late content finds its place in a page that has been sent without it.
 *
 * The place is marked by the platform's own processing instructions, `<?start name="x">…<?end>`, and the content
 * follows in a `<template for="x">`, which a browser that knows both puts there by itself, as it arrives. For
 * others, to which the instructions are comments, a small script after each template does it; where it finds no
 * such template left it does nothing.
 *
 * @see https://html.spec.whatwg.org/multipage/scripting.html#attr-template-for
 *
 * @module
 */
import { escapeHtml } from '../../parser/trumpet/escape.ts';

/** The function that the first script defines and calls, and the others call. It finishes by removing its script. */
const PLACE = `(self.gardenhoseSlot=function(n){\
var d=document,t=d.querySelector('template[for="'+n+'"]'),w,s,e,x;\
if(t){n='name="'+n+'"';w=d.createTreeWalker(d,192);\
while((s=w.nextNode())&&s.data!='?start '+n&&(s.target!='start'||s.data!=n));\
if(s){while((e=w.nextNode())&&e.data!='?end'&&e.target!='end');\
while(x=s.nextSibling){x.remove();if(x.contains(e))break}\
s.replaceWith(t.content)}\
t.remove()}\
d.currentScript.remove()})`;

/** Marks the place of a late slot, and what it shows until it is filled. */
export function markPlace(name: string, placeholder: string): string {
  return `<?start name="${name}">${placeholder}<?end>`;
}

/** What comes before the content of a late slot. */
export function patchStart(name: string): string {
  return `<template for="${name}">`;
}

/** What comes after it, with the script if it is wanted. */
export function patchEnd(name: string, script: boolean, first: boolean, nonce = ''): string {
  if (!script) return '</template>';
  const attribute = nonce === '' ? '' : ` nonce="${escapeHtml(nonce)}"`;
  return `</template><script${attribute}>${first ? PLACE : 'gardenhoseSlot'}("${name}")</script>`;
}
