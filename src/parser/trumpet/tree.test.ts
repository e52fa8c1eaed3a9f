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
      ['<h1><div><h2></h3><i>', '>h1 h1>div div>h2 div>i'],
      ['<b><p></b><i>', '>b b>p p>i'],
      ['<form><form><p></form><form>', '>form form>p >form'],
      ['<table><form><i>', '>table table>form table>i'],
      ['<table><tr><td></tr><p><table>', '>table table>tr tr>td table>p >table'],
      ['<table><td></tr><td></tbody><i>', '>table table>td table>td table>i'],
      ['<table><colgroup><col></p><col>', '>table table>colgroup colgroup>col table>col'],
      ['<ruby><p><rt>a<rtc><rp>', '>ruby ruby>p ruby>rt ruby>rtc rtc>rp'],
      ['<option>a<optgroup>b<option>c<hr>', '>option >optgroup optgroup>option option>hr'],
      ['<select><select><i>', '>select >i'],
      ['<select><div><option>a<hr></div><input><i>', '>select select>div div>option div>hr >input >i'],
      ['<head><noscript><link><img></noscript><i>', '>head head>noscript noscript>link >img >i'],
      ['<title></title><head><div><body><html><i>', '>title >div div>i'],
      ['<a><table><a>', '>a a>table table>a'],
      ['<svg><font><font color=red><i>', '>svg svg>font >font font>i'],
      ['<svg></p><i>', '>svg >i'],
      ['<svg><p><i>', '>svg >p p>i'],
      ['<math><annotation-xml><svg><i>', '>math math>annotation-xml annotation-xml>svg >i'],
      ['<math><annotation-xml encoding=Text/HTML><p>', '>math math>annotation-xml annotation-xml>p'],
      ['<math><mi><mglyph/><malignmark/><b>', '>math math>mi mi>mglyph mi>malignmark mi>b'],
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

    it('tree ends formatting elements in order where both they and what is in them have data', () => {
      const ends = readElements(['<b><p>a</b>c</p>d<i>e</i>']).map(({ name, content }) => [name, content]);
      expect(ends).toEqual([
        ['b', '<p>a</b>c</p>'],
        ['p', 'a</b>c'],
        ['i', 'e'],
      ]);
    });

    it('tree takes work that does not grow with the depth', () => {
      const depth = 20_000;
      const html = `<p><table>${'<b>'.repeat(depth)}${'<hr></p></i></li>'.repeat(depth)}`;
      expect(readElements([html])).toHaveLength(2 + 2 * depth);
    });
  });
});
