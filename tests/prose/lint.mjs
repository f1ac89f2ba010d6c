// Reads a Markdown text with rules as JSON from standard input, and writes what is wrong with it as JSON.
import { json } from 'node:stream/consumers';

import dictionary from 'dictionary-en-gb';
import { search } from 'nlcst-search';
import { toString } from 'nlcst-to-string';
import nspell from 'nspell';
import remarkParse from 'remark-parse';
import remarkRetext from 'remark-retext';
import retextEnglish from 'retext-english';
import retextEquality from 'retext-equality';
import retextIndefiniteArticle from 'retext-indefinite-article';
import retextRepeatedWords from 'retext-repeated-words';
import retextSpell from 'retext-spell';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { VFile } from 'vfile';

const { text, words, banned, longest } = await json(process.stdin);

const spelling = nspell(dictionary);

/** Words and phrases that the guide does not use, with what to write instead. */
function bannedWords() {
  return (tree, file) => {
    search(tree, Object.keys(banned), (match, _, __, phrase) => {
      const place = { start: match[0].position.start, end: match.at(-1).position.end };
      file.message(banned[phrase], { place, source: 'banned' }).actual = toString(match);
    });
  };
}

/** Sentences of more words than a reader keeps in mind. */
function longSentences() {
  return (tree, file) => {
    visit(tree, 'SentenceNode', (node) => {
      const count = node.children.filter((child) => child.type === 'WordNode').length;
      if (count > longest) {
        const message = file.message(`has ${count} words; at most ${longest}`, { place: node.position, source: 'length' });
        message.actual = toString(node);
      }
    });
  };
}

/** -ize where the dictionary knows the word with -ise too: the dictionary takes both, the guide one. */
function oneSpelling() {
  return (tree, file) => {
    visit(tree, 'WordNode', (node) => {
      const word = toString(node);
      const other = word.replace(/(?<=\w{3})([iy])z(e[dsr]?|ing|ers|ations?|able)$/, '$1s$2');
      if (other !== word && spelling.correct(other)) {
        file.message(`write ${other}`, { place: node.position, source: 'spell' }).actual = word;
      }
    });
  };
}

const processor = unified()
  .use(remarkParse)
  .use(
    remarkRetext,
    unified()
      .use(retextEnglish)
      .use(retextSpell, { dictionary, personal: words.flatMap((word) => [word, `${word}'s`, `${word}.`]).join('\n') })
      .use(oneSpelling)
      .use(retextEquality)
      .use(retextIndefiniteArticle)
      .use(retextRepeatedWords)
      .use(bannedWords)
      .use(longSentences),
  );

const file = new VFile(text);
await processor.run(processor.parse(file), file);

const found = file.messages
  .filter(({ actual }) => actual)
  .map(({ line = 1, column = 1, source, actual, reason }) => ({
    line,
    column,
    rule: source.replace('retext-', ''),
    actual,
    reason,
  }));
process.stdout.write(JSON.stringify({ found, known: words.filter((word) => spelling.correct(word)) }));
