import { describe, expect, it } from 'vitest';
import { readElements, readStructure } from './_test.ts';

describe('tree', () => {
  describe('behaviour', () => {
    // What parse5 8.0 says of the same documents, elements without a tag left out.
    it.each([
      ['<p>a<p>b', '>p >p'],
      ['<p>a<div>b</div>', '>p >div'],
      ['<p><b>a<span>', '>p p>b b>span'],
      ['<p><button><p>', '>p p>button button>p'],
      ['<ul><li>a<li>b<ul><li>c</ul><li>d</ul>', '>ul ul>li ul>li li>ul ul>li ul>li'],
      ['<ul><li><div><li>', '>ul ul>li li>div ul>li'],
      ['<dl><dt>a<dd>b<dt>c</dl><p>', '>dl dl>dt dl>dd dl>dt >p'],
      ['<h1>a<h2>b</h1><p>', '>h1 >h2 >p'],
      [
        '<select><optgroup><option>a<option>b<optgroup></select><i>',
        '>select select>optgroup optgroup>option optgroup>option select>optgroup >i',
      ],
      ['<ruby>a<rt>b<rp>c<rt>d</ruby><i>', '>ruby ruby>rt ruby>rp ruby>rt >i'],
      ['<table><tr><td>a<td>b<tr><th>c</table><p>', '>table table>tr tr>td tr>td table>tr tr>th >p'],
      [
        '<table><thead><tr><td>a<tbody><tr><td>b<tfoot></table>',
        '>table table>thead thead>tr tr>td table>tbody tbody>tr tr>td table>tfoot',
      ],
      [
        '<table><caption>a<colgroup><col><tr><td><table><tr><td></table><td></table>',
        '>table table>caption table>colgroup colgroup>col table>tr tr>td td>table table>tr tr>td tr>td',
      ],
      ['<table><tr><td><p>a</table><p>', '>table table>tr tr>td td>p >p'],
      ['<div><br><img><input><hr/>a</div><p>', '>div div>br div>img div>input div>hr >p'],
      ['<div/><p>', '>div div>p'],
      ['<a>a<a>b', '>a >a'],
      ['<form><form><p>', '>form form>p'],
      [
        '<html><head><title></title><body><p>a<html><body><i>',
        '>html html>head head>title html>body body>p p>i',
      ],
      ['<html><head><meta><div>', '>html html>head head>meta html>div'],
      ['<svg><g/><path><p>', '>svg svg>g svg>path >p'],
      [
        '<svg><g><a/><foreignObject><p>a<p>b</p></foreignObject><i/>c</svg><b>',
        '>svg svg>g g>a g>foreignobject foreignobject>p foreignobject>p >i i>b',
      ],
      ['<svg><title><b>a</b></title><text></svg><i>', '>svg svg>title title>b svg>text >i'],
      ['<math><mi><p>a</p></mi><mn/><svg/></math><i>', '>math math>mi mi>p math>mn math>svg >i'],
      ['<div><span></div><i>', '>div div>span >i'],
      ['<span><div></span><i>', '>span span>div div>i'],
      ['<b><p>a</b><i>', '>b b>p p>i'],
      ['<template><tr><td>a<td></template><i>', '>template template>tr tr>td tr>td >i'],
      ['<div></p></br></x><i>', '>div div>i'],
    ])('tree knows the structure of %s', (html, structure) => {
      expect(readStructure(html)).toBe(structure);
    });

    it('tree ends an element where its end tag, or what closes it, begins', () => {
      const ends = readElements(['<ul><li>a<li>b</ul><br><p>c']).map(({ name, content }) => [name, content]);
      expect(ends).toEqual([
        ['ul', '<li>a<li>b'],
        ['li', 'a'],
        ['li', 'b'],
        ['br', undefined],
        ['p', 'c'],
      ]);
    });

    it('tree takes work that does not grow with the depth', () => {
      const depth = 20_000;
      const html = `<p><table>${'<b>'.repeat(depth)}${'<hr></p></i></li>'.repeat(depth)}`;
      expect(readElements([html])).toHaveLength(2 + 2 * depth);
    });
  });
});
