// What a reader asks, as terms for the search: words that say nothing are left out, others match all their forms, and an
// abbreviation finds what it stands for.
// @ts-check

/** Words of questions and of grammar, which stand on every page. */
const EMPTY = new Set(
  (
    "a about all am an and any are as at be been being but by can could did do does for from get go had has have having he her his how i if in into is it its " +
    "just let like made make me much must my need of on or our ought shall she should so some such than that the their them then there these they this those to too " +
    "us use very want was we were what when where which while who whom whose why will with would you your"
  ).split(" "),
);

const OPERATORS = /["+~^*:]|(?:^|\s)-/;
const SHORT = 3;
const EXACT = 3;

/** A word as a term that finds all its forms. The word itself, where it begins them all, counts more than what else begins
 * with it; two letters begin too much. @param {string} word @param {(word: string) => string} stem */
function term(word, stem) {
  if (word.length < SHORT) return `${word}^${EXACT}`;
  const found = /^[a-z]+$/.test(word) ? stem(word) : word;
  const beginning = found.length < SHORT ? word : /(y|ies|ied)$/.test(word) && found.endsWith("i") ? found.slice(0, -1) : found;
  return beginning === word ? `${word}^${EXACT} ${word}` : beginning;
}

/**
 * @param {string} asked what the reader typed
 * @param {(word: string) => string} stem
 * @param {Record<string, string>} synonyms phrases in lower case -> more words
 * @returns {{typed: string[], more: string[]}} terms as lunr reads them, those of the reader and those of synonyms; the theme
 *   lets a term without a weight match whatever begins with it
 */
export function toTerms(asked, stem, synonyms) {
  if (OPERATORS.test(asked)) return { typed: [asked], more: [] }; // the reader knows the language of the search
  const plain = asked.toLowerCase().replace(/[’']s?\b/g, "").replace(/[^\p{L}\p{N}./+#\s]+/gu, " ").trim();
  const words = plain.split(/[\s/]+/).map((word) => word.replace(/^\.+|\.+$/g, "")).filter(Boolean);
  const said = words.filter((word) => !EMPTY.has(word));
  const phrases = Object.keys(synonyms).filter((phrase) => ` ${plain} `.includes(` ${phrase} `));
  const more = phrases.flatMap((phrase) => synonyms[phrase].split(" "));
  const terms = (/** @type {string[]} */ some) => [...new Set(some.map((word) => term(word, stem)))];
  const typed = terms(said.length ? said : words);
  return { typed, more: terms(more).filter((each) => !typed.includes(each)) };
}
